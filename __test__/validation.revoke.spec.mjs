import './helpers/isolate.mjs';
import { revokeToken } from './helpers/addon.mjs';
import { OPTION, refuses, TYPE, VALUE } from './helpers/refusals.mjs';

refuses(revokeToken, {}, [
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
]);
