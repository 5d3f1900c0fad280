// Faults of answers, which both versions of HTTP know.
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterwards, changed, instead, request } from './fault-acts.mjs';
import { json, text } from './fault-exchange.mjs';
import { busy, except, failed, fine, led, passing, refused, staying, unknown } from './fault-outcomes.mjs';

/** Encodes the registry's answer. */
const encoded = (encoding, encode) =>
  changed(({ status, headers, body }) => ({
    status,
    headers: { ...headers, 'content-encoding': encoding },
    body: encode(body),
  }));

const withBody = (change) => changed((answer) => ({ ...answer, body: change(answer.body) }));

const error = (status, headers) => json(status, { error: 'no' }, headers);
const LOGIN = text(200, '<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' });
const retryAfter = (seconds) => ({ 'retry-after': seconds });
const location = (to) => ({ location: to });

/** An answer that says nothing about a revocation: the list shows that the token is gone, or that it is not. */
const saysNothing = (cause) => except(staying(cause), { revoke: {} });
const saysWrong = (cause) => except(staying(cause), { revoke: { code: 'EBADRESPONSE' } });

const STATUSES = [
  ...[500, 502, 503, 504].flatMap((status) => [
    { what: `${status}, and nothing done`, fault: instead(error(status)), outcome: failed(`E${status}`) },
    { what: `${status}, and it is done`, fault: afterwards(error(status)), outcome: passing(`E${status}`) },
  ]),
  {
    what: '503 of a proxy, as HTML',
    fault: instead({ ...LOGIN, status: 503 }),
    outcome: failed('E503'),
  },
  {
    what: '503 with a retry-after within the limits',
    fault: instead(error(503, retryAfter('0'))),
    outcome: failed('E503'),
  },
  {
    what: '503 with a retry-after beyond them',
    fault: instead(error(503, retryAfter('3600'))),
    outcome: except(refused('E503'), { create: { code: 'E503', looks: true } }),
  },
  {
    what: '501',
    fault: instead(error(501)),
    outcome: except(refused('ENOTSUPPORTED'), { revoke: { code: 'E501' } }),
  },
  {
    what: '400',
    fault: instead(error(400)),
    // A page of that size may be too large: a list is asked for again without one.
    outcome: except(refused('E400'), { list: { code: 'E400', tries: 2 } }),
    times: ['always'],
  },
  ...[401, 402, 403, 407, 409, 410, 413, 451].map((status) => ({
    what: `${status}`,
    fault: instead(error(status)),
    outcome: refused(`E${status}`),
  })),
  {
    what: '404',
    fault: instead(error(404)),
    outcome: except(refused('ENOTSUPPORTED'), {
      // It was on the list just before: whether it is gone has to be seen there.
      revoke: { code: ['ETOKENNOTFOUND', 'EBADRESPONSE', 'E404'] },
    }),
  },
  {
    what: '405',
    fault: instead(error(405)),
    outcome: except(refused('ENOTSUPPORTED'), { revoke: { code: 'E405' } }),
  },
  { what: '407 of a proxy, as HTML', fault: instead({ ...LOGIN, status: 407 }), outcome: refused('E407') },
  { what: '408, and nothing done', fault: instead(error(408)), outcome: failed('E408') },
  { what: '408, and it is done', fault: afterwards(error(408)), outcome: passing('E408') },
  { what: '429', fault: instead(error(429)), outcome: busy('ERATELIMIT') },
  { what: '429 with a retry-after', fault: instead(error(429, retryAfter('0'))), outcome: busy('ERATELIMIT') },
  {
    what: '429 with a retry-after beyond the limits',
    fault: instead(error(429, retryAfter('3600'))),
    outcome: refused('ERATELIMIT'),
  },
  ...[error(300), text(304, ''), error(305), error(306)].flatMap((answer) => [
    {
      what: `${answer.status}, and nothing done`,
      fault: instead(answer),
      // It says neither yes nor no.
      outcome: except(refused(`E${answer.status}`), { create: { code: `E${answer.status}`, looks: true } }),
    },
    { what: `${answer.status}, and it is done`, fault: afterwards(answer), outcome: staying(`E${answer.status}`) },
  ]),
];

const SUCCESSES = [
  { what: 'an empty 200, and nothing done', fault: instead(text(200, '')), outcome: saysWrong('EBADRESPONSE') },
  { what: 'an empty 200, and it is done', fault: afterwards(text(200, '')), outcome: saysNothing('EBADRESPONSE') },
  {
    what: '202, and nothing done',
    fault: instead(json(202, {})),
    outcome: saysWrong('EBADRESPONSE'),
  },
  { what: '202, and it is done', fault: afterwards(json(202, {})), outcome: saysNothing('EBADRESPONSE') },
  { what: '204, and it is done', fault: afterwards(text(204, '')), outcome: saysNothing('EBADRESPONSE') },
  { what: 'a login page, and nothing done', fault: instead(LOGIN), outcome: saysWrong('EBADRESPONSE') },
  { what: 'a login page, and it is done', fault: afterwards(LOGIN), outcome: saysNothing('EBADRESPONSE') },
  { what: 'null', fault: afterwards(json(200, null)), outcome: saysNothing('EBADRESPONSE') },
  { what: 'an empty object', fault: afterwards(json(200, {})), outcome: saysNothing('EBADRESPONSE') },
  { what: 'a list', fault: afterwards(json(200, [])), outcome: saysNothing('EBADRESPONSE') },
  {
    what: 'a body that ends early, by its own length',
    fault: withBody((body) => body.subarray(0, body.length - 1)),
    outcome: saysNothing('EBADRESPONSE'),
  },
  {
    what: 'a body with something behind it',
    fault: withBody((body) => Buffer.concat([body, Buffer.from('}')])),
    outcome: saysNothing('EBADRESPONSE'),
  },
  {
    what: 'a body that is not UTF-8',
    fault: withBody((body) =>
      Buffer.concat([body.subarray(0, -1), Buffer.from([0x2c, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])]),
    ),
    outcome: saysNothing('EBADRESPONSE'),
  },
  {
    what: 'another content type',
    fault: changed((answer) => ({ ...answer, headers: { 'content-type': 'text/html' } })),
    outcome: fine,
  },
  { what: 'no content type', fault: changed((answer) => ({ ...answer, headers: {} })), outcome: fine },
];

const ENCODINGS = [
  { what: 'gzip', fault: encoded('gzip', gzipSync), outcome: fine },
  { what: 'gzip that is none', fault: encoded('gzip', (body) => body), outcome: staying('EBADRESPONSE') },
  {
    what: 'gzip that ends early',
    fault: encoded('gzip', (body) => gzipSync(body).subarray(0, -9)),
    outcome: staying('EBADRESPONSE'),
  },
  {
    what: 'gzip with a wrong checksum',
    fault: encoded('gzip', (body) => {
      const packed = gzipSync(body);
      packed[packed.length - 5] ^= 1;
      return packed;
    }),
    outcome: staying('EBADRESPONSE'),
  },
  {
    what: 'gzip within gzip',
    fault: encoded('gzip', (body) => gzipSync(gzipSync(body))),
    outcome: saysNothing('EBADRESPONSE'),
  },
  {
    what: 'an encoding nobody asked for',
    fault: encoded('br', brotliCompressSync),
    outcome: saysNothing('EBADRESPONSE'),
  },
  {
    what: 'an encoding that does not exist',
    fault: encoded('x-made-up', (body) => body.map((byte) => byte ^ 0xff)),
    outcome: saysNothing('EBADRESPONSE'),
  },
];

/** The origin of the registry by another name. */
const elsewhere = ({ request: { headers, path } }) => `http://localhost:${headers.host?.split(':')[1] ?? 9}${path}`;
const redirect = (status, to) => request((exchange) => exchange.answer(error(status, location(to(exchange)))));
const here = ({ request: { path } }) => `${path}${path.includes('?') ? '&' : '?'}moved=1`;

const REDIRECTS = [
  ...[301, 302, 303].map((status) => ({
    what: `${status} to the same origin`,
    fault: redirect(status, here),
    outcome: except(led, { list: { tries: 2 } }),
    times: ['once'],
  })),
  ...[302, 303].map((status) => ({
    what: `${status}, and it is done`,
    fault: afterwards(error(status, { location: '/elsewhere' })),
    outcome: except(led, { create: unknown('EREDIRECT'), list: { code: 'ENOTSUPPORTED', tries: 2 } }),
    times: ['once'],
  })),
  ...[307, 308].map((status) => ({
    what: `${status} to the same origin`,
    fault: redirect(status, here),
    outcome: () => ({ tries: 2 }),
    times: ['once'],
  })),
  ...[301, 302, 303, 307, 308].map((status) => ({
    what: `${status} to another origin`,
    fault: redirect(status, elsewhere),
    outcome: led,
  })),
  {
    what: 'redirects without an end',
    fault: redirect(307, here),
    outcome: (operation) => ({ ...led(operation), tries: 11 }),
    times: ['always'],
  },
  { what: 'a redirect to nowhere', fault: instead(error(307)), outcome: led },
  {
    what: 'a redirect to no address',
    fault: redirect(308, () => 'http://['),
    outcome: led,
  },
];

export const ANSWER_ROWS = [...STATUSES, ...SUCCESSES, ...ENCODINGS, ...REDIRECTS];
