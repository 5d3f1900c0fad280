// Faults of HTTP/2, frame by frame.
import { begun, done, finished, preceded, request } from './fault-acts.mjs';
import { FLAG, FRAME, headerBlock, REASON } from './fault-http2.mjs';
import { except, fine, passing, staying } from './fault-outcomes.mjs';

const broken = passing('ECONNRESET');
/** After the head, a reset without an error is an end like any other. */
const ended = except(staying('EBADRESPONSE'), { revoke: {} });

const RESETS = Object.entries(REASON).flatMap(([name, reason]) => [
  {
    what: `${name} on the stream, and nothing done`,
    fault: request((exchange) => exchange.resetStream(reason)),
    outcome: broken,
  },
  {
    what: `${name} on the stream, and it is done`,
    fault: done((exchange) => exchange.resetStream(reason)),
    outcome: broken,
  },
  {
    what: `${name} after the head of the answer`,
    fault: begun((exchange) => exchange.resetStream(reason)),
    outcome: reason === REASON.NO_ERROR ? ended : broken,
  },
  {
    what: `${name} in the body of the answer`,
    fault: begun((exchange) => exchange.resetStream(reason), 0.5),
    outcome: reason === REASON.NO_ERROR ? ended : broken,
  },
]);

/** A deletion may be on its way already when the farewell to the list's request comes; nothing was done then. */
const parting = except(fine, { revoke: { tries: [1, 2] } });

const GOODBYES = [
  {
    what: 'a farewell that lets the stream end',
    fault: preceded((exchange) => exchange.goAway(exchange.id, REASON.NO_ERROR)),
    outcome: parting,
  },
  {
    what: 'a farewell in the body that lets the stream end',
    fault: begun((exchange, answer) => {
      exchange.goAway(exchange.id, REASON.NO_ERROR);
      finished(exchange, answer);
    }),
    outcome: parting,
  },
  {
    what: 'a farewell that leaves the stream out',
    fault: request((exchange) => {
      exchange.goAway(0, REASON.NO_ERROR);
      exchange.hangUp();
    }),
    outcome: broken,
  },
  {
    what: 'a farewell that leaves the stream out, and it is done',
    fault: done((exchange) => {
      exchange.goAway(0, REASON.NO_ERROR);
      exchange.hangUp();
    }),
    outcome: broken,
  },
  {
    what: 'a farewell for an error, and nothing done',
    fault: request((exchange) => {
      exchange.goAway(exchange.id, REASON.INTERNAL_ERROR);
      exchange.hangUp();
    }),
    outcome: broken,
  },
  {
    what: 'a farewell for an error, and it is done',
    fault: done((exchange) => {
      exchange.goAway(exchange.id, REASON.ENHANCE_YOUR_CALM);
      exchange.hangUp();
    }),
    outcome: broken,
  },
  {
    what: 'a farewell for an error in the body',
    fault: begun((exchange) => {
      exchange.goAway(exchange.id, REASON.PROTOCOL_ERROR);
      exchange.hangUp();
    }, 0.5),
    outcome: broken,
  },
  {
    what: 'a farewell and no more',
    fault: done((exchange) => exchange.goAway(exchange.id, REASON.NO_ERROR)),
    outcome: passing('ETIMEDOUT'),
    stalls: true,
  },
];

const STREAMS = [
  {
    what: 'a stream that ends without a head',
    fault: done((exchange) => exchange.finish()),
    outcome: broken,
  },
  {
    what: 'a body without a head',
    fault: done((exchange, { body }) => exchange.frame(FRAME.DATA, FLAG.END_STREAM, body)),
    outcome: broken,
  },
  {
    what: 'a body shorter than its length',
    fault: begun((exchange) => exchange.finish(), 0.5),
    outcome: broken,
  },
  {
    what: 'a body longer than its length',
    fault: begun((exchange, answer) => {
      exchange.part(answer.body);
      finished(exchange, answer);
    }),
    outcome: broken,
  },
  {
    what: 'trailers in place of a body',
    fault: done((exchange, { status }) => {
      exchange.frame(FRAME.HEADERS, FLAG.END_HEADERS, headerBlock({ ':status': String(status) }));
      exchange.frame(FRAME.HEADERS, FLAG.END_HEADERS | FLAG.END_STREAM, headerBlock({ x: 'y' }));
    }),
    outcome: except(staying('EBADRESPONSE'), { revoke: {} }),
  },
  {
    what: 'trailers behind the body',
    fault: begun((exchange, { body }) => {
      exchange.part(body);
      exchange.frame(FRAME.HEADERS, FLAG.END_HEADERS | FLAG.END_STREAM, headerBlock({ x: 'y' }));
    }),
    outcome: fine,
  },
  {
    what: 'a head that never ends',
    fault: done((exchange) => exchange.frame(FRAME.HEADERS, FLAG.NONE, headerBlock({ ':status': '200' }))),
    // What else the server has to say comes in the middle of that head.
    outcome: broken,
    stalls: true,
  },
  {
    what: 'a body in the place of the rest of a head',
    fault: done((exchange, { body }) => {
      exchange.frame(FRAME.HEADERS, FLAG.NONE, headerBlock({ ':status': '200' }));
      exchange.part(body);
    }),
    outcome: broken,
  },
  {
    what: 'early hints',
    fault: preceded((exchange) =>
      exchange.frame(FRAME.HEADERS, FLAG.END_HEADERS, headerBlock({ ':status': '103', link: '</x>' })),
    ),
    outcome: fine,
  },
];

export const HTTP2_ROWS = [...RESETS, ...GOODBYES, ...STREAMS];
