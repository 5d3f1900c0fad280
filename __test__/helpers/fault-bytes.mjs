// Answers of HTTP/1.1 as bytes, for faults that are in them.
import { done, nothing } from './fault-acts.mjs';
import { head } from './fault-http1.mjs';

/** Writes bytes made of the registry's answer, and then does something. */
export const written = (write, then = nothing) =>
  done((exchange, answer) => {
    exchange.send(write(answer));
    then(exchange);
  });

/** An answer with other headers. */
export const whole = (answer, headers = {}) =>
  Buffer.concat([Buffer.from(head({ ...answer, headers: { ...answer.headers, ...headers } })), answer.body]);

/** An answer whose head is changed. */
export const recast = (change) => (answer) => Buffer.concat([Buffer.from(change(head(answer))), answer.body]);

/** An answer whose head says nothing of the body's length. */
export const endless = recast((text) => text.replace(/content-length: \d+\r\n/, ''));

/** An answer whose body has the chunked form. */
export const chunked = (write) => (answer) => {
  const start = head({ ...answer, headers: { ...answer.headers, 'transfer-encoding': 'chunked' } });
  return Buffer.concat([start, ...write(answer.body)].map((part) => Buffer.from(part)));
};
