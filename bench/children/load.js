'use strict';
// Says how long it took to load a module, and how many modules that were. Its argument is what to require.
const start = process.hrtime.bigint();
require(process.argv[2]);
const wall = Number(process.hrtime.bigint() - start) / 1e6;
console.log(JSON.stringify({ wall, modules: Object.keys(require.cache).length - 1 }));
