import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { listTokens } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { fixture } from './helpers/faults.mjs';
import { projectWith } from './helpers/folder.mjs';
import { environment } from './helpers/isolate.mjs';
import { pem, tlsServer } from './helpers/raw.mjs';

/** The options that lead a call to a user's file; the project's would have to be trusted. */
const userFile = (t, npmrc) => ({ userconfig: join(projectWith(t, npmrc), '.npmrc') });

describe('a certificate is accepted', () => {
  const ca = { server: 'ca.pem', 'self-signed': 'self-signed.pem' };
  for (const [certificate, file] of Object.entries(ca)) {
    const ways = {
      ca: () => ({ ca: pem(file) }),
      'ca, in a list': () => ({ ca: [pem(file)] }),
      cafile: () => ({ cafile: fixture(file) }),
      'cafile, relative to the folder': () => ({ cwd: fixture('.'), cafile: file }),
      'strictSsl: false': () => ({ strictSsl: false }),
      'strict-ssl=false in a file': (t) => userFile(t, 'strict-ssl=false'),
      'cafile in a file': (t) => userFile(t, `cafile=${fixture(file)}`),
      'ca in a file': (t) => userFile(t, `ca=${JSON.stringify(pem(file))}`),
    };
    for (const [way, options] of Object.entries(ways)) {
      it(`of ${certificate}.pem by ${way}`, async (t) => {
        const { url } = await tlsServer(t, certificate);
        assert.deepEqual(
          await listTokens({ registry: url, authToken: 't', fetchRetries: 0, timeout: 5000, ...options(t) }),
          [],
        );
      });
    }

    it(`of ${certificate}.pem by NODE_EXTRA_CA_CERTS`, async (t) => {
      const { url } = await tlsServer(t, certificate);
      const script = `require('npm-token').listTokens({ registry: '${url}', authToken: 't' }).then(console.log, console.log)`;
      const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], {
        cwd: fileURLToPath(new URL('..', import.meta.url)),
        env: environment({ NODE_EXTRA_CA_CERTS: fixture(file) }),
        timeout: 20_000,
      });
      assert.equal(stdout, '[]\n');
    });
  }

  it('by name too', async (t) => {
    const { port } = await tlsServer(t, 'server');
    assert.deepEqual(
      await listTokens({ registry: `https://localhost:${port}/`, authToken: 't', ca: pem('ca.pem') }),
      [],
    );
  });

  it('but not because another call accepted it', async (t) => {
    const { url } = await tlsServer(t, 'server');
    const options = { registry: url, authToken: 't', fetchRetries: 0 };
    assert.deepEqual(await listTokens({ ...options, strictSsl: false }), []);
    assert.equal((await failure(listTokens(options))).code, 'ECERT');
  });
});

describe('a client certificate', () => {
  it('is shown to the registry, and stands for credentials', async (t) => {
    const options = { requestCert: true, rejectUnauthorized: true, ca: pem('ca.pem') };
    const { url } = await tlsServer(t, 'server', options);
    const connection = { registry: url, ca: pem('ca.pem'), fetchRetries: 0 };
    assert.deepEqual(await listTokens({ ...connection, cert: pem('server.pem'), key: pem('server-key.pem') }), []);
    assert.equal((await failure(listTokens(connection))).code, 'ENEEDAUTH');
    const error = await failure(listTokens({ ...connection, authToken: 't' }));
    assert.ok(['ECERT', 'ECONNRESET'].includes(error.code), error.code);
  });
});
