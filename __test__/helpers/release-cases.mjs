// What a token has to be for a release of `@acme/app`, as a table for every release tool.
import './isolate.mjs';

const DAY = 24 * 60 * 60 * 1000;
/** A time so many days from now, and an hour, so that the whole days left stay the same during a test. */
export const ahead = (days) => new Date(Date.now() + days * DAY + DAY / 24).toISOString();

/** The package that is released. */
export const PACKAGE = '@acme/app';

/** The full value of the token in use. */
export const VALUE = `npm_rElE${'x'.repeat(28)}aSe1`;

/** A token that can publish the package for twelve days. */
export const PUBLISHER = {
  token: VALUE,
  name: 'release',
  expiry: ahead(12),
  bypass_2fa: true,
  permissions: [{ name: 'package', action: 'write' }],
  scopes: [{ type: 'package', name: PACKAGE }],
};

/** Registries that show granular tokens no list. */
const NO_LIST = { path: '/-/npm/v1/tokens', status: 403, times: Number.POSITIVE_INFINITY };

/**
 * @typedef {object} ReleaseCase
 * @property {string} title
 * @property {object} [row] what the token has in place of {@link PUBLISHER}'s
 * @property {object} [fault] of the registry
 * @property {object} [options] of the plugin
 * @property {boolean} goesOn whether the package is published
 * @property {string} says what the output has
 */

/** @type {ReleaseCase[]} */
export const CASES = [
  { title: 'a good token', goesOn: true, says: 'the npm token is good: it has 12 days left' },
  {
    title: 'an expired token',
    row: { expiry: '2020-01-01T00:00:00.000Z' },
    goesOn: false,
    says: 'the npm token is not good for this release: the registry refuses the token',
  },
  {
    title: 'a token for another package',
    row: { scopes: [{ type: 'package', name: '@acme/lib' }] },
    goesOn: false,
    says: 'the npm token is not good for this release: it is not for `@acme/app`',
  },
  {
    title: 'a read-only token',
    row: { permissions: [{ name: 'package', action: 'read' }] },
    goesOn: false,
    says: 'the npm token is not good for this release: it cannot publish',
  },
  {
    title: 'a token that ends before the days that are demanded',
    options: { minDays: 30 },
    goesOn: false,
    says: 'it has 12 days left, and 30 are demanded',
  },
  {
    title: 'a token of which the registry shows nothing',
    fault: NO_LIST,
    goesOn: true,
    says: 'the npm token works, but nothing shows that it is for `@acme/app`; nothing shows that it can publish',
  },
  {
    title: 'a token of which the registry shows nothing that is demanded',
    fault: NO_LIST,
    options: { requireWrite: true },
    goesOn: false,
    says: 'the npm token is not good for this release: nothing shows that it can publish',
  },
  {
    title: 'a good token and an option that there is not',
    options: { minDay: 30 },
    goesOn: false,
    says: '`minDay` is not an option of `checkToken`',
  },
];
