'use strict';
// What the launcher runs: the addon's command, or one that says why there is no addon.
try {
  const addon = require('../../index.js');
  const { runHeeding } = require('./signals.js');
  exports.runCommand = (args) => runHeeding(addon, args);
} catch (error) {
  exports.runCommand = require('./load-error.js').failing(error);
}
