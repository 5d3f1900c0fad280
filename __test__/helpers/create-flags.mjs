// What each flag of `npm token create` becomes: the body we send, beside the body npm sends. The `npm` column was
// recorded.
import './isolate.mjs';

/** What the sandbox answers. */
export const KEY = '1b2c3d4e-0000-4000-8000-000000000001';
export const VALUE = `npm_${'C'.repeat(36)}`;
/** What every creation gives. */
export const BASE = { name: 'n', password: 'pw' };
/** What npm replaces by a variable's value. */
const VARIABLE = '\u0024{HOME}';

/**
 * `flags`: the command line for npm; `options`: the same for us; `npm` and `sent`: the bodies beside `name` and
 * `password`; `why`: the reason where they differ.
 */
export const ROWS = [
  {
    flag: 'name',
    flags: ['--name=other'],
    options: { name: 'other' },
    npm: { name: 'other' },
    sent: { name: 'other' },
  },
  {
    flag: 'name, as it is',
    flags: [`--name= a ${VARIABLE} b `],
    options: { name: ` a ${VARIABLE} b ` },
    npm: { name: expanded(`a ${VARIABLE} b`) },
    sent: { name: `a ${VARIABLE} b` },
    why: 'an option of a function is not a line of a file: nothing in it is expanded',
  },
  {
    flag: 'token-description',
    flags: ['--token-description=d'],
    options: { tokenDescription: 'd' },
    npm: { description: 'd' },
    sent: { token_description: 'd', description: 'd' },
    why: 'O1: token_description is the documented name',
  },
  {
    flag: 'expires, days',
    flags: ['--expires=30'],
    options: { expires: 30 },
    npm: { expires: 30 },
    sent: { expires: 30 },
  },
  {
    flag: 'expires, days as text',
    flags: ['--expires=30'],
    options: { expires: '30' },
    npm: { expires: 30 },
    sent: { expires: 30 },
  },
  {
    flag: 'expires, a duration in days',
    flags: ['--expires=30d'],
    options: { expires: '30d' },
    npm: {},
    sent: { expires: 30 },
    why: 'T9: npm warns, drops it, and creates the token all the same',
  },
  {
    flag: 'expires, a duration in weeks',
    flags: ['--expires=12w'],
    options: { expires: '12w' },
    npm: {},
    sent: { expires: 84 },
    why: 'T9: npm warns, drops it, and creates the token all the same',
  },
  {
    flag: 'expires, a date',
    flags: ['--expires=2099-01-01'],
    options: { expires: '2099-01-01' },
    npm: {},
    sent: { expires: '2099-01-01T00:00:00.000Z' },
    why: 'T25, O5: the API takes dates, npm drops them with a warning',
  },
  {
    flag: 'packages, repeated',
    flags: ['--packages=a', '--packages=@s/b'],
    options: { packages: ['a', '@s/b'] },
    npm: { packages: ['a', '@s/b'] },
    sent: { packages: ['a', '@s/b'] },
  },
  {
    flag: 'packages, with commas',
    flags: ['--packages=a, @s/b'],
    options: { packages: 'a, @s/b' },
    npm: { packages: ['a, @s/b'] },
    sent: { packages: ['a', '@s/b'] },
    why: 'T23: npm takes the list for one name',
  },
  {
    flag: 'packages, one',
    flags: ['--packages=a'],
    options: { packages: ['a'] },
    npm: { packages: ['a'] },
    sent: { packages: ['a'] },
  },
  {
    flag: 'packages, *',
    flags: ['--packages=*'],
    options: { packages: '*' },
    npm: { packages: ['*'] },
    sent: { packages: ['*'], packages_all: true },
    why: 'O4: both spellings of all packages are sent, whichever was used',
  },
  {
    flag: 'packages-all',
    flags: ['--packages-all'],
    options: { packagesAll: true },
    npm: { packages_all: true },
    sent: { packages: ['*'], packages_all: true },
    why: 'O4: ["*"] is the documented way to say all',
  },
  {
    flag: 'packages-all=false',
    flags: ['--packages-all=false'],
    options: { packagesAll: false },
    npm: {},
    sent: {},
  },
  {
    flag: 'scopes',
    flags: ['--scopes=@a', '--scopes=@b'],
    options: { scopes: ['@a', '@b'] },
    npm: { scopes: ['@a', '@b'] },
    sent: { scopes: ['@a', '@b'] },
  },
  {
    flag: 'scopes, with commas',
    flags: ['--scopes=@a,@b'],
    options: { scopes: ['@a,@b'] },
    npm: { scopes: ['@a,@b'] },
    sent: { scopes: ['@a', '@b'] },
    why: 'T23: npm takes the list for one name',
  },
  {
    flag: 'orgs',
    flags: ['--orgs=o', '--orgs=p'],
    options: { orgs: ['o', 'p'] },
    npm: { orgs: ['o', 'p'] },
    sent: { orgs: ['o', 'p'] },
  },
  {
    flag: 'orgs, with commas',
    flags: ['--orgs=o,p'],
    options: { orgs: 'o,p' },
    npm: { orgs: ['o,p'] },
    sent: { orgs: ['o', 'p'] },
    why: 'T23: npm takes the list for one name',
  },
  ...['read-only', 'read-write'].map((permission) => ({
    flag: `packages-and-scopes-permission=${permission}`,
    flags: ['--packages=a', `--packages-and-scopes-permission=${permission}`],
    options: { packages: ['a'], packagesAndScopesPermission: permission },
    npm: { packages: ['a'], packages_and_scopes_permission: permission },
    sent: { packages: ['a'], packages_and_scopes_permission: permission },
  })),
  {
    flag: 'packages-and-scopes-permission=read-write-stage-only',
    flags: ['--packages=a', '--packages-and-scopes-permission=read-write-stage-only'],
    options: { packages: ['a'], packagesAndScopesPermission: 'read-write-stage-only' },
    npm: { packages: ['a'], packages_and_scopes_permission: 'read-write-stage-only' },
    sent: { packages: ['a'], packages_and_scopes_permission: 'read-write-stage-only' },
    since: [11, 21],
    row: 'O8',
  },
  {
    flag: 'packages-and-scopes-permission=no-access',
    flags: ['--orgs=o', '--packages-and-scopes-permission=no-access'],
    options: { orgs: ['o'], packagesAndScopesPermission: 'no-access' },
    npm: { orgs: ['o'], packages_and_scopes_permission: 'no-access' },
    sent: { orgs: ['o'], packages_and_scopes_permission: 'no-access' },
  },
  ...['read-only', 'read-write'].map((permission) => ({
    flag: `orgs-permission=${permission}`,
    flags: ['--orgs=o', `--orgs-permission=${permission}`],
    options: { orgs: ['o'], orgsPermission: permission },
    npm: { orgs: ['o'], orgs_permission: permission },
    sent: { orgs: ['o'], orgs_permission: permission },
  })),
  {
    flag: 'orgs-permission=no-access',
    flags: ['--packages=a', '--orgs-permission=no-access'],
    options: { packages: ['a'], orgsPermission: 'no-access' },
    npm: { packages: ['a'], orgs_permission: 'no-access' },
    sent: { packages: ['a'], orgs_permission: 'no-access' },
  },
  {
    flag: 'no permission (O9)',
    flags: ['--packages=a', '--orgs=o'],
    options: { packages: ['a'], orgs: ['o'] },
    npm: { packages: ['a'], orgs: ['o'] },
    sent: { packages: ['a'], orgs: ['o'] },
  },
  {
    flag: 'cidr',
    flags: ['--cidr=192.0.2.0/24', '--cidr=198.51.100.1/32'],
    options: { cidr: ['192.0.2.0/24', '198.51.100.1/32'] },
    npm: { cidr_whitelist: ['192.0.2.0/24', '198.51.100.1/32'] },
    sent: { cidr: ['192.0.2.0/24', '198.51.100.1/32'], cidr_whitelist: ['192.0.2.0/24', '198.51.100.1/32'] },
    why: 'O2: cidr is the documented name',
  },
  {
    flag: 'cidr, with commas',
    flags: ['--cidr=192.0.2.0/24, 198.51.100.1/32'],
    options: { cidr: '192.0.2.0/24, 198.51.100.1/32' },
    npm: { cidr_whitelist: ['192.0.2.0/24', '198.51.100.1/32'] },
    sent: { cidr: ['192.0.2.0/24', '198.51.100.1/32'], cidr_whitelist: ['192.0.2.0/24', '198.51.100.1/32'] },
    why: 'O2: cidr is the documented name',
  },
  {
    flag: 'bypass-2fa',
    flags: ['--bypass-2fa'],
    options: { bypass2fa: true },
    npm: { bypass_2fa: true },
    sent: { bypass_2fa: true },
  },
  {
    flag: 'bypass-2fa=false (O10)',
    flags: ['--bypass-2fa=false'],
    options: { bypass2fa: false },
    npm: {},
    sent: {},
  },
  {
    flag: 'read-only, alone',
    flags: ['--read-only'],
    options: { readOnly: true },
    npm: {},
    sent: { readonly: true },
    why: 'T8, O7: npm sends nothing at all; readonly is for registries of the classic kind',
  },
  {
    flag: 'read-only, with packages and orgs',
    flags: ['--read-only', '--packages=a', '--orgs=o'],
    options: { readOnly: true, packages: ['a'], orgs: ['o'] },
    npm: { packages: ['a'], orgs: ['o'] },
    sent: {
      packages: ['a'],
      orgs: ['o'],
      packages_and_scopes_permission: 'read-only',
      orgs_permission: 'read-only',
      readonly: true,
    },
    why: 'T8, O7: the permissions say it to the public registry',
  },
  {
    flag: 'read-only, with no-access to the packages',
    flags: ['--read-only', '--packages-and-scopes-permission=no-access', '--orgs=o'],
    options: { readOnly: true, packagesAndScopesPermission: 'no-access', orgs: ['o'] },
    npm: { orgs: ['o'], packages_and_scopes_permission: 'no-access' },
    sent: { orgs: ['o'], packages_and_scopes_permission: 'no-access', orgs_permission: 'read-only', readonly: true },
    why: 'T8, O7: a narrower permission stays',
  },
  {
    flag: 'read-only=false',
    flags: ['--read-only=false'],
    options: { readOnly: false },
    npm: {},
    sent: {},
  },
  {
    flag: 'password, as it is',
    flags: [`--password= a#b;c ${VARIABLE} "d" `],
    options: { password: ` a#b;c ${VARIABLE} "d" ` },
    npm: { password: expanded(`a#b;c ${VARIABLE} "d"`) },
    sent: { password: ` a#b;c ${VARIABLE} "d" ` },
    why: 'T28: a password is taken as it is',
  },
  {
    flag: 'password null',
    flags: ['--password=x'],
    options: { password: 'null' },
    npm: { password: 'x' },
    sent: { password: 'null' },
    why: 'T28: npm would ask again instead',
  },
  {
    flag: 'empty lists (O11)',
    flags: [],
    options: { packages: [], scopes: [], orgs: [], cidr: [] },
    npm: {},
    sent: {},
  },
];

function expanded(text) {
  return text.replace(VARIABLE, process.env.HOME);
}
