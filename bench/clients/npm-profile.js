'use strict';
const { listTokens } = require('../../target/bench/tools/node_modules/npm-profile');

exports.client = (registry, token) => () => listTokens({ registry, forceAuth: { token } });
