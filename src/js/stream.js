'use strict';
// `streamTokens`: the addon hands tokens over as they come, and whoever iterates takes them when it likes.
const { follow } = require('./follow.js');

/**
 * @param {typeof import('../../index.js')} addon
 * @param {import('../../index.js').StreamTokensOptions} [options]
 */
function streamTokens(addon, options) {
  const end = new AbortController();
  const tokens = read(addon, options, end);
  const finish = tokens.return;
  // The next token is not waited for: a generator alone would not be told before that has come.
  tokens.return = (value) => {
    end.abort(LEFT);
    return finish.call(tokens, value);
  };
  return tokens;
}

/** Why a reading ends whose tokens nobody wants any more. */
const LEFT = Symbol('left');

async function* read(addon, options, end) {
  const unfollow = follow(options, end);
  const waiting = [];
  let isOver = false;
  let wake = () => {};
  const take = (json) => {
    waiting.push(JSON.parse(json));
    wake();
  };
  const finish = () => {
    isOver = true;
    wake();
  };
  const reading = addon.readTokens(options, take, end.signal);
  reading.then(finish, finish);
  try {
    while (!isOver || waiting.length > 0) {
      if (waiting.length > 0) yield* waiting.shift();
      else await new Promise((resolve) => (wake = resolve));
    }
    if (end.signal.reason !== LEFT) await reading;
  } finally {
    unfollow();
    end.abort(LEFT);
  }
}

module.exports = { streamTokens };
