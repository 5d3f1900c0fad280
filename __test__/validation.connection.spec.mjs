import './helpers/isolate.mjs';
import {
  auditTokens,
  createToken,
  listTokens,
  revokeToken,
  revokeTokens,
  rotateToken,
  streamed,
  withTemporaryToken,
} from './helpers/addon.mjs';
import { OPTION, refuses, TYPE, unset, VALID, VALUE } from './helpers/refusals.mjs';

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
    'https://münchen.example/',
    'null',
    unset,
  ].map((registry) => ({
    option: 'registry',
    what: `${JSON.stringify(registry)} (T42)`,
    code: [OPTION, VALUE],
    give: { registry },
  })),
  ...['127.0.0.1:8080', 'ftp://127.0.0.1:8080', 'notaurl', 'http://', 'http://münchen.example:8080'].flatMap(
    (proxy) => [
      {
        option: /proxy|httpsProxy/i,
        what: `proxy ${JSON.stringify(proxy)}`,
        code: OPTION,
        give: { proxy, httpsProxy: undefined },
      },
      { option: 'httpsProxy', what: JSON.stringify(proxy), code: OPTION, give: { httpsProxy: proxy }, publicly: true },
    ],
  ),
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
    only: [createToken, listTokens, auditTokens],
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

refuses(createToken, VALID, CONNECTION);
// Under the function's own name, which the cases are told by.
const temporarily = { withTemporaryToken: (options) => withTemporaryToken(options, () => {}) };
refuses(temporarily.withTemporaryToken, VALID, CONNECTION);
refuses(listTokens, {}, CONNECTION);
refuses(streamed, {}, CONNECTION);
refuses(auditTokens, {}, CONNECTION);
refuses(revokeToken, { name: 'ci' }, CONNECTION);
refuses(revokeTokens, { expired: true }, CONNECTION);
refuses(rotateToken, { name: 'ci', password: 'p', keepOld: true }, CONNECTION);
