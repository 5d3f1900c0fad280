'use strict';
// `streamTokens`: the addon hands tokens over as they come, and whoever iterates takes them when it likes.
const { follow } = require('./follow.js');

/**
 * @param {typeof import('../../index.js')} addon
 * @param {import('../../index.js').StreamTokensOptions} [options]
 */
async function* streamTokens(addon, options) {
  const end = new AbortController();
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
    await reading;
  } finally {
    unfollow();
    end.abort();
  }
}

module.exports = { streamTokens };
