// Every code of `ErrorCode`, and how it comes about.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createToken, listTokens, revokeToken } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { projectWith } from './helpers/folder.mjs';
import { environment } from './helpers/isolate.mjs';
import { closedPort, pem, proxyServer, rawServer, tlsServer, until } from './helpers/raw.mjs';
import { connectionTo, lines, sandboxFor } from './helpers/registry.mjs';

const ALL = Number.POSITIVE_INFINITY;
const fixture = (name) => fileURLToPath(new URL(`fixtures/tls/${name}`, import.meta.url));

/** Lists from a sandbox that answers with a fault. */
async function faulty(t, fault, options) {
  const sandbox = await sandboxFor(t, options);
  sandbox.inject({ times: ALL, ...fault });
  return { registry: sandbox.url, promise: listTokens(connectionTo(sandbox)) };
}

/** Lists from an address. */
const from = (registry, options) => ({
  registry,
  promise: listTokens({ registry, authToken: 't', fetchRetries: 0, ...options }),
});

/** A server that answers every connection with these bytes. */
const speaking = (t, words) => rawServer(t, (socket) => socket.once('data', () => socket.end(words)));

/**
 * How each code comes about. `exchange`: the error belongs to a request, which it names. `hint`: there is something to do.
 */
const ROWS = [
  {
    code: 'ABORT_ERR',
    hint: false,
    call: async () => from('http://127.0.0.1:9/', { signal: AbortSignal.abort() }),
    name: 'AbortError',
  },
  {
    code: 'EAMBIGUOUS',
    call: async (t) => {
      const sandbox = await sandboxFor(t, { tokens: [{ name: 'x' }, { name: 'x' }] });
      return { registry: sandbox.url, promise: revokeToken({ ...connectionTo(sandbox), name: 'x' }) };
    },
  },
  {
    code: 'EAUTHIP',
    statusCode: 401,
    call: (t) => faulty(t, { status: 401, json: {}, headers: { 'www-authenticate': 'ipaddress' } }),
  },
  {
    code: 'EBADRESPONSE',
    what: 'no JSON',
    statusCode: 200,
    hint: false,
    call: (t) => faulty(t, { body: '<html></html>' }),
  },
  { code: 'EBADRESPONSE', what: 'nothing', statusCode: 200, hint: false, call: (t) => faulty(t, { body: '' }) },
  { code: 'EBADRESPONSE', what: 'null', statusCode: 200, hint: false, call: (t) => faulty(t, { json: null }) },
  { code: 'EBADRESPONSE', what: 'a list', statusCode: 200, hint: false, call: (t) => faulty(t, { json: [] }) },
  { code: 'EBADRESPONSE', what: 'no objects', statusCode: 200, hint: false, call: (t) => faulty(t, { json: {} }) },
  {
    code: 'EBADRESPONSE',
    what: 'objects that are none',
    statusCode: 200,
    hint: false,
    call: (t) => faulty(t, { json: { objects: ['x'] } }),
  },
  {
    code: 'EBADRESPONSE',
    what: 'a token without a key',
    statusCode: 200,
    hint: false,
    call: (t) => faulty(t, { json: { objects: [{}] } }),
  },
  {
    code: 'EBADRESPONSE',
    what: 'a byte order mark and no JSON',
    statusCode: 200,
    hint: false,
    call: (t) => faulty(t, { body: '\ufeffx' }),
  },
  {
    code: 'EBADRESPONSE',
    what: 'half of the JSON',
    statusCode: 200,
    hint: false,
    call: (t) => faulty(t, { body: '{"objects":[' }),
  },
  {
    code: 'EBADRESPONSE',
    what: 'damaged gzip',
    statusCode: 200,
    hint: false,
    call: (t) => faulty(t, { body: Buffer.from('1f8b0800damaged', 'latin1'), headers: { 'content-encoding': 'gzip' } }),
  },
  ...[{}, [], null, { key: 'k' }, { key: 'k', token: '' }, { key: 'k', token: 5 }].map((json) => ({
    code: 'EBADRESPONSE',
    what: `a new token that is none: ${JSON.stringify(json)} (T20)`,
    statusCode: 201,
    hint: false,
    method: 'POST',
    call: (t) => creating(t, { status: 201, json }),
  })),
  {
    code: 'EBADRESPONSE',
    what: 'a new token without a body (T20)',
    statusCode: 204,
    hint: false,
    method: 'POST',
    call: (t) => creating(t, { status: 204 }),
  },
  {
    code: 'ECALLBACK',
    hint: false,
    call: async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor: 'totp', twoFactorFor: ['list'] });
      const otp = () => {
        throw new Error('lost');
      };
      return { promise: listTokens({ ...connectionTo(sandbox), otp }) };
    },
  },
  {
    code: 'ECERT',
    what: 'an authority that is not known',
    exchange: true,
    call: async (t) => from((await tlsServer(t, 'server')).url),
  },
  {
    code: 'ECERT',
    what: 'a server that vouches for itself',
    exchange: true,
    call: async (t) => from((await tlsServer(t, 'self-signed')).url),
  },
  {
    code: 'ECERT',
    what: 'another host’s certificate',
    exchange: true,
    call: async (t) => from((await tlsServer(t, 'other-host')).url, { ca: pem('ca.pem') }),
  },
  { code: 'ECONNREFUSED', exchange: true, call: async () => from(`http://127.0.0.1:${await closedPort()}/`) },
  {
    code: 'ECONNRESET',
    what: 'before an answer',
    exchange: true,
    hint: false,
    call: (t) => faulty(t, { destroy: 'before' }),
  },
  {
    code: 'ECONNRESET',
    what: 'in an answer',
    exchange: true,
    hint: false,
    call: (t) => faulty(t, { destroy: 'body' }, { tokens: 5 }),
  },
  {
    code: 'EHOSTUNREACH',
    exchange: true,
    call: async () => from('http://255.255.255.255/'),
    skip: process.platform !== 'linux' && 'systems differ',
  },
  { code: 'EINVALIDCIDR', call: async () => ({ promise: createToken({ cidr: '::/0' }) }) },
  {
    code: 'EINVALIDCONFIG',
    call: async (t) => ({ promise: listTokens({ authToken: 't', cwd: projectWith(t, 'strict-ssl=maybe') }) }),
  },
  { code: 'EINVALIDOPTION', call: async () => ({ promise: listTokens({ registry: 'localhost' }) }) },
  {
    code: 'EINVALIDCONFIG',
    what: 'a folder in place of a file',
    call: async () => ({ promise: listTokens({ registry: 'http://127.0.0.1:9/', userconfig: fixture('.') }) }),
  },
  {
    code: 'ENEEDAUTH',
    call: async () => ({ registry: 'http://127.0.0.1:9/', promise: listTokens({ registry: 'http://127.0.0.1:9/' }) }),
  },
  { code: 'ENOTFOUND', exchange: true, call: async () => from('http://registry.invalid/') },
  ...[404, 405, 501].map((status) => ({
    code: 'ENOTSUPPORTED',
    what: status,
    statusCode: status,
    call: (t) => faulty(t, { status, body: 'no' }),
  })),
  {
    code: 'ENOTSUPPORTED',
    what: 'creating',
    statusCode: 404,
    method: 'POST',
    call: (t) => creating(t, { status: 404 }),
  },
  {
    code: 'EOTP',
    statusCode: 401,
    method: 'POST',
    call: async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
      return {
        registry: sandbox.url,
        promise: createToken({ ...connectionTo(sandbox), name: 'n', packages: 'a', password: sandbox.password }),
      };
    },
  },
  {
    code: 'EPROTO',
    what: 'no HTTP',
    exchange: true,
    call: async (t) => from((await speaking(t, 'SSH-2.0-OpenSSH\r\n')).url),
  },
  {
    code: 'EPROXY',
    exchange: true,
    call: async (t) => from('https://registry.invalid/', { httpsProxy: (await proxyServer(t)).url }),
  },
  {
    code: 'ERATELIMIT',
    statusCode: 429,
    call: (t) => faulty(t, { status: 429, headers: { 'retry-after': '7' }, json: { error: 'slow down' } }),
  },
  ...['https://registry.invalid/', 'http://127.0.0.1:9/', '//registry.invalid/'].map((location) => ({
    code: 'EREDIRECT',
    what: `to ${location}`,
    statusCode: 302,
    call: (t) => faulty(t, { status: 302, headers: { location } }),
  })),
  {
    code: 'EREDIRECT',
    what: 'to nowhere',
    statusCode: 302,
    hint: false,
    call: (t) => faulty(t, { status: 302, headers: { location: undefined } }),
  },
  {
    code: 'EREDIRECT',
    what: 'too often',
    statusCode: 302,
    hint: false,
    call: (t) => faulty(t, { status: 302, headers: { location: '/-/npm/v1/tokens' } }),
  },
  ...[301, 302, 303].map((status) => ({
    code: 'EREDIRECT',
    what: `of a POST by ${status} (T20)`,
    statusCode: status,
    method: 'POST',
    hint: false,
    call: (t) => creating(t, { status, headers: { location: '/-/npm/v1/tokens' } }),
  })),
  { code: 'ERR_INVALID_ARG_TYPE', hint: false, name: 'TypeError', call: async () => ({ promise: listTokens(5) }) },
  {
    code: 'ERR_INVALID_ARG_VALUE',
    hint: false,
    name: 'TypeError',
    call: async () => ({ promise: listTokens({ nope: 1 }) }),
  },
  { code: 'ERR_INVALID_AUTH', call: async (t) => ({ promise: listTokens({ cwd: projectWith(t, '_authToken=x') }) }) },
  {
    code: 'ETIMEDOUT',
    what: 'of the call',
    hint: false,
    call: async (t) => ({ promise: listTokens({ registry: (await rawServer(t)).url, authToken: 't', timeout: 50 }) }),
  },
  {
    code: 'ETIMEDOUT',
    what: 'of a request',
    exchange: true,
    hint: false,
    call: async (t) => from((await rawServer(t)).url, { fetchTimeout: 50 }),
  },
  {
    code: 'ETIMEDOUT',
    what: 'of a TLS handshake',
    exchange: true,
    hint: false,
    call: async (t) => from(`https://127.0.0.1:${(await rawServer(t)).port}/`, { fetchTimeout: 50 }),
  },
  {
    code: 'ETOKENNOTFOUND',
    call: async (t) => {
      const sandbox = await sandboxFor(t);
      return { registry: sandbox.url, promise: revokeToken({ ...connectionTo(sandbox), name: 'x' }) };
    },
  },
  { code: 'E304', statusCode: 304, hint: false, call: (t) => faulty(t, { status: 304 }) },
  { code: 'E401', statusCode: 401, call: (t) => faulty(t, { status: 401, json: { error: 'Unauthorized' } }) },
  { code: 'E403', statusCode: 403, call: (t) => faulty(t, { status: 403, json: { error: 'Forbidden' } }) },
  { code: 'E418', statusCode: 418, hint: false, call: (t) => faulty(t, { status: 418, json: { error: 'teapot' } }) },
  ...[500, 502, 503, 504].map((status) => ({
    code: `E${status}`,
    statusCode: status,
    hint: false,
    call: (t) => faulty(t, { status, json: {} }),
  })),
];

/** Codes that only the command line has: its specs produce them. */
const COMMAND_LINE = ['ECANCELED', 'EIO', 'EUSAGE'];

/** Creates on a sandbox that answers with a fault. */
async function creating(t, fault) {
  const sandbox = await sandboxFor(t);
  sandbox.inject({ times: ALL, ...fault });
  return {
    registry: sandbox.url,
    promise: createToken({ ...connectionTo(sandbox), name: 'n', packages: 'a', password: 'p' }),
  };
}

describe('an error', () => {
  for (const {
    code,
    what,
    call,
    statusCode,
    method = 'GET',
    exchange = statusCode !== undefined,
    hint = true,
    name = 'Error',
    skip = false,
  } of ROWS) {
    it(`${code}${what ? `: ${what}` : ''}`, { skip }, async (t) => {
      const { registry, promise } = await call(t);
      const error = await failure(promise);
      assert.equal(error.code, code, error.message);
      assert.equal(error.statusCode, statusCode);
      assert.equal(error.name, name);
      assert.ok(error instanceof (name === 'TypeError' ? TypeError : Error));
      assert.equal(typeof error.message, 'string');
      assert.match(error.message, /^[a-z`\d]|^GET |^POST |^DELETE /);
      assert.doesNotMatch(error.message, /\.$/);
      assert.ok(error.stack.startsWith(`${name}: ${error.message}\n`), error.stack);
      assert.match(error.stack, /errors\.spec\.mjs/);
      assert.equal(error.hint !== undefined, hint, `hint: ${error.hint}`);
      if (!exchange) return assert.equal('method' in error || 'url' in error, false);
      assert.equal(error.registry, registry);
      assert.equal(error.method, method);
      assert.ok(error.url.startsWith(`${registry}-/npm/v1/tokens`), error.url);
    });
  }

  it('of each kind is in the table', () => {
    const types = readFileSync(new URL('../index.d.ts', import.meta.url), 'utf8');
    const union = /export type ErrorCode =([^;]+);/.exec(types)[1];
    const codes = [...union.matchAll(/'([A-Z_\d]+)'/g)].map(([, code]) => code);
    assert.ok(codes.length > 20);
    const produced = [...ROWS.map(({ code }) => code), ...COMMAND_LINE];
    assert.deepEqual(
      codes.filter((code) => !produced.includes(code)),
      [],
    );
    const known = (code) => codes.includes(code) || /^E[345]\d\d$/.test(code);
    assert.deepEqual(
      produced.filter((code) => !known(code)),
      [],
    );
    const prose = /The kinds of errors\.[\s\S]*?\*\//.exec(types)[0];
    assert.deepEqual(
      codes.filter((code) => !prose.includes(`\`${code}\``)),
      [],
      'each is described',
    );
  });

  it('shows where it was called, through an await', async () => {
    const caller = async () => await listTokens({ registry: 'nope' });
    const error = await failure(caller());
    assert.match(error.stack, /caller.*errors\.spec\.mjs/);
  });

  it('is never thrown', () => {
    for (const call of [listTokens, createToken, revokeToken]) {
      for (const options of [undefined, null, 5, {}, { nope: 1 }, { registry: 5 }, { signal: {} }]) {
        const promise = call(options);
        assert.ok(promise instanceof Promise);
        promise.catch(() => {});
      }
    }
  });

  it('quotes the registry’s words, printable and cut', async (t) => {
    const words = `why \u001b[31mnot\u0007\n${'x'.repeat(1000)}`;
    for (const body of [{ error: words }, { message: words }]) {
      const { promise } = await faulty(t, { status: 403, json: body });
      const { message } = await failure(promise);
      assert.match(message, /why {1,2}\[31mnot/);
      assert.equal(
        [...message].some((letter) => letter < ' '),
        false,
      );
      assert.ok(message.length < 600);
    }
    const { promise } = await faulty(t, { status: 403, body: '<html>Forbidden</html>' });
    assert.doesNotMatch((await failure(promise)).message, /html/);
  });

  it('ERATELIMIT says how long to wait', async (t) => {
    const { promise } = await faulty(t, { status: 429, headers: { 'retry-after': '7' }, json: {} });
    assert.match((await failure(promise)).hint, /7 s/);
  });

  it('ENEEDAUTH says where it looked, and nothing was sent', async (t) => {
    const server = await rawServer(t);
    const cwd = projectWith(t, '');
    const { hint, registry } = await failure(listTokens({ registry: server.url, cwd }));
    assert.ok(hint.includes(`//127.0.0.1:${server.port}/:_authToken`), hint);
    assert.ok(hint.includes(cwd), hint);
    assert.equal(registry, server.url);
    assert.equal(server.connections(), 0);
  });

  const vendors = {
    'x-github-request-id': ['1', /GitHub/],
    'x-gitlab-meta': ['{}', /GitLab/],
    'x-jfrog-version': ['7', /Artifactory/],
    'x-artifactory-id': ['1', /Artifactory/],
    server: ['Nexus/3.70.0', /Nexus/],
    'x-amzn-requestid': ['1', /CodeArtifact/],
    'x-vss-e2eid': ['1', /Azure/],
    'x-gitea-version': ['1.22', /Gitea/],
    'x-other': ['1', /web site/],
  };
  for (const [header, [value, hint]] of Object.entries(vendors)) {
    it(`ENOTSUPPORTED says what there is instead, by ${header}`, async (t) => {
      const { promise } = await faulty(t, { status: 404, headers: { [header]: value } });
      assert.match((await failure(promise)).hint, hint);
    });
  }
});

describe('a certificate is accepted', () => {
  const ca = { server: 'ca.pem', 'self-signed': 'self-signed.pem' };
  for (const [certificate, file] of Object.entries(ca)) {
    const ways = {
      ca: () => ({ ca: pem(file) }),
      'ca, in a list': () => ({ ca: [pem(file)] }),
      cafile: () => ({ cafile: fixture(file) }),
      'cafile, relative to the folder': () => ({ cwd: fixture('.'), cafile: file }),
      'strictSsl: false': () => ({ strictSsl: false }),
      'strict-ssl=false in a file': (t) => ({ cwd: projectWith(t, 'strict-ssl=false') }),
      'cafile in a file': (t) => ({ cwd: projectWith(t, `cafile=${fixture(file)}`) }),
      'ca in a file': (t) => ({ cwd: projectWith(t, `ca=${JSON.stringify(pem(file))}`) }),
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

describe('a redirect within the registry’s origin', () => {
  for (const status of [307, 308]) {
    it(`by ${status} keeps method, body and authorization of a POST`, async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ status, headers: { location: '/-/npm/v1/tokens?moved=1' } });
      const { token } = await createToken({
        ...connectionTo(sandbox),
        name: 'n',
        packages: 'a',
        password: sandbox.password,
        otp: '123456',
      });
      assert.equal(token, sandbox.tokens[0].token);
      assert.deepEqual(lines(sandbox), ['POST /-/npm/v1/tokens', 'POST /-/npm/v1/tokens?moved=1']);
      const [first, second] = sandbox.requests;
      assert.equal(second.bodyText, first.bodyText);
      const kept = ({ headers: { connection, ...headers } }) => headers;
      assert.deepEqual(kept(second), kept(first));
      assert.equal(second.headers['npm-otp'], '123456');
    });
  }

  for (const status of [301, 302, 303, 307, 308]) {
    it(`by ${status} is followed by a GET`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: 1 });
      sandbox.inject({ status, headers: { location: '/-/npm/v1/tokens?moved=1' } });
      assert.equal((await listTokens(connectionTo(sandbox))).length, 1);
      assert.equal(sandbox.requests[1].headers.authorization, `Bearer ${sandbox.authToken}`);
    });
  }

  it('T4: to another origin is not followed, by no status', async (t) => {
    const elsewhere = await rawServer(t);
    for (const status of [301, 302, 303, 307, 308]) {
      const { promise } = await creating(t, { status, headers: { location: `${elsewhere.url}-/npm/v1/tokens` } });
      assert.equal((await failure(promise)).code, 'EREDIRECT');
    }
    assert.equal(elsewhere.connections(), 0);
  });
});

describe('a reading request is repeated', () => {
  const quick = { fetchRetries: 2, fetchRetryMintimeout: 1, fetchRetryMaxtimeout: 5 };
  for (const status of [408, 420, 429, 500, 502, 503, 504, 599]) {
    it(`after ${status}`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: 1 });
      sandbox.inject({ status, times: 2 });
      assert.equal((await listTokens({ ...connectionTo(sandbox), ...quick })).length, 1);
      assert.equal(sandbox.requests.length, 3);
    });
  }

  it('after a broken connection, as often as fetchRetries says', async (t) => {
    for (const fetchRetries of [0, 1, 3]) {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ destroy: 'before', times: ALL });
      await assert.rejects(listTokens({ ...connectionTo(sandbox), ...quick, fetchRetries }), { code: 'ECONNRESET' });
      assert.equal(sandbox.requests.length, fetchRetries + 1);
    }
  });

  for (const status of [400, 401, 403, 404, 501]) {
    it(`not after ${status}`, async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ status, path: /perPage/, times: ALL });
      sandbox.inject({ status, times: ALL });
      await assert.rejects(listTokens({ ...connectionTo(sandbox), ...quick }));
      assert.equal(sandbox.requests.filter(({ query }) => query).length, 1);
    });
  }

  it('T41: not after a failure that stays: at once, with all defaults', async (t) => {
    const server = await tlsServer(t, 'server');
    const addresses = [server.url, `http://127.0.0.1:${await closedPort()}/`, 'http://registry.invalid/'];
    const errors = await Promise.all(
      addresses.map((registry) => failure(listTokens({ registry, authToken: 't', timeout: 8000 }))),
    );
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['ECERT', 'ECONNREFUSED', 'ENOTFOUND'],
    );
    assert.equal(server.connections(), 1);
  });

  it('T41: after the time that retry-after asks for', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ status: 503, headers: { 'retry-after': '0' } });
    assert.deepEqual(await listTokens({ ...connectionTo(sandbox), fetchRetries: 1, timeout: 5000 }), []);
    sandbox.inject({ status: 503, headers: { 'retry-after': '3600' } });
    await assert.rejects(listTokens({ ...connectionTo(sandbox), fetchRetries: 1, timeout: 5000 }), { code: 'E503' });
    assert.equal(sandbox.requests.length, 3);
  });

  it('and leaves no connection behind', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ hang: true });
    await assert.rejects(listTokens({ ...connectionTo(sandbox), fetchTimeout: 50 }), { code: 'ETIMEDOUT' });
    await until(() => sandbox.openSockets === 0, 'no open socket');
  });
});
