'use strict';
// Writes to the standard streams without Node.js's own, which take milliseconds to set up.
const { writeSync } = require('node:fs');

const isWindows = process.platform === 'win32';

/**
 * Writes all of a text.
 * @param {1 | 2} fd
 * @param {string} text
 * @param {(error: NodeJS.ErrnoException) => void} fail
 */
function print(fd, text, fail) {
  // Terminals of Windows take text from Node.js's stream alone.
  if (isWindows) return stream(fd, text, fail);
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
  } catch (error) {
    // Somebody else has set a pipe not to wait for its reader.
    if (error.code === 'EAGAIN') stream(fd, rest, fail);
    else fail(error);
  }
}

function stream(fd, data, fail) {
  if (data.length === 0) return;
  const output = fd === 1 ? process.stdout : process.stderr;
  output.on('error', fail).write(data);
}

module.exports = { print };
