// The system's certificate authorities count where they are asked for, beside the built-in ones.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { listTokens } from './helpers/addon.mjs';
import { run } from './helpers/cli.mjs';
import { failure } from './helpers/failure.mjs';
import { fixture } from './helpers/faults.mjs';
import { projectWith } from './helpers/folder.mjs';
import { pem, tlsServer } from './helpers/raw.mjs';
import { connectionTo, credentialVariable, sandboxFor } from './helpers/registry.mjs';

const KNOWN = { SSL_CERT_FILE: fixture('ca.pem') };

/** Sets variables of this process, which the addon reads at each call, until the test ends. */
function environmentFor(t, variables) {
  Object.assign(process.env, variables);
  t.after(() => {
    for (const name of Object.keys(variables)) delete process.env[name];
  });
}

/** Lets the process say that Node.js was told so on its command line, until the test ends. */
function toldOnCommandLine(t, ...words) {
  const { execArgv } = process;
  process.execArgv = words;
  t.after(() => {
    process.execArgv = execArgv;
  });
}

const listAt = ({ url }, options) =>
  listTokens({ registry: url, authToken: 't', fetchRetries: 0, timeout: 5000, ...options });

const refusalAt = async (server, options) => (await failure(listAt(server, options))).code;

describe('an authority that only the system knows', () => {
  const places = {
    'in a file': () => KNOWN,
    'in a folder': (t) => {
      const folder = projectWith(t);
      copyFileSync(fixture('ca.pem'), join(folder, 'any-name'));
      return { SSL_CERT_DIR: folder };
    },
  };
  for (const [place, variables] of Object.entries(places)) {
    it(`counts by useSystemCa, ${place}`, async (t) => {
      environmentFor(t, variables(t));
      assert.deepEqual(await listAt(await tlsServer(t, 'server'), { useSystemCa: true }), []);
    });
  }

  const ways = {
    NODE_USE_SYSTEM_CA: (t) => environmentFor(t, { NODE_USE_SYSTEM_CA: '1' }),
    NODE_OPTIONS: (t) => environmentFor(t, { NODE_OPTIONS: '--no-warnings --use-system-ca' }),
    'the command line of Node.js': (t) => toldOnCommandLine(t, '--use-system-ca'),
    npm_config_use_system_ca: (t) => environmentFor(t, { npm_config_use_system_ca: 'true' }),
    'the user’s file': (t) => ({ userconfig: join(projectWith(t, 'use-system-ca=true'), '.npmrc') }),
  };
  for (const [way, ask] of Object.entries(ways)) {
    it(`counts by ${way}, until told otherwise`, async (t) => {
      environmentFor(t, KNOWN);
      const options = ask(t);
      const server = await tlsServer(t, 'server');
      assert.deepEqual(await listAt(server, options), []);
      assert.equal(await refusalAt(server, { ...options, useSystemCa: false }), 'ECERT');
    });
  }

  it('counts not by the project’s file, where credentials are the person’s', async (t) => {
    environmentFor(t, KNOWN);
    const server = await tlsServer(t, 'server');
    const cwd = projectWith(t, 'use-system-ca=true');
    const options = { registry: server.url, fetchRetries: 0, timeout: 5000, cwd };
    const npmrc = `//${new URL(server.url).host}/:_authToken=t`;
    const error = await failure(listTokens({ ...options, userconfig: join(projectWith(t, npmrc), '.npmrc') }));
    assert.equal(error.code, 'EUNTRUSTED');
    assert.match(error.message, /use-system-ca/);
    const given = { ...options, userconfig: join(projectWith(t, `use-system-ca=true\n${npmrc}`), '.npmrc') };
    assert.deepEqual(await listTokens(given), []);
  });

  it('does not count unless asked for', async (t) => {
    environmentFor(t, { ...KNOWN, NODE_USE_SYSTEM_CA: '0' });
    const error = await failure(listAt(await tlsServer(t, 'server')));
    assert.equal(error.code, 'ECERT');
    assert.match(error.hint, /`useSystemCa` \(`--use-system-ca`\)/);
  });

  it('does not count where `ca` names the ones that do', async (t) => {
    environmentFor(t, KNOWN);
    assert.equal(
      await refusalAt(await tlsServer(t, 'server'), { useSystemCa: true, ca: pem('self-signed.pem') }),
      'ECERT',
    );
  });

  it('counts for the command by --use-system-ca', async (t) => {
    const { url } = await tlsServer(t, 'server');
    const env = { ...KNOWN, [credentialVariable(url)]: 't' };
    const args = ['list', `--registry=${url}`, '--fetch-retries=0', '--json'];
    const asked = await run([...args, '--use-system-ca'], { env });
    assert.deepEqual([asked.code, asked.stderr, JSON.parse(asked.stdout)], [0, '', []]);
    assert.match((await run(args, { env })).stdout, /"ECERT"/);
  });
});

describe('the system’s store', () => {
  it('is looked for anew at each call', async (t) => {
    const server = await tlsServer(t, 'server');
    environmentFor(t, { SSL_CERT_FILE: fixture('self-signed.pem') });
    assert.equal(await refusalAt(server, { useSystemCa: true }), 'ECERT');
    process.env.SSL_CERT_FILE = fixture('ca.pem');
    assert.deepEqual(await listAt(server, { useSystemCa: true }), []);
  });

  it('may be empty, and others still count', async (t) => {
    environmentFor(t, { SSL_CERT_DIR: projectWith(t) });
    const server = await tlsServer(t, 'server');
    assert.equal(await refusalAt(server, { useSystemCa: true }), 'ECERT');
    environmentFor(t, { NODE_EXTRA_CA_CERTS: fixture('ca.pem') });
    assert.deepEqual(await listAt(server, { useSystemCa: true }), []);
  });

  for (const variable of ['SSL_CERT_FILE', 'SSL_CERT_DIR']) {
    it(`is an error that names the place if ${variable} leads nowhere`, async (t) => {
      environmentFor(t, { [variable]: '/no/such/place' });
      const server = await tlsServer(t, 'server');
      const error = await failure(listAt(server, { useSystemCa: true }));
      assert.equal(error.code, 'EINVALIDCONFIG');
      assert.match(error.message, /the system's certificate authorities: .*\/no\/such\/place/);
      assert.equal(server.connections(), 0);
    });
  }

  const large = (t) => {
    const file = join(projectWith(t), 'large.pem');
    writeFileSync(file, readFileSync(fixture('ca.pem')));
    truncateSync(file, 16 * 1024 * 1024 + 1);
    return file;
  };
  const pipe = (t) => {
    const file = join(projectWith(t), 'pipe');
    execFileSync('mkfifo', [file]);
    return file;
  };
  const unfit = {
    'without a certificate': ['it holds no PEM certificate', () => fixture('server-key.pem')],
    'larger than any list of them': ['it is larger than 16 MiB', large],
    'that is a folder': ['it is not a regular file', (t) => projectWith(t)],
    ...(process.platform !== 'win32' && {
      'that is a pipe': ['it is not a regular file', pipe],
      'without an end': ['it is not a regular file', () => '/dev/zero'],
    }),
  };
  for (const [what, [problem, fileFor]] of Object.entries(unfit)) {
    it(`is an error if SSL_CERT_FILE names a file ${what}`, async (t) => {
      const file = fileFor(t);
      environmentFor(t, { SSL_CERT_FILE: file });
      const server = await tlsServer(t, 'server');
      const error = await failure(listAt(server, { useSystemCa: true }));
      assert.equal(error.code, 'EINVALIDCONFIG');
      assert.ok(error.message.includes(`${problem} at '${file}'`), error.message);
      assert.equal(server.connections(), 0);
    });
  }

  it('takes the certificates of a folder from among anything else', async (t) => {
    const folder = projectWith(t);
    copyFileSync(fixture('ca.pem'), join(folder, 'ca.pem'));
    copyFileSync(fixture('server-key.pem'), join(folder, 'server-key.pem'));
    mkdirSync(join(folder, 'folder'));
    if (process.platform !== 'win32') {
      execFileSync('mkfifo', [join(folder, 'pipe')]);
      symlinkSync('/no/such/place', join(folder, 'nowhere'));
    }
    environmentFor(t, { SSL_CERT_DIR: folder });
    assert.deepEqual(await listAt(await tlsServer(t, 'server'), { useSystemCa: true }), []);
  });

  it('plays no part where no TLS is spoken', async (t) => {
    const sandbox = await sandboxFor(t);
    environmentFor(t, { SSL_CERT_FILE: '/no/such/place', NODE_USE_SYSTEM_CA: '1' });
    assert.deepEqual(await listTokens(connectionTo(sandbox)), []);
  });
});
