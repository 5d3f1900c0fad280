import './helpers/isolate.mjs';
import { revokeToken, revokeTokens } from './helpers/addon.mjs';
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

refuses(revokeTokens, {}, [
  { option: /which tokens/, what: 'nothing that says which', code: VALUE, give: {} },
  { option: /which tokens/, what: 'nothing but false', code: VALUE, give: { allExceptCurrent: false } },
  { option: /which tokens/, what: 'a dry run of nothing', code: VALUE, give: { dryRun: true } },
  { option: 'keys', what: 'both ways', code: VALUE, give: { keys: ['a'], expired: true } },
  { option: 'keys', what: 'both ways', code: VALUE, give: { keys: [], allExceptCurrent: true } },
  { option: 'keys', what: 'an empty one', code: OPTION, give: { keys: ['a', ''] } },
  { option: 'keys', what: 'a masked token', code: OPTION, give: { keys: ['npm_aB1D...7891'] } },
  { option: 'keys', what: 'of the wrong type', code: TYPE, give: { keys: [1] } },
  { option: 'keys', what: 'null', code: TYPE, give: { keys: null } },
  { option: 'allExceptCurrent', what: 'of the wrong type', code: TYPE, give: { allExceptCurrent: 'yes' } },
  { option: 'dryRun', what: 'of the wrong type', code: TYPE, give: { expired: true, dryRun: 'yes' } },
  { option: 'unusedSince', what: 'no number of days', code: OPTION, give: { unusedSince: 'soon' } },
]);
