// What creating refuses of names, passwords and lists.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createToken } from './helpers/addon.mjs';
import { environment } from './helpers/isolate.mjs';
import { proxyServer } from './helpers/raw.mjs';
import { CIDR, names, OPTION, refuses, TYPE, VALID } from './helpers/refusals.mjs';

const CASES = [
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

const TYPES = [
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

refuses(createToken, VALID, [...CASES, ...TYPES]);

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
