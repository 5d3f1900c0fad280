// Bodies of HTTP/1.1 that are not as long as they say.
import { hangUp, reset } from './fault-acts.mjs';
import { chunked, endless, whole, written } from './fault-bytes.mjs';
import { except, fine, passing, staying } from './fault-outcomes.mjs';

/** The line that says how long a chunk is. */
const size = (body) => `${body.length.toString(16)}\r\n`;

const LENGTHS = [
  {
    what: 'a body shorter than its length',
    fault: written((answer) => whole(answer, { 'content-length': answer.body.length + 1 }), hangUp),
    outcome: passing('ECONNRESET'),
  },
  {
    what: 'a body longer than its length',
    fault: written((answer) => whole(answer, { 'content-length': answer.body.length - 1 })),
    outcome: except(staying('EBADRESPONSE'), { revoke: {} }),
  },
  {
    what: 'a length of nothing, and a body',
    fault: written((answer) => whole(answer, { 'content-length': 0 })),
    outcome: except(staying('EBADRESPONSE'), { revoke: {} }),
  },
  {
    what: 'two lengths that differ',
    fault: written(
      (answer) => whole(answer, { 'content-length': `${answer.body.length}\r\ncontent-length: 5` }),
      hangUp,
    ),
    outcome: staying('EPROTO'),
  },
  {
    what: 'the same length twice',
    fault: written((answer) =>
      whole(answer, { 'content-length': `${answer.body.length}\r\ncontent-length: ${answer.body.length}` }),
    ),
    outcome: fine,
  },
  {
    what: 'a length that is negative',
    fault: written((answer) => whole(answer, { 'content-length': '-1' }), hangUp),
    outcome: staying('EPROTO'),
  },
  {
    what: 'a length that is no number',
    fault: written((answer) => whole(answer, { 'content-length': 'many' }), hangUp),
    outcome: staying('EPROTO'),
  },
  {
    what: 'a length beyond all numbers',
    fault: written((answer) => whole(answer, { 'content-length': '9'.repeat(30) }), hangUp),
    outcome: staying('EPROTO'),
  },
  {
    what: 'no length, and a close in order',
    fault: written(endless, hangUp),
    outcome: fine,
  },
  {
    what: 'no length, and a close too early',
    fault: written((answer) => endless(answer).subarray(0, -1), hangUp),
    outcome: except(staying('EBADRESPONSE'), { revoke: {} }),
  },
];

const CHUNKS = [
  { what: 'chunks', fault: written(chunked((body) => [size(body), body, '\r\n0\r\n\r\n'])), outcome: fine },
  {
    what: 'chunks with extensions and trailers',
    fault: written(chunked((body) => [`${body.length.toString(16)};a=b\r\n`, body, '\r\n0\r\nx: y\r\n\r\n'])),
    outcome: fine,
  },
  {
    what: 'a reset between chunks',
    fault: written(
      chunked((body) => [size(body), body, '\r\n']),
      reset,
    ),
    outcome: passing('ECONNRESET'),
  },
  {
    what: 'a close between chunks',
    fault: written(
      chunked((body) => [size(body), body, '\r\n']),
      hangUp,
    ),
    outcome: passing('ECONNRESET'),
  },
  {
    what: 'a close in a chunk',
    fault: written(
      chunked((body) => [size(body), body.subarray(1)]),
      hangUp,
    ),
    outcome: passing('ECONNRESET'),
  },
  {
    what: 'a chunk of no size',
    fault: written(
      chunked((body) => ['zz\r\n', body]),
      hangUp,
    ),
    outcome: staying('EPROTO'),
  },
  {
    what: 'a chunk of a size beyond all numbers',
    fault: written(
      chunked((body) => [`${'f'.repeat(17)}\r\n`, body]),
      hangUp,
    ),
    outcome: staying('EPROTO'),
  },
  {
    what: 'a chunk longer than its size',
    fault: written(
      chunked((body) => [size(body.subarray(1)), body, '\r\n0\r\n\r\n']),
      hangUp,
    ),
    outcome: staying('EPROTO'),
  },
  {
    what: 'no last chunk',
    fault: written(chunked((body) => [size(body), body, '\r\n'])),
    outcome: passing('ETIMEDOUT'),
    stalls: true,
  },
];

export const BODY_ROWS = [...LENGTHS, ...CHUNKS];
