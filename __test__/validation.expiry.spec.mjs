import './helpers/isolate.mjs';
import { createToken } from './helpers/addon.mjs';
import { daysAhead, OPTION, refuses, VALID, VALUE } from './helpers/refusals.mjs';

refuses(createToken, VALID, [
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
]);
