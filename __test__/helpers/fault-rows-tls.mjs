// Faults of TLS, below either version of HTTP. Each strikes before a request could be sent, but for one.
import { busy, refused } from './fault-outcomes.mjs';
import { pem } from './raw.mjs';

const connection = (act) => ({ at: 'connection', act });
const opened = (how) => connection(({ open }) => open(how));
/** Words in place of the server's part of the handshake. */
const spoken = (words) => connection(({ wire }) => wire.once('data', () => wire.end(words)));
/** An alert of TLS 1.2, which is how servers of all versions begin. */
const alert = (description) => Buffer.from([21, 3, 3, 0, 2, 2, description]);

export const TLS_ROWS = [
  {
    what: 'an expired certificate',
    fault: opened({ certificate: 'expired' }),
    outcome: refused('ECERT'),
    says: /expired/,
  },
  {
    what: 'a certificate of the future',
    fault: opened({ certificate: 'not-yet-valid' }),
    outcome: refused('ECERT'),
    says: /not valid yet/,
  },
  {
    what: 'another host’s certificate',
    fault: opened({ certificate: 'other-host' }),
    outcome: refused('ECERT'),
    says: /not valid for name/,
  },
  {
    what: 'a server that vouches for itself',
    fault: opened({ certificate: 'self-signed' }),
    outcome: refused('ECERT'),
    says: /CaUsedAsEndEntity/,
  },
  {
    what: 'an unknown authority’s certificate',
    fault: opened({}),
    outcome: refused('ECERT'),
    says: /UnknownIssuer/,
    options: { ca: pem('self-signed.pem') },
    // The first connection is like all others.
    early: true,
  },
  {
    what: 'a client certificate that is asked for and missing',
    fault: opened({ tls: { requestCert: true, rejectUnauthorized: true, ca: pem('ca.pem'), maxVersion: 'TLSv1.2' } }),
    outcome: refused('ECERT'),
  },
  {
    what: 'a client certificate that is missed only after the handshake',
    fault: opened({ tls: { requestCert: true, rejectUnauthorized: true, ca: pem('ca.pem'), minVersion: 'TLSv1.3' } }),
    // In TLS 1.3 the client may write before the server has judged it; where it has not, the HTTP library connects again.
    // What it writes after that breaks the connection, maybe before it has read the reason.
    outcome: (operation, times) => ({
      code: [
        ...['ECERT', 'ECONNRESET'],
        ...(times === 'once' ? [undefined] : []),
        ...(operation === 'create' ? ['EUNKNOWNOUTCOME'] : []),
      ],
      cause: ['ECERT', 'ECONNRESET'],
      tries: [1, 2],
    }),
  },
  {
    what: 'a reset before the handshake',
    fault: connection(({ wire }) => wire.resetAndDestroy()),
    outcome: busy('ECONNRESET'),
  },
  {
    what: 'a reset in the handshake',
    fault: connection(({ wire }) => wire.once('data', () => wire.resetAndDestroy())),
    outcome: busy('ECONNRESET'),
  },
  {
    what: 'a close in the handshake',
    fault: connection(({ wire }) => wire.once('data', () => wire.end())),
    outcome: busy('ECONNRESET'),
  },
  { what: 'no handshake', fault: connection(({ wire }) => wire.resume()), outcome: busy('ETIMEDOUT'), stalls: true },
  {
    what: 'no end of the handshake',
    fault: connection(({ wire }) => wire.once('data', () => wire.write(Buffer.from([22, 3, 3, 0x40])))),
    outcome: busy('ETIMEDOUT'),
    stalls: true,
  },
  {
    what: 'plain HTTP',
    fault: spoken('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n'),
    outcome: refused('EPROTO'),
  },
  { what: 'garbage', fault: spoken(Buffer.alloc(64, 0xaa)), outcome: refused('EPROTO') },
  { what: 'an alert: no common parameters', fault: spoken(alert(40)), outcome: refused('ECERT') },
  { what: 'an alert: no common protocol', fault: spoken(alert(120)), outcome: refused('ECERT') },
  { what: 'an alert: unknown name', fault: spoken(alert(112)), outcome: refused('ECERT') },
];
