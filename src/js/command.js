'use strict';
// What the launcher runs: the addon's command, or one that says why there is no addon.
try {
  exports.runCli = require('../../index.js').runCli;
} catch (error) {
  exports.runCli = require('./load-error.js').failing(error);
}
