'use strict';
// What a caller's `AbortSignal` ends that the addon does not know of.

/**
 * Has the signal of the caller's options end what `end` ends, and gives what stops that. What is no signal the addon refuses.
 *
 * @param {{ signal?: AbortSignal } | undefined} options
 * @param {AbortController} end
 */
function follow(options, end) {
  try {
    const theirs = options?.signal;
    if (typeof theirs?.addEventListener !== 'function') return () => {};
    const giveUp = () => end.abort(theirs.reason);
    if (theirs.aborted) giveUp();
    theirs.addEventListener('abort', giveUp, { once: true });
    return () => leave(theirs, giveUp);
  } catch {
    return () => {};
  }
}

/** What cannot be left changes nothing about how the work ended. */
function leave(signal, listener) {
  try {
    signal.removeEventListener('abort', listener);
  } catch {}
}

/** The error of what a signal has ended. */
function aborted(reason) {
  const error = new Error('the operation was aborted', { cause: reason });
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' });
}

module.exports = { aborted, follow };
