// Frames of HTTP/2 that are not as they should be.
import { done, finished, preceded } from './fault-acts.mjs';
import { FLAG, FRAME, headerBlock, uint32 } from './fault-http2.mjs';
import { fine, passing } from './fault-outcomes.mjs';

const broken = passing('ECONNRESET');

const HEADS = [
  {
    what: 'a head without a status',
    fault: done((exchange) => exchange.frame(FRAME.HEADERS, FLAG.END_HEADERS, headerBlock({ x: 'y' }))),
    outcome: broken,
  },
  {
    what: 'a status that is none',
    fault: done((exchange) => exchange.frame(FRAME.HEADERS, FLAG.END_HEADERS, headerBlock({ ':status': 'ok' }))),
    outcome: broken,
  },
  {
    what: 'a header in capitals',
    fault: done((exchange) =>
      exchange.frame(FRAME.HEADERS, FLAG.END_HEADERS, headerBlock({ ':status': '200', 'X-Y': 'z' })),
    ),
    outcome: broken,
  },
  {
    what: 'a head that cannot be unpacked',
    fault: done((exchange) => exchange.frame(FRAME.HEADERS, FLAG.END_HEADERS, Buffer.from([0xff, 0xff, 0xff]))),
    outcome: broken,
  },
  {
    what: 'headers of 64 KiB',
    fault: done((exchange, answer) => {
      const block = headerBlock({
        ':status': String(answer.status),
        ...Object.fromEntries(Array.from({ length: 64 }, (_, at) => [`x-${at}`, 'a'.repeat(1024)])),
      });
      exchange.frame(FRAME.HEADERS, FLAG.NONE, block.subarray(0, 16_384));
      for (let at = 16_384; at < block.length; at += 16_384) {
        const last = at + 16_384 >= block.length;
        exchange.frame(FRAME.CONTINUATION, last ? FLAG.END_HEADERS : FLAG.NONE, block.subarray(at, at + 16_384));
      }
      finished(exchange, answer);
    }),
    outcome: broken,
  },
];

const FRAMES = [
  {
    what: 'bytes that are no frames',
    fault: done((exchange) => exchange.send('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n')),
    outcome: broken,
  },
  {
    what: 'a frame larger than agreed',
    fault: done((exchange) => exchange.frame(FRAME.DATA, FLAG.NONE, Buffer.alloc(20_000))),
    outcome: broken,
  },
  {
    what: 'a frame of an unknown type',
    fault: preceded((exchange) => exchange.frame(0xee, FLAG.NONE, Buffer.from('?'))),
    outcome: fine,
  },
  {
    what: 'pings',
    fault: preceded((exchange) =>
      Array.from({ length: 20 }, () => exchange.frame(FRAME.PING, FLAG.NONE, Buffer.alloc(8), 0)),
    ),
    outcome: fine,
  },
  {
    what: 'data on the connection itself',
    fault: done((exchange) => exchange.frame(FRAME.DATA, FLAG.NONE, Buffer.from('x'), 0)),
    outcome: broken,
  },
  {
    what: 'a stream pushed',
    fault: done((exchange) =>
      exchange.frame(
        FRAME.PUSH_PROMISE,
        FLAG.END_HEADERS,
        Buffer.concat([uint32(2), headerBlock({ ':method': 'GET' })]),
      ),
    ),
    outcome: broken,
  },
  {
    what: 'settings that cannot be',
    fault: done((exchange) =>
      exchange.frame(FRAME.SETTINGS, FLAG.NONE, Buffer.from([0, 4, 0xff, 0xff, 0xff, 0xff]), 0),
    ),
    outcome: broken,
  },
  {
    what: 'a window beyond all bounds',
    fault: done((exchange) => exchange.frame(FRAME.WINDOW_UPDATE, FLAG.NONE, uint32(0x7fffffff), 0)),
    outcome: broken,
  },
  {
    what: 'a window of nothing',
    fault: done((exchange) => exchange.frame(FRAME.WINDOW_UPDATE, FLAG.NONE, uint32(0))),
    outcome: broken,
  },
];

export const FRAME_ROWS = [...HEADS, ...FRAMES];
