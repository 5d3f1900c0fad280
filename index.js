'use strict';
// Loads the addon: the one that was built here, or else that of the platform's package. Why it cannot be loaded is found
// out by a module of its own, which nobody else pays for.
const { closeSync, existsSync, openSync, readSync } = require('node:fs');
const { join } = require('node:path');

/** As it was when this was loaded: what others put in its place later sees no token. */
const { parse } = JSON;
/** That of package.json, which takes half as long to read as the addon to load. */
const VERSION = '0.1.0';
const platform = [process.platform, process.arch, ...abi()].join('-');
const addon = load();

exports.checkToken = addon.checkToken;
exports.auditTokens = addon.auditTokens;
exports.createToken = addon.createToken;
exports.createTemporary = addon.createTemporary;
exports.endTemporary = addon.endTemporary;
exports.interrupt = addon.interrupt;
exports.isTerminal = addon.isTerminal;
exports.listTokens = addon.listTokens;
exports.readTokens = addon.readTokens;
exports.relay = addon.relay;
exports.restoreEcho = addon.restoreEcho;
exports.revokeToken = addon.revokeToken;
exports.revokeTokens = addon.revokeTokens;
exports.rotateToken = addon.rotateToken;
exports.runCli = addon.runCli;
exports.streamTokens = streamTokens;
exports.suspend = addon.suspend;
exports.withTemporaryToken = withTemporaryToken;

// Each in a module of its own, which nobody else pays for.
function streamTokens(options) {
  return require('./src/js/stream.js').streamTokens(addon, parse, options);
}

function withTemporaryToken(options, fn) {
  return require('./src/js/temporary.js').withTemporaryToken(addon, options, fn);
}

function load() {
  const built = join(__dirname, `npm-token.${platform}.node`);
  const name = `@npm-token/${platform}`;
  try {
    if (existsSync(built)) return require(built);
    if (require(`${name}/package.json`).version === VERSION) return require(name);
  } catch (cause) {
    throw require('./src/js/load-error.js').loadError(platform, cause);
  }
  throw require('./src/js/load-error.js').loadError(platform);
}

/** What binaries of one system and architecture differ by. */
function abi() {
  if (process.platform === 'win32') return ['msvc'];
  if (process.platform !== 'linux') return [];
  return [isMusl() ? 'musl' : 'gnu'];
}

/**
 * Tells by the program that runs, not by the system's files, since either may come from elsewhere. Its beginning names the
 * dynamic linker; where it does not, since the program was started by way of the linker, Node.js's report knows, which
 * takes milliseconds.
 */
function isMusl() {
  const beginning = beginningOf('/proc/self/exe');
  if (beginning.includes('/ld-linux')) return false;
  if (beginning.includes('/ld-musl')) return true;
  const { report } = process;
  if (!report) return false;
  const { excludeNetwork } = report;
  report.excludeNetwork = true;
  const { glibcVersionRuntime } = report.getReport().header;
  report.excludeNetwork = excludeNetwork;
  return !glibcVersionRuntime;
}

function beginningOf(path) {
  try {
    const file = openSync(path);
    const bytes = new Uint8Array(2048);
    readSync(file, bytes);
    closeSync(file);
    // Quicker than by a buffer, which has more to set up.
    return String.fromCharCode(...bytes);
  } catch {
    return '';
  }
}
