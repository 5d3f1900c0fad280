// What a fault comes to: the code of each operation, and how often it was tried.

/**
 * @typedef {'list' | 'create' | 'revoke'} Operation
 * @typedef {'once' | 'always'} Times
 * @typedef {object} Outcome
 * @property {string | (string | undefined)[]} [code] of the error, or one of several; none if the operation succeeds
 * @property {string | string[]} [cause] the code of the error that left the outcome unknown
 * @property {number | number[]} [tries] how often the operation's own request was sent, or its connection made; 1 if left out
 * @property {boolean} [looks] whether a create looks at the list afterwards
 */

/** The outcome of a create is not known, because of this. */
export const unknown = (cause) => ({ code: 'EUNKNOWNOUTCOME', cause, looks: true });

/** It does no harm. */
export const fine = () => ({});

/** It passes: what may be repeated is repeated. After a create nobody knows. */
export const passing = (code) => (operation, times) => (operation === 'create' ? unknown(code) : repeated(code, times));

/** It stays. After a create nobody knows. */
export const staying = (code) => (operation) => (operation === 'create' ? unknown(code) : { code });

/** It passes, and nothing was done: the registry said no, or was not reached. */
export const busy = (code) => (operation, times) => (operation === 'create' ? { code } : repeated(code, times));

/** It stays, and nothing was done: the registry said no, or cannot be reached. */
export const refused = (code) => () => ({ code });

/** The registry failed before it did anything, which the list shows. */
export const failed = (code) => (operation, times) =>
  operation === 'create' ? { code, looks: true } : repeated(code, times);

/** The registry sends it elsewhere, and does nothing, which the list shows. */
export const led = (operation) => ({ code: 'EREDIRECT', ...(operation === 'create' && { looks: true }) });

/** The same, with other outcomes for some operations. */
export const except = (outcome, others) => (operation, times) => others[operation] ?? outcome(operation, times);

function repeated(code, times) {
  return times === 'once' ? { tries: 2 } : { code, tries: 2 };
}
