'use strict';
// `withTemporaryToken`: a token for one piece of work, revoked whatever comes of that.
const { aborted, follow } = require('./abort.js');

/** What ends a process if nobody listens. While there are such tokens, it ends the work first. */
const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'];

/** The work that is under way: what gives each up, and its end, when the token is revoked. */
const running = new Map();

/** The listeners of every copy of this package in the process: none of them is somebody who handles a signal. */
process[Symbol.for('npm-token.signals')] ??= new Set();
const OURS = process[Symbol.for('npm-token.signals')];

/** The end of all work that the process's end has given up. */
let leaving;

/**
 * @param {typeof import('../../index.js')} addon
 * @param {import('../../index.js').TemporaryTokenOptions} options
 * @param {(token: import('../../index.js').TemporaryToken) => unknown} fn
 */
function withTemporaryToken(addon, options, fn) {
  const end = new AbortController();
  const work = run(addon, options, fn, end, new Error());
  if (running.size === 0) listen('on');
  running.set(end, work);
  const finish = () => {
    running.delete(end);
    if (running.size === 0) listen('off');
  };
  work.then(finish, finish);
  return settle(work);
}

/** Tells what work came to. Where all is given up, not before all is revoked: a rejection may end the process. */
async function settle(work) {
  try {
    return await work;
  } finally {
    await leaving;
  }
}

async function run(addon, options, fn, end, site) {
  const unfollow = follow(options, end);
  // Options that cannot be used are told of before a function that cannot.
  const making = addon.createTemporary(options, isFunction(fn) ? end.signal : AbortSignal.abort());
  try {
    const { handle, ...token } = await making.catch((error) => {
      throw isFunction(fn) || error.code !== 'ABORT_ERR' ? error : noFunction(fn);
    });
    const outcome = await outcomeOf(fn, { ...token, signal: end.signal }, site);
    await addon.endTemporary(handle).catch((error) => {
      throw at(site, withOutcome(error, outcome));
    });
    if ('thrown' in outcome) throw outcome.thrown;
    return outcome.result;
  } finally {
    unfollow();
  }
}

/** What comes of the function, or of its being given up: it is not waited for then. */
async function outcomeOf(fn, token, site) {
  const { signal } = token;
  let giveUp;
  const givenUp = new Promise((_resolve, reject) => {
    giveUp = () => reject(at(site, aborted(signal.reason)));
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    // The signal may have come too late to stop the create.
    if (signal.aborted) throw at(site, aborted(signal.reason));
    return { result: await Promise.race([call(fn, token), givenUp]) };
  } catch (thrown) {
    return { thrown };
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

/** Calls a function; what it throws is a rejection. */
async function call(fn, token) {
  return fn(token);
}

/** An error says what the work came to, where that would be lost; not for everybody to print, since it may hold anything. */
function withOutcome(error, outcome) {
  for (const [name, value] of Object.entries(outcome)) Object.defineProperty(error, name, { value, enumerable: false });
  return error;
}

/** Has an error of ours show where the function was called, and not what it came from long afterwards. */
function at(site, error) {
  const frames = site.stack.split('\n').slice(1);
  error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
  return error;
}

const isFunction = (value) => typeof value === 'function';

function noFunction(value) {
  const kind = value === null ? 'null' : typeof value;
  return Object.assign(new TypeError(`the second argument of \`withTemporaryToken\` must be a function, not ${kind}`), {
    code: 'ERR_INVALID_ARG_TYPE',
  });
}

/** Begins or ceases to listen to what ends the process. @param {'on' | 'off'} way */
function listen(way) {
  // Before others: one that listens once is gone by the time it is called.
  for (const signal of SIGNALS) process[way === 'on' ? 'prependListener' : way](signal, take);
  OURS[way === 'on' ? 'add' : 'delete'](take);
  process[way]('beforeExit', leave);
}

/** Gives all work up where nothing is left to wait for: it would never be done. */
function leave() {
  giveUp('the process has nothing left to do');
}

function giveUp(reason) {
  for (const end of running.keys()) end.abort(new Error(reason));
  leaving = Promise.allSettled(running.values());
  return leaving;
}

/** Gives all work up for a signal, which has its usual effect afterwards unless somebody else listens too. */
async function take(signal) {
  const isAlone = process.listeners(signal).every((listener) => OURS.has(listener));
  await giveUp(`the process got ${signal}`);
  if (isAlone) process.off(signal, take).kill(process.pid, signal);
}

module.exports = { withTemporaryToken };
