import './helpers/isolate.mjs';
import { createToken } from './helpers/addon.mjs';
import { OPTION, refuses, VALID } from './helpers/refusals.mjs';

refuses(createToken, VALID, [
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
]);
