// Connections that break off, stall or crawl, with either version of HTTP.
import { begun, done, hangUp, nothing, request, reset } from './fault-acts.mjs';
import { fine, passing, staying } from './fault-outcomes.mjs';

/** The connection is dead, and nobody says so. */
const silent = (exchange) => exchange.deafen();

export const BREAK_ROWS = [
  {
    what: 'a reset in the body of the request',
    fault: { at: 'head', act: reset },
    outcome: passing('ECONNRESET'),
    large: true,
  },
  {
    what: 'a body of a request that nobody reads',
    fault: { at: 'head', act: silent },
    outcome: passing('ETIMEDOUT'),
    stalls: true,
    large: true,
  },
  { what: 'a reset after the head of the request', fault: { at: 'head', act: reset }, outcome: passing('ECONNRESET') },
  { what: 'a close after the head of the request', fault: { at: 'head', act: hangUp }, outcome: passing('ECONNRESET') },
  { what: 'a reset after the request, and nothing done', fault: request(reset), outcome: passing('ECONNRESET') },
  { what: 'a close after the request, and nothing done', fault: request(hangUp), outcome: passing('ECONNRESET') },
  { what: 'a reset after the request, and it is done', fault: done(reset), outcome: passing('ECONNRESET') },
  { what: 'a close after the request, and it is done', fault: done(hangUp), outcome: passing('ECONNRESET') },
  { what: 'a reset after the head of the answer', fault: begun(reset), outcome: passing('ECONNRESET') },
  { what: 'a close after the head of the answer', fault: begun(hangUp), outcome: passing('ECONNRESET') },
  { what: 'a reset in the body of the answer', fault: begun(reset, 0.5), outcome: passing('ECONNRESET') },
  { what: 'a close in the body of the answer', fault: begun(hangUp, 0.5), outcome: passing('ECONNRESET') },
  { what: 'no answer, and nothing done', fault: request(nothing), outcome: passing('ETIMEDOUT'), stalls: true },
  { what: 'no answer, and it is done', fault: done(nothing), outcome: passing('ETIMEDOUT'), stalls: true },
  {
    what: 'no answer to the head of a request',
    fault: { at: 'head', act: nothing },
    outcome: passing('ETIMEDOUT'),
    stalls: true,
  },
  { what: 'no body after the head of the answer', fault: begun(nothing), outcome: passing('ETIMEDOUT'), stalls: true },
  { what: 'no end of the body', fault: begun(nothing, 0.5), outcome: passing('ETIMEDOUT'), stalls: true },
  {
    what: 'a connection that falls silent, and nothing done',
    fault: request(silent),
    outcome: passing('ETIMEDOUT'),
    stalls: true,
  },
  {
    what: 'a connection that falls silent, and it is done',
    fault: done(silent),
    outcome: passing('ETIMEDOUT'),
    stalls: true,
  },
  {
    what: 'a registry that does it after the client has given up',
    fault: request(async (exchange) => {
      await exchange.givenUp();
      await exchange.carryOut();
    }),
    outcome: passing('ETIMEDOUT'),
    stalls: true,
  },
  {
    what: 'a registry that does it a while after the client has given up',
    fault: request(async (exchange) => {
      await exchange.givenUp();
      await new Promise((resolve) => setTimeout(resolve, 500));
      await exchange.carryOut();
    }),
    outcome: passing('ETIMEDOUT'),
    stalls: true,
  },
  {
    what: 'a body without an end, byte by byte',
    fault: request(async (exchange) => {
      const answer = await exchange.carryOutWithBody();
      exchange.start({ ...answer, headers: { ...answer.headers, 'content-length': '1000000' } });
      exchange.drip(Buffer.from(' '));
    }),
    // Each byte comes soon enough, and the end does not.
    outcome: passing('ETIMEDOUT'),
    stalls: true,
  },
  {
    what: 'no answer within the time of the call',
    fault: done(nothing),
    outcome: staying('ETIMEDOUT'),
    options: { timeout: 4000 },
  },
  {
    what: 'a body that is slow and complete',
    fault: begun(async (exchange, { body }) => {
      const middle = body.length / 2;
      await new Promise((resolve) => setTimeout(resolve, 50));
      exchange.part(body.subarray(0, middle));
      await new Promise((resolve) => setTimeout(resolve, 50));
      exchange.part(body.subarray(middle));
      exchange.finish();
    }),
    outcome: fine,
  },
];
