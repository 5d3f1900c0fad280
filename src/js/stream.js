'use strict';
// `streamTokens`: the addon hands tokens over as they come, and whoever iterates takes them when it likes.
const { aborted, follow } = require('./abort.js');

/** Why a reading ends whose tokens nobody wants any more. */
const LEFT = Symbol('left');

/**
 * @param {typeof import('../../index.js')} addon
 * @param {typeof JSON.parse} parse
 * @param {import('../../index.js').StreamTokensOptions} [options]
 */
function streamTokens(addon, parse, options) {
  const end = new AbortController();
  const tokens = read(addon, parse, options, end);
  // A generator's own methods wait for a pending `next`, which may wait for a page.
  for (const name of ['return', 'throw']) {
    const leave = tokens[name];
    tokens[name] = (value) => {
      end.abort(LEFT);
      return leave.call(tokens, value);
    };
  }
  return tokens;
}

async function* read(addon, parse, options, end) {
  const { signal } = end;
  const pages = [];
  let isOver = false;
  let wake = () => {};
  const take = (json) => {
    pages.push(parse(json));
    wake();
  };
  const finish = () => {
    isOver = true;
    wake();
  };
  // A reading that was over before the signal came knows nothing of it.
  let wasOver = false;
  signal.addEventListener('abort', () => (wasOver = isOver), { once: true });
  const unfollow = follow(options, end);
  try {
    const reading = addon.readTokens(options, take, signal);
    reading.then(finish, finish);
    while (!signal.aborted && !(isOver && pages.length === 0)) {
      if (pages.length === 0) await new Promise((resolve) => (wake = resolve));
      for (const token of pages.shift() ?? []) {
        if (signal.aborted) break;
        yield token;
      }
    }
    if (signal.reason === LEFT) return;
    if (!wasOver) await reading;
    if (signal.aborted) throw aborted(signal.reason);
  } finally {
    end.abort(LEFT);
    unfollow();
  }
}

module.exports = { streamTokens };
