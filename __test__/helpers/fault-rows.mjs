// The table of faults: what goes wrong, for which version of HTTP, and what comes of it.
import { ANSWER_ROWS } from './fault-rows-answers.mjs';
import { BODY_ROWS } from './fault-rows-bodies.mjs';
import { BREAK_ROWS } from './fault-rows-breaks.mjs';
import { FRAME_ROWS } from './fault-rows-frames.mjs';
import { HTTP1_ROWS } from './fault-rows-http1.mjs';
import { HTTP2_ROWS } from './fault-rows-http2.mjs';
import { TLS_ROWS } from './fault-rows-tls.mjs';

/**
 * @typedef {object} Row
 * @property {string} what goes wrong
 * @property {import('./fault-server.mjs').Fault} fault
 * @property {(operation: string, times: string) => import('./fault-outcomes.mjs').Outcome} outcome
 * @property {('once' | 'always')[]} [times] how often it strikes; both if left out
 * @property {boolean} [stalls] whether a client waits for something that does not come
 * @property {boolean} [secure] whether it takes TLS
 * @property {boolean} [early] whether it strikes from the first connection on
 * @property {boolean} [large] whether the body of a create is large
 * @property {object} [options] of the call
 * @property {RegExp} [says] what the error's cause says, where the code does not tell faults apart
 */

/** @type {Map<string, { version: 1 | 2, rows: Row[] }>} */
export const TABLE = new Map([
  ['HTTP/1.1', { version: 1, rows: [...ANSWER_ROWS, ...BREAK_ROWS, ...HTTP1_ROWS, ...BODY_ROWS] }],
  ['HTTP/1.1 over TLS', { version: 1, rows: TLS_ROWS.map((row) => ({ ...row, secure: true })) }],
  ['HTTP/2', { version: 2, rows: [...ANSWER_ROWS, ...BREAK_ROWS, ...HTTP2_ROWS, ...FRAME_ROWS, ...TLS_ROWS] }],
]);
