'use strict';
const { listTokens } = require('npm-token');

exports.client = (registry, authToken) => () => listTokens({ registry, authToken });
