'use strict';
// What the plugins for release tools have in common: what is demanded of the token where they are told nothing else, and
// how the verdict is worded.
const { readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { checkToken } = require('../index.js');

/** The code of the error for a token that is not good for the release. */
const NOT_GOOD = 'EINVALIDNPMTOKEN';

/** The options that have a default here, by the name that a problem has for them. */
const DEFAULTED = { 'require-package': 'requirePackage', 'require-write': 'requireWrite' };

/**
 * Checks the token that the release is going to use.
 * @param {import('../index.js').CheckTokenOptions} given what is demanded in place of the defaults
 * @param {string} folder the folder of the project
 * @returns {Promise<{ isWeak: boolean, message: string }>} what to log: `isWeak` if nothing shows that the defaults are met.
 *   Rejects with an error that has a `code` and perhaps a `hint`: `EINVALIDNPMTOKEN` for a token that is not good, else
 *   that of `checkToken`.
 */
async function preflight(given, folder) {
  const cwd = resolve(folder, given.cwd ?? '');
  const options = { ...defaultsOf(cwd), ...given, cwd };
  const checked = await checkToken(options);
  const unmet = checked.problems.filter((problem) => !isUnknownDefault(problem, checked, given));
  if (unmet.length > 0) throw refusal(unmet, checked);
  if (checked.basis === 'username') return { isWeak: true, message: weaker(checked) };
  return { isWeak: false, message: `the npm token is good: ${life(checked)}` };
}

/** What a release takes: the right to publish the package of this folder, to where the package says it goes. */
function defaultsOf(folder) {
  const { name, private: isPrivate, publishConfig = {} } = manifestOf(folder);
  const scope = /^@[^/]+(?=\/)/.exec(name ?? '');
  const registry = publishConfig[`${scope}:registry`] ?? publishConfig.registry;
  return {
    requireWrite: true,
    // Whoever runs the release runs the project's code, and hands the token to where its `.npmrc` says in any case.
    trustProjectConfig: true,
    ...(name && !isPrivate && { requirePackage: name }),
    ...(registry && { registry }),
  };
}

/** A folder without a manifest names no package; one that cannot be read is an error. */
function manifestOf(folder) {
  const path = join(folder, 'package.json');
  try {
    return JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (cause) {
    if (cause.code === 'ENOENT') return {};
    throw Object.assign(new Error(`${path} cannot be read: ${cause.message}`, { cause }), { code: 'EIO' });
  }
}

/**
 * Registries that show a token nothing of itself are no reason to stop a release, unless somebody demanded it: nothing
 * would get past them.
 */
function isUnknownDefault({ demand }, { basis }, given) {
  return basis === 'username' && demand in DEFAULTED && !(DEFAULTED[demand] in given);
}

function refusal(problems, { reason }) {
  const error = new Error(`the npm token is not good for this release: ${messages(problems)}`);
  return Object.assign(error, { code: NOT_GOOD, ...(reason && { hint: reason }) });
}

function weaker({ problems, reason }) {
  const unknown = problems.length > 0 ? `, but ${messages(problems)}` : '';
  return `the npm token works${unknown} (${reason})`;
}

function messages(problems) {
  return problems.map(({ message }) => message).join('; ');
}

function life({ daysLeft }) {
  if (daysLeft === undefined) return 'nothing shows that it ends';
  return `it has ${daysLeft} ${daysLeft === 1 ? 'day' : 'days'} left`;
}

exports.preflight = preflight;
