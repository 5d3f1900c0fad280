// Everything that is refused before anything is sent, from one table of cases.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createToken, listTokens, revokeToken } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { projectWith } from './helpers/folder.mjs';
import { environment } from './helpers/isolate.mjs';
import { proxyServer } from './helpers/raw.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

const DAY = 24 * 60 * 60 * 1000;
const OPTION = 'EINVALIDOPTION';
const CIDR = 'EINVALIDCIDR';
const CONFIG = 'EINVALIDCONFIG';
const TYPE = 'ERR_INVALID_ARG_TYPE';
const VALUE = 'ERR_INVALID_ARG_VALUE';

const names = (count, prefix = 'name-') => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const daysAhead = (days) => new Date(Date.now() + days * DAY).toISOString();
/** A placeholder for a variable, as in a configuration file. */
const unset = '\u0024{NPM_TOKEN_SPEC_UNSET}';

/**
 * What is refused: the option, in which words the cases differ, the code, and the options beside a name, a package and
 * a password. `publicly`: only the public registry's limits refuse it, or only an https registry is concerned.
 */
const CREATE = [
  // Permissions.
  {
    option: 'packagesAndScopesPermission',
    what: 'an unknown word',
    code: OPTION,
    give: { packagesAndScopesPermission: 'bogus' },
  },
  {
    option: 'packagesAndScopesPermission',
    what: 'another case (T9)',
    code: OPTION,
    give: { packagesAndScopesPermission: 'READ-ONLY' },
  },
  {
    option: 'packagesAndScopesPermission',
    what: 'an empty word',
    code: OPTION,
    give: { packagesAndScopesPermission: '' },
  },
  {
    option: 'orgsPermission',
    what: 'an unknown word (T9)',
    code: OPTION,
    give: { orgs: ['o'], orgsPermission: 'bogus' },
  },
  {
    option: 'orgsPermission',
    what: 'one for packages only (O8)',
    code: OPTION,
    give: { orgs: ['o'], orgsPermission: 'read-write-stage-only' },
  },
  {
    option: 'packagesAndScopesPermission',
    what: 'nothing to apply it to',
    code: OPTION,
    give: { packages: undefined, orgs: ['o'], packagesAndScopesPermission: 'read-only' },
  },
  {
    option: 'packagesAndScopesPermission',
    what: 'empty lists to apply it to',
    code: OPTION,
    give: { packages: [], scopes: [], orgs: ['o'], packagesAndScopesPermission: 'read-write' },
  },
  { option: 'orgsPermission', what: 'nothing to apply it to', code: OPTION, give: { orgsPermission: 'read-only' } },
  {
    option: 'orgsPermission',
    what: 'an empty list to apply it to',
    code: OPTION,
    give: { orgs: [], orgsPermission: 'read-write' },
  },
  {
    option: 'packagesAndScopesPermission',
    what: 'no-access to everything',
    code: OPTION,
    give: { packagesAndScopesPermission: 'no-access' },
  },
  {
    option: 'orgsPermission',
    what: 'no-access to everything',
    code: OPTION,
    give: { packages: undefined, orgs: ['o'], orgsPermission: 'no-access' },
  },
  {
    option: 'packagesAndScopesPermission',
    what: 'no-access to both',
    code: OPTION,
    give: { orgs: ['o'], orgsPermission: 'no-access', packagesAndScopesPermission: 'no-access' },
  },
  ...['read-write', 'read-write-stage-only'].map((permission) => ({
    option: 'readOnly',
    what: `${permission} beside it (T8)`,
    code: OPTION,
    give: { readOnly: true, packagesAndScopesPermission: permission },
  })),
  {
    option: 'readOnly',
    what: 'read-write for orgs beside it (T8)',
    code: OPTION,
    give: { readOnly: true, orgs: ['o'], orgsPermission: 'read-write' },
  },

  // CIDR ranges.
  ...[
    ['::/0', 'IPv6'],
    ['2001:db8::/32', 'IPv6'],
    ['::1', 'IPv6'],
    ['::ffff:192.0.2.0/120', 'IPv6'],
    ['192.0.2.1', 'without a length'],
    ['192.0.2.0/33', 'too long a length'],
    ['192.0.2.0/08', 'a length with a zero'],
    ['01.2.3.4/8', 'octal'],
    ['256.1.1.1/8', 'too large a number'],
    ['192.0.2/24', 'three numbers'],
    ['192.0.2.0/', 'no length'],
    ['192.0.2.0/-1', 'a negative length'],
    ['192.0.2.0/24/24', 'two lengths'],
    ['192.0.2.0 /24', 'white space'],
    ['banana', 'no range'],
    ['0x7f.0.0.1/8', 'hexadecimal'],
  ].map(([entry, what]) => ({ option: 'cidr', what: `${what}: ${entry}`, code: CIDR, give: { cidr: [entry] } })),
  {
    option: 'cidr',
    what: 'a bad range among good ones',
    code: CIDR,
    give: { cidr: ['192.0.2.0/24', '198.51.100.0/24,::/0'] },
  },

  // Expiry.
  ...[
    0,
    '0',
    '0d',
    '0w',
    '30x',
    '1.9',
    1.9,
    1e21,
    '1e3',
    '0x10',
    'Infinity',
    'soon',
    '',
    '2020-01-01',
    '2027-13-01',
    '20990101',
    '9999-01-01',
    40_000,
  ].map((expires) => ({
    option: 'expires',
    what: `${typeof expires} ${expires} (T25)`,
    code: OPTION,
    give: { expires },
  })),
  { option: 'expires', what: 'an hour from now', code: OPTION, give: { expires: daysAhead(1 / 24) } },
  ...[-5, Number.NaN, Number.POSITIVE_INFINITY].map((expires) => ({
    option: 'expires',
    what: `number ${expires} (T25)`,
    code: VALUE,
    give: { expires },
  })),
  { option: 'expires', what: 'text -5', code: OPTION, give: { expires: '-5' } },
  ...[91, '91', '91d', '13w', daysAhead(91)].map((expires) => ({
    option: 'expires',
    what: `${expires} for read-write (O35)`,
    code: OPTION,
    publicly: true,
    give: { expires, packagesAndScopesPermission: 'read-write' },
  })),
  {
    option: 'expires',
    what: '91 for read-write of orgs (O35)',
    code: OPTION,
    publicly: true,
    give: { expires: 91, orgs: ['o'], orgsPermission: 'read-write' },
  },
  {
    option: 'expires',
    what: '91 for read-write-stage-only (O35)',
    code: OPTION,
    publicly: true,
    give: { expires: 91, packagesAndScopesPermission: 'read-write-stage-only' },
  },

  // Name and password.
  { option: 'name', what: 'missing (T56, O12)', code: OPTION, give: { name: undefined } },
  { option: 'name', what: 'empty', code: OPTION, give: { name: '' } },
  { option: 'name', what: 'blank', code: OPTION, give: { name: '  ' } },
  {
    option: 'name',
    what: 'missing on the public registry',
    code: OPTION,
    publicly: true,
    give: { name: undefined, packages: undefined },
  },
  ...[
    ['tokenDescription', 'd'],
    ['expires', 30],
    ['bypass2fa', true],
  ].map(([option, value]) => ({
    option: 'name',
    what: `missing beside ${option}`,
    code: OPTION,
    give: { name: undefined, packages: undefined, [option]: value },
  })),
  { option: 'password', what: 'missing (T33, O13)', code: OPTION, give: { password: undefined } },
  { option: 'password', what: 'empty', code: OPTION, give: { password: '' } },
  {
    option: 'packages',
    what: 'nothing the token is for (O35)',
    code: OPTION,
    publicly: true,
    give: { packages: undefined },
  },

  // How many.
  { option: 'packages', what: '51', code: OPTION, give: { packages: names(51) } },
  { option: 'packages', what: '51 in one text', code: OPTION, give: { packages: names(51).join(',') } },
  { option: 'scopes', what: '51', code: OPTION, give: { packages: undefined, scopes: names(51, '@s') } },
  {
    option: 'packages',
    what: '30 beside 21 scopes',
    code: OPTION,
    give: { packages: names(30), scopes: names(21, '@s') },
  },
  { option: 'orgs', what: '51', code: OPTION, give: { orgs: names(51) } },

  // All packages.
  { option: 'packages', what: '* beside others', code: OPTION, give: { packages: ['*', 'a'] } },
  { option: 'packages', what: '* beside others in one text', code: OPTION, give: { packages: 'a,*' } },
  { option: 'packages', what: 'names beside packagesAll', code: OPTION, give: { packages: ['a'], packagesAll: true } },

  // Empty entries of lists.
  ...[[''], ['a', ''], 'a,', ',a', 'a,,b', ['a', ' ']].flatMap((list) =>
    ['packages', 'scopes', 'orgs', 'cidr'].map((option) => ({
      option,
      what: `an empty entry in ${JSON.stringify(list)} (T23)`,
      code: [OPTION, CIDR],
      give: { [option]: option === 'cidr' ? JSON.parse(JSON.stringify(list).replace(/[ab]/g, '192.0.2.0/24')) : list },
    })),
  ),
];

/** What every function refuses of its connection. */
const CONNECTION = [
  ...[
    'notaurl',
    'localhost:8080',
    '127.0.0.1:8080',
    'ftp://registry.example/',
    'file:///etc',
    '//registry.example/',
    'http:127.0.0.1',
    '',
    ' ',
    'https://',
    'https://registry.example/?a=1',
    'null',
    unset,
  ].map((registry) => ({
    option: 'registry',
    what: `${JSON.stringify(registry)} (T42)`,
    code: [OPTION, VALUE],
    give: { registry },
  })),
  ...['127.0.0.1:8080', 'ftp://127.0.0.1:8080', 'notaurl', 'http://'].flatMap((proxy) => [
    {
      option: /proxy|httpsProxy/i,
      what: `proxy ${JSON.stringify(proxy)}`,
      code: OPTION,
      give: { proxy, httpsProxy: undefined },
    },
    { option: 'httpsProxy', what: JSON.stringify(proxy), code: OPTION, give: { httpsProxy: proxy }, publicly: true },
  ]),
  { option: 'authType', what: 'an unknown word', code: OPTION, give: { authType: 'sso' } },
  { option: 'authToken', what: 'empty', code: [OPTION, VALUE], give: { authToken: '' } },
  { option: 'authToken', what: 'a line break (T11)', code: OPTION, give: { authToken: 'a\nb' } },
  { option: 'otp', what: 'empty', code: [OPTION, VALUE], give: { otp: '' } },
  { option: 'otp', what: 'a line break', code: OPTION, give: { otp: '123\n456' } },
  { option: 'userAgent', what: 'a line break', code: OPTION, give: { userAgent: 'a\nb' } },
  { option: 'ca', what: 'no certificate', code: OPTION, publicly: true, give: { ca: 'no certificate' } },
  {
    option: 'cafile',
    what: 'a missing file (T43)',
    code: OPTION,
    publicly: true,
    give: { cafile: '/no/such/file.pem' },
  },
  { option: 'cafile', what: 'a folder (T43)', code: OPTION, publicly: true, give: { cafile: '/' } },
  {
    option: 'cert',
    what: 'without its key',
    code: OPTION,
    publicly: true,
    give: { cert: 'x' },
    only: [createToken, listTokens],
  },
  { option: 'fetchRetries', what: 'a fraction', code: OPTION, give: { fetchRetries: 1.5 } },
  { option: 'fetchRetries', what: 'negative', code: VALUE, give: { fetchRetries: -1 } },
  { option: 'fetchTimeout', what: 'zero', code: OPTION, give: { fetchTimeout: 0 } },
  {
    option: 'fetchRetryMintimeout',
    what: 'above the longest',
    code: OPTION,
    give: { fetchRetryMintimeout: 20, fetchRetryMaxtimeout: 10 },
  },
  ...[0, -1, Number.NaN, Number.POSITIVE_INFINITY].map((timeout) => ({
    option: 'timeout',
    what: String(timeout),
    code: VALUE,
    give: { timeout },
  })),

  // Wrong types.
  ...[
    ['strictSsl', 'no'],
    ['strictSsl', 0],
    ['strictSsl', null],
    ['registry', 5],
    ['registry', new URL('http://127.0.0.1/')],
    ['registry', null],
    ['otp', 123456],
    ['otp', null],
    ['onWebAuth', true],
    ['authToken', ['t']],
    ['cwd', 5],
    ['cwd', new URL('file:///')],
    ['userconfig', null],
    ['ca', [5]],
    ['ca', {}],
    ['proxy', false],
    ['noProxy', 7],
    ['fetchRetries', '2'],
    ['fetchRetries', 2n],
    ['timeout', '1000'],
    ['timeout', null],
    ['signal', {}],
    ['signal', null],
    ['signal', new AbortController()],
    ['useSystemCa', 'true'],
    ['userAgent', Symbol('x')],
    ['authType', true],
    ['cafile', []],
  ].map(([option, value]) => ({
    option,
    what: `of the wrong type: ${typeof value} ${String(value)}`,
    code: TYPE,
    give: { [option]: value },
  })),
  ...[
    'nope',
    'OTP',
    'authtoken',
    'auth-token',
    'strict_ssl',
    '//registry.example/:_authToken',
    'constructor',
    '__proto__',
    '',
  ].map((option) => ({
    option,
    what: `the unknown key ${JSON.stringify(option)}`,
    code: VALUE,
    give: JSON.parse(JSON.stringify({ [`${option}`]: 1 })),
    unknown: true,
  })),
];

const CREATE_TYPES = [
  ['name', 5],
  ['name', null],
  ['name', ['n']],
  ['tokenDescription', {}],
  ['expires', true],
  ['expires', new Date()],
  ['expires', null],
  ['packages', 5],
  ['packages', [5]],
  ['packages', [null]],
  ['packages', { 0: 'a', length: 1 }],
  ['packages', new Set(['a'])],
  ['packages', null],
  ['packagesAll', 'yes'],
  ['packagesAll', 1],
  ['scopes', true],
  ['orgs', () => {}],
  ['cidr', 7],
  ['bypass2fa', 'no'],
  ['bypass2fa', 0],
  ['readOnly', 'false'],
  ['readOnly', null],
  ['password', 5],
  ['password', null],
  ['password', Buffer.from('p')],
  ['packagesAndScopesPermission', null],
  ['orgsPermission', false],
].map(([option, value]) => ({
  option,
  what: `of the wrong type: ${typeof value} ${String(value)} (T7)`,
  code: TYPE,
  give: { [option]: value },
}));

const REVOKE = [
  ...['key', 'id', 'name', 'token'].flatMap((option) => [
    { option, what: 'empty (T17)', code: OPTION, give: { [option]: '' } },
    { option, what: 'blank (T17)', code: OPTION, give: { [option]: ' ' } },
    { option, what: 'of the wrong type', code: TYPE, give: { [option]: 5 } },
    { option, what: 'null', code: TYPE, give: { [option]: null } },
  ]),
  ...['npm_aB1D...7891', 'npm_aB1D…7891', 'npm_***', 'MjExY...jYmY='].flatMap((mask) =>
    ['token', 'key', 'id'].map((option) => ({
      option,
      what: `masked: ${mask}`,
      code: OPTION,
      give: { [option]: mask },
    })),
  ),
  ...['a', '12345', 'ääääa'].map((id) => ({
    option: 'id',
    what: `too short: ${id} (T17)`,
    code: OPTION,
    give: { id },
  })),
  { option: /key.*id.*name.*token/, what: 'two selectors', code: VALUE, give: { key: '1b2c3d4e', name: 'ci' } },
  {
    option: /key.*id.*name.*token/,
    what: 'four selectors',
    code: VALUE,
    give: { key: 'abcdefgh', id: 'abcdefgh', name: 'ci', token: 'npm_x' },
  },
  { option: /key.*id.*name.*token/, what: 'no selector', code: VALUE, give: {} },
  { option: /key.*id.*name.*token/, what: 'an undefined selector', code: VALUE, give: { name: undefined } },
  { option: 'cert', what: 'an option of the others', code: VALUE, give: { name: 'ci', cert: 'x' }, unknown: true },
];

const VALID = { name: 'n', packages: ['a'], password: 'p' };
const TABLES = [
  { name: 'createToken', call: createToken, base: VALID, cases: [...CREATE, ...CREATE_TYPES, ...CONNECTION] },
  { name: 'listTokens', call: listTokens, base: {}, cases: CONNECTION },
  { name: 'revokeToken', call: revokeToken, base: { name: 'ci' }, cases: CONNECTION },
  { name: 'revokeToken', call: revokeToken, base: {}, cases: REVOKE },
];

function check(error, { code, option, unknown }) {
  assert.ok([code].flat().includes(error.code), `${error.code}: ${error.message}`);
  if (option instanceof RegExp) assert.match(error.message, option);
  else assert.ok(error.message.includes(`\`${option}`), error.message);
  const isArgument = error.code === TYPE || error.code === VALUE;
  assert.equal(error instanceof TypeError, isArgument);
  // A wrong type or an unknown name says what to write in the message itself.
  if (!isArgument) assert.ok(error.hint, `no hint: ${error.message}`);
  else if (!unknown) assert.match(error.message, /must|exactly one/);
  for (const absent of ['statusCode', 'method', 'url']) assert.equal(absent in error, false, absent);
}

for (const { name, call, base, cases } of TABLES) {
  describe(`${name} refuses before anything is sent`, () => {
    for (const row of cases) {
      if (row.only && !row.only.includes(call)) continue;
      it(`${row.option instanceof RegExp ? '' : `${row.option}: `}${row.what}`, async (t) => {
        const proxy = await proxyServer(t);
        // A call that reaches for the public registry has to go through this proxy.
        const publicly = {
          authToken: 'npm_spec',
          proxy: proxy.url,
          httpsProxy: proxy.url,
          fetchRetries: 0,
          timeout: 5000,
        };
        check(await failure(call({ ...publicly, ...base, ...row.give })), row);
        assert.deepEqual(proxy.asked, []);
        assert.equal(proxy.connections(), 0);
        if (row.publicly) return;

        const sandbox = await sandboxFor(t);
        check(await failure(call({ ...connectionTo(sandbox), ...base, ...row.give })), row);
        assert.deepEqual(sandbox.requests, []);
      });
    }
  });
}

describe('the same without the mistake is sent', () => {
  it('to the public registry, through the proxy the cases watch', async (t) => {
    const proxy = await proxyServer(t);
    const options = { authToken: 'npm_spec', httpsProxy: proxy.url, fetchRetries: 0, timeout: 5000 };
    assert.equal((await failure(createToken({ ...options, ...VALID }))).code, 'EPROXY');
    assert.equal((await failure(listTokens(options))).code, 'EPROXY');
    assert.equal((await failure(revokeToken({ ...options, name: 'ci' }))).code, 'EPROXY');
    const host = new URL((await failure(listTokens(options))).registry).host;
    assert.deepEqual(
      proxy.asked.map(({ target }) => target),
      Array(4).fill(`CONNECT ${host}:443`),
    );
  });

  const limits = [
    ['90 days to write', { expires: 90, packagesAndScopesPermission: 'read-write' }],
    ['a hundred years to read', { expires: 36_500, packagesAndScopesPermission: 'read-only' }],
    ['50 packages and scopes', { packages: names(25), scopes: names(25, '@s') }],
    ['50 orgs', { orgs: names(50) }],
    ['host bits in a range', { cidr: ['192.0.2.1/24', '0.0.0.0/0'] }],
    ['a day and a minute from now', { expires: daysAhead(1 + 1 / 1440) }],
  ];
  for (const [what, give] of limits) {
    it(what, async (t) => {
      const proxy = await proxyServer(t);
      const options = { authToken: 'npm_spec', httpsProxy: proxy.url, timeout: 5000, ...VALID, ...give };
      assert.equal((await failure(createToken(options))).code, 'EPROXY');
      assert.equal(proxy.asked.length, 1);
    });
  }

  it('91 days to write, to a registry that is not the public one', async (t) => {
    const sandbox = await sandboxFor(t);
    const options = { ...connectionTo(sandbox), ...VALID, expires: 91, packagesAndScopesPermission: 'read-write' };
    assert.equal((await failure(createToken(options))).code, 'E400');
    assert.equal(sandbox.requests.length, 1);
  });
});

describe('the options themselves', () => {
  for (const [name, call] of Object.entries({ listTokens, createToken, revokeToken })) {
    for (const value of [null, 5, 'text', true, [], ['a'], () => {}, Symbol('x'), 5n, new Date(Number.NaN)].slice(
      0,
      9,
    )) {
      it(`${name} refuses ${Array.isArray(value) ? 'an array' : String(value)}`, async () => {
        const error = await failure(call(value));
        assert.equal(error.code, TYPE);
        assert.ok(error instanceof TypeError);
        assert.match(error.message, new RegExp(`\`${name}\` must be a plain object`));
      });
    }
  }

  it('createToken and revokeToken refuse none at all', async (t) => {
    const proxy = await proxyServer(t);
    process.env.HTTPS_PROXY = proxy.url;
    t.after(() => delete process.env.HTTPS_PROXY);
    assert.equal((await failure(createToken())).code, OPTION);
    assert.equal((await failure(revokeToken())).code, VALUE);
    assert.equal(proxy.connections(), 0);
  });

  it('a getter that throws is a rejection', async () => {
    const options = {
      get name() {
        throw new Error('boom');
      },
    };
    for (const call of [listTokens, createToken, revokeToken]) {
      const error = await failure(call(options));
      assert.ok(error instanceof Error);
    }
  });

  it('a proxy that throws is a rejection', async () => {
    const handler = {
      ownKeys() {
        throw new Error('boom');
      },
    };
    assert.ok((await failure(listTokens(new Proxy({}, handler)))) instanceof Error);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    assert.ok((await failure(listTokens(proxy))) instanceof Error);
  });

  it('undefined counts as left out', async (t) => {
    const sandbox = await sandboxFor(t);
    const options = Object.fromEntries(
      ['otp', 'signal', 'timeout', 'proxy', 'ca', 'cwd'].map((name) => [name, undefined]),
    );
    assert.deepEqual(await listTokens({ ...connectionTo(sandbox), ...options }), []);
  });

  it('keys that are symbols are not options', async (t) => {
    const sandbox = await sandboxFor(t);
    const options = { ...connectionTo(sandbox), [Symbol('nope')]: 1 };
    assert.deepEqual(await listTokens(options), []);
  });
});

describe('credentials and settings in files', () => {
  const files = [
    {
      what: 'an unset variable in a credential (T11)',
      npmrc: `//HOST/:_authToken=${unset}`,
      code: CONFIG,
      names: '_authToken',
    },
    {
      what: 'an unset variable within a credential (T11)',
      npmrc: `//HOST/:_authToken=npm_${unset}`,
      code: CONFIG,
      names: '_authToken',
    },
    { what: 'an unset variable in _auth (T11)', npmrc: `//HOST/:_auth=${unset}`, code: CONFIG, names: '_auth' },
    {
      what: 'a line break in a credential (T11)',
      npmrc: '//HOST/:_authToken="a\\nb"',
      code: CONFIG,
      names: '_authToken',
    },
    {
      what: 'a credential that names no registry (T59)',
      npmrc: '_authToken=x',
      code: 'ERR_INVALID_AUTH',
      names: '_authToken',
    },
    { what: 'no credential', npmrc: '', code: 'ENEEDAUTH', names: undefined },
    {
      what: 'a registry that is none (T42)',
      npmrc: 'registry=localhost:4873',
      code: CONFIG,
      names: 'registry',
      registry: undefined,
    },
    { what: 'a boolean that is none (T7)', npmrc: 'strict-ssl=no', code: CONFIG, names: 'strict-ssl' },
    { what: 'a boolean for the token that is none (T7)', npmrc: 'bypass-2fa=no', code: CONFIG, names: 'bypass-2fa' },
    { what: 'a number that is none', npmrc: 'fetch-timeout=many', code: CONFIG, names: 'fetch-timeout' },
    { what: 'an end that is none (T9)', npmrc: 'expires=soon', code: CONFIG, names: 'expires' },
    { what: 'a permission that is none (T9)', npmrc: 'orgs-permission=bogus', code: CONFIG, names: 'orgs-permission' },
    {
      what: 'a missing cafile (T43)',
      npmrc: 'cafile=no-such-file.pem',
      code: CONFIG,
      names: 'cafile',
      registry: undefined,
    },
    { what: 'a proxy that is none', npmrc: 'proxy=127.0.0.1:8080', code: CONFIG, names: 'proxy' },
  ];
  for (const { what, npmrc, code, names: key, ...options } of files) {
    it(`createToken refuses ${what}`, async (t) => {
      const sandbox = await sandboxFor(t);
      const proxy = await proxyServer(t);
      const cwd = projectWith(t, npmrc.replace('HOST', new URL(sandbox.url).host));
      const credential = /:_auth|^_auth|^$/.test(npmrc) ? {} : { authToken: sandbox.authToken };
      const connection = {
        registry: sandbox.url,
        ...credential,
        ...('registry' in options && { httpsProxy: proxy.url }),
      };
      const error = await failure(createToken({ ...connection, ...options, ...VALID, cwd, fetchRetries: 0 }));
      assert.equal(error.code, code, error.message);
      if (key) assert.ok(error.message.includes(key), error.message);
      if (code !== 'ENEEDAUTH') assert.ok(error.message.includes('.npmrc'), error.message);
      assert.ok(error.hint);
      assert.deepEqual([sandbox.requests, proxy.asked], [[], []]);
    });
  }
});

describe('the one-liner', () => {
  it('prints EINVALIDCIDR, and the registry sees no request', async (t) => {
    const proxy = await proxyServer(t);
    const script =
      "require('npm-token').createToken({name:'x',cidr:['::/0'],password:'p'}).catch(e=>console.log(e.code))";
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['-e', script], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      env: environment({ HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url }),
      timeout: 20_000,
    });
    assert.deepEqual({ stdout, stderr }, { stdout: 'EINVALIDCIDR\n', stderr: '' });
    assert.equal(proxy.connections(), 0);
  });
});
