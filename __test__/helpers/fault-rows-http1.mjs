// Faults of HTTP/1.1, byte by byte, and of the connection below it.
import { hangUp, reset } from './fault-acts.mjs';
import { endless, recast, whole, written } from './fault-bytes.mjs';
import { json } from './fault-exchange.mjs';
import { head } from './fault-http1.mjs';
import { except, failed, fine, passing, refused, staying } from './fault-outcomes.mjs';

const connection = (act) => ({ at: 'connection', act: ({ wire }) => act(wire) });

const CONNECTION = [
  {
    what: 'nobody listens',
    fault: { at: 'listening' },
    outcome: () => ({ code: 'ECONNREFUSED', tries: 0 }),
    times: ['always'],
  },
  {
    what: 'a reset before anything is read',
    fault: connection((wire) => wire.resetAndDestroy()),
    // Whether the request was under way is a matter of chance.
    outcome: except(passing('ECONNRESET'), {
      create: { code: ['ECONNRESET', 'EUNKNOWNOUTCOME'], cause: 'ECONNRESET' },
    }),
  },
  {
    what: 'a close before anything is read',
    fault: connection((wire) => wire.destroySoon()),
    outcome: except(passing('ECONNRESET'), {
      create: { code: ['ECONNRESET', 'EUNKNOWNOUTCOME'], cause: 'ECONNRESET' },
    }),
  },
  {
    what: 'a connection nobody reads',
    fault: connection((wire) => wire.pause()),
    outcome: passing('ETIMEDOUT'),
    stalls: true,
  },
  {
    what: 'words before the request',
    fault: connection((wire) => wire.write('220 mail.registry.example ESMTP\r\n')),
    // It is a matter of chance whether they come before the request is under way.
    outcome: except(() => ({ code: [undefined, 'EPROTO', 'ECONNRESET'], tries: [1, 2] }), {
      create: { code: ['EPROTO', 'ECONNRESET', 'EUNKNOWNOUTCOME'], cause: ['EPROTO', 'ECONNRESET'] },
    }),
  },
];

const STATUS_LINE = [
  { what: 'a reset in the status line', fault: written(() => 'HTTP/1.1 20', reset), outcome: passing('ECONNRESET') },
  { what: 'a close in the status line', fault: written(() => 'HTTP/1.1 20', hangUp), outcome: passing('ECONNRESET') },
  {
    what: 'no end of the status line',
    fault: written(() => 'HTTP/1.1 20'),
    outcome: passing('ETIMEDOUT'),
    stalls: true,
  },
  {
    what: 'a head without an end, byte by byte',
    fault: {
      at: 'request',
      act: async (exchange) => {
        await exchange.carryOut();
        exchange.send('HTTP/1.1 200 OK\r\nx: ');
        exchange.drip(Buffer.from('a'));
      },
    },
    outcome: passing('ETIMEDOUT'),
    stalls: true,
  },
  { what: 'garbage', fault: written(() => '\0\x01\x02garbage\r\n\r\n', hangUp), outcome: staying('EPROTO') },
  { what: 'another protocol', fault: written(() => 'SSH-2.0-OpenSSH_9.6\r\n', hangUp), outcome: staying('EPROTO') },
  { what: 'a body without a head', fault: written(({ body }) => body, hangUp), outcome: staying('EPROTO') },
  {
    what: 'a version that does not exist',
    fault: written(
      recast((text) => text.replace('1.1', '3.7')),
      hangUp,
    ),
    outcome: staying('EPROTO'),
  },
  {
    what: 'a status of two digits',
    fault: written(
      recast((text) => text.replace(/ \d\d\d /, ' 20 ')),
      hangUp,
    ),
    outcome: staying('EPROTO'),
  },
  {
    what: 'a status without a reason',
    fault: written(recast((text) => text.replace(/^(HTTP\/1.1 \d+).*/, '$1'))),
    outcome: fine,
  },
  {
    what: 'HTTP/1.0',
    fault: written(
      recast((text) => text.replace('1.1', '1.0')),
      hangUp,
    ),
    outcome: fine,
  },
  {
    what: 'another protocol to switch to',
    fault: written(() => 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n', hangUp),
    outcome: staying('E101'),
  },
];

const HEADERS = [
  {
    what: 'a reset in the headers',
    fault: written((answer) => head(answer).slice(0, -4), reset),
    outcome: passing('ECONNRESET'),
  },
  {
    what: 'a close in the headers',
    fault: written((answer) => head(answer).slice(0, -4), hangUp),
    outcome: passing('ECONNRESET'),
  },
  {
    what: 'no end of the headers',
    fault: written((answer) => head(answer).slice(0, -4)),
    outcome: passing('ETIMEDOUT'),
    stalls: true,
  },
  { what: 'a header of 64 KiB', fault: written((answer) => whole(answer, { x: 'a'.repeat(65_536) })), outcome: fine },
  {
    what: 'a header of 1 MiB',
    fault: written((answer) => whole(answer, { x: 'a'.repeat(1 << 20) })),
    outcome: staying('EPROTO'),
  },
  {
    what: 'a thousand headers',
    fault: written((answer) =>
      whole(answer, Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`x-${at}`, '1']))),
    ),
    outcome: staying('EPROTO'),
  },
  {
    what: 'a header without a colon',
    fault: written(
      recast((text) => text.replace('\r\n\r\n', '\r\nnonsense\r\n\r\n')),
      hangUp,
    ),
    outcome: staying('EPROTO'),
  },
  {
    what: 'a header with a zero byte',
    fault: written((answer) => whole(answer, { x: 'a\0b' })),
    outcome: staying('EPROTO'),
  },
  {
    what: 'a hundred interim answers',
    fault: written((answer) =>
      Buffer.concat([Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'.repeat(100)), whole(answer)]),
    ),
    outcome: fine,
  },
  {
    what: 'early hints',
    fault: written((answer) =>
      Buffer.concat([Buffer.from('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'), whole(answer)]),
    ),
    outcome: fine,
  },
];

const TURNS = [
  {
    what: 'two answers to one request',
    fault: written((answer) =>
      Buffer.concat([whole(answer), whole(json(200, { objects: [{ key: 'false' }], urls: {} }))]),
    ),
    outcome: fine,
  },
  {
    what: 'an answer with garbage behind it',
    fault: written((answer) => Buffer.concat([whole(answer), Buffer.from('garbage')])),
    outcome: fine,
  },
  { what: 'a close after an answer that promises more', fault: written(whole, hangUp), outcome: fine },
  {
    what: 'a refusal before the request is complete',
    fault: { at: 'head', act: (exchange) => exchange.answer(json(413, { error: 'no' })) },
    outcome: refused('E413'),
  },
  {
    what: 'a failure before the request is complete',
    fault: {
      at: 'head',
      act: async (exchange) => {
        await exchange.answer(json(408, { error: 'no' }, { connection: 'close' }));
        exchange.hangUp();
      },
    },
    outcome: failed('E408'),
  },
];

/** Where only TLS tells an end from a cut. */
const CUTS = [
  {
    what: 'no length, and a cut below TLS',
    fault: written(endless, (exchange) => exchange.cutOff()),
    outcome: passing('ECONNRESET'),
    secure: true,
  },
  {
    what: 'a close before an answer, below TLS',
    fault: written(
      () => '',
      (exchange) => exchange.cutOff(),
    ),
    outcome: passing('ECONNRESET'),
    secure: true,
  },
  {
    what: 'an answer, and a cut below TLS',
    fault: written(whole, (exchange) => exchange.cutOff()),
    outcome: fine,
    secure: true,
  },
];

export const HTTP1_ROWS = [...CONNECTION, ...STATUS_LINE, ...HEADERS, ...TURNS, ...CUTS];
