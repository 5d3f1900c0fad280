import './helpers/isolate.mjs';
import { rotateToken } from './helpers/addon.mjs';
import { OPTION, refuses, TYPE, VALUE } from './helpers/refusals.mjs';

const base = { name: 'ci', password: 'p', deliver: () => {} };

refuses(rotateToken, base, [
  ...['key', 'id', 'name', 'token'].flatMap((option) => [
    { option, what: 'empty', code: OPTION, give: { name: undefined, [option]: '' } },
    { option, what: 'of the wrong type', code: TYPE, give: { [option]: 5 } },
  ]),
  { option: 'token', what: 'masked', code: OPTION, give: { name: undefined, token: 'npm_aB1D...7891' } },
  { option: /key.*id.*name.*token/, what: 'two selectors', code: VALUE, give: { key: '1b2c3d4e' } },
  { option: /key.*id.*name.*token/, what: 'no selector', code: VALUE, give: { name: undefined } },
  { option: 'newName', what: 'empty', code: OPTION, give: { newName: ' ' } },
  { option: 'newName', what: 'of the wrong type', code: TYPE, give: { newName: 5 } },
  ...[0, '0d', -1, 1.5, 'soon', '2020-01-01', Number.NaN].map((expires) => ({
    option: 'expires',
    what: String(expires),
    code: [OPTION, VALUE],
    give: { expires },
  })),
  ...['all', '', 'read'].map((permission) => ({
    option: 'packagesAndScopesPermission',
    what: JSON.stringify(permission),
    code: OPTION,
    give: { packagesAndScopesPermission: permission },
  })),
  { option: 'allowUncarried', what: 'of the wrong type', code: TYPE, give: { allowUncarried: [1] } },
  { option: 'allowUnenforced', what: 'no restriction', code: OPTION, give: { allowUnenforced: 'all' } },
  { option: 'deliver', what: 'no function', code: TYPE, give: { deliver: 'stdout' } },
  { option: 'deliver', what: 'missing', code: VALUE, give: { deliver: undefined } },
  {
    option: 'deliver',
    what: 'missing, and the old token is not kept',
    code: VALUE,
    give: { deliver: undefined, keepOld: false },
  },
  { option: 'keepOld', what: 'of the wrong type', code: TYPE, give: { keepOld: 'yes' } },
  { option: 'dryRun', what: 'of the wrong type', code: TYPE, give: { dryRun: 1 } },
  { option: 'password', what: 'missing', code: OPTION, give: { password: undefined } },
  { option: 'cert', what: 'an option of the others', code: VALUE, give: { cert: 'x' }, unknown: true },
  { option: 'packages', what: 'an option of createToken', code: VALUE, give: { packages: 'a' }, unknown: true },
]);
