'use strict';
// The plugin for semantic-release: stops a release before anything is changed if the npm token is not good for it.
const { preflight } = require('./preflight.js');

/** The demands, which may also stand where options for every plugin do. */
const SHARED = ['minDays', 'requirePackage', 'requireWrite', 'requireBypass2fa', 'registry'];

/** @type {import('./semantic-release.js').verifyConditions} */
async function verifyConditions(pluginConfig, context) {
  try {
    const { isWeak, message } = await check(ownOptions(pluginConfig, context), context);
    context.logger[isWeak ? 'warn' : 'log'](message);
  } catch (error) {
    throw asReleaseError(error);
  }
}

/** What is configured is tried first, and then `NPM_TOKEN`, as by semantic-release's plugin that publishes. */
async function check(given, { cwd, env }) {
  const attempt = (options) => inEnvironment(env, () => preflight(options, cwd));
  try {
    return await attempt(given);
  } catch (error) {
    if (error.code !== 'ENEEDAUTH' || !env.NPM_TOKEN) throw error;
    return attempt({ ...given, authToken: env.NPM_TOKEN });
  }
}

/** The plugin's own options: semantic-release mixes them with its own, and with those of every other plugin. */
function ownOptions(pluginConfig, { options = {} }) {
  const isOwn = ([name]) => !(name in options) || SHARED.includes(name);
  return Object.fromEntries(Object.entries(pluginConfig).filter(isOwn));
}

/** Makes a call with another environment, which it reads before it gives back its promise. Nothing runs meanwhile. */
function inEnvironment(env, call) {
  const own = process.env;
  process.env = env;
  try {
    return call();
  } finally {
    process.env = own;
  }
}

/** An error that semantic-release tells in one line, and hands to the plugins that report failures. */
function asReleaseError({ message, code, hint }) {
  const error = new Error(message);
  return Object.assign(error, { name: 'SemanticReleaseError', semanticRelease: true, code, details: hint });
}

exports.verifyConditions = verifyConditions;
