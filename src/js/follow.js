'use strict';

/**
 * Has the signal of the caller's options end what `end` ends, and gives what stops that.
 *
 * @param {{ signal?: AbortSignal } | undefined} options
 * @param {AbortController} end
 */
function follow(options, end) {
  const theirs = signalOf(options);
  const giveUp = () => end.abort(theirs.reason);
  if (typeof theirs?.addEventListener !== 'function') return () => {};
  if (theirs.aborted) giveUp();
  theirs.addEventListener('abort', giveUp, { once: true });
  return () => theirs.removeEventListener('abort', giveUp);
}

function signalOf(options) {
  try {
    return options?.signal;
  } catch {
    // The call is refused for it.
  }
}

module.exports = { follow };
