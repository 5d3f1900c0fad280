// The errors of calls that get no answer or are refused, and how each comes about. `exchange`: the error belongs to a
// request, which it names. `hint`: there is something to do.
import './isolate.mjs';
import { createToken, listTokens, revokeToken, rotateToken, withTemporaryToken } from './addon.mjs';
import { faulty, fixture, from } from './faults.mjs';
import { projectWith } from './folder.mjs';
import { closedPort, pem, proxyServer, rawServer, tlsServer } from './raw.mjs';
import { connectionTo, sandboxFor } from './registry.mjs';

/** A rotation of a token of these properties, on a registry with a fault, and the new token taken by a function. */
async function rotating(t, { token, fault, deliver = () => {} }) {
  const sandbox = await sandboxFor(t, { tokens: [{ name: 'x', ...token }] });
  if (fault) sandbox.inject(fault);
  const options = { ...connectionTo(sandbox), name: 'x', password: sandbox.password, deliver };
  return { registry: sandbox.url, promise: rotateToken(options) };
}

/** A server that answers every connection with these bytes. */
const speaking = (t, words) => rawServer(t, (socket) => socket.once('data', () => socket.end(words)));

export const CALLS = [
  {
    code: 'ABORT_ERR',
    hint: false,
    call: async () => from('http://127.0.0.1:9/', { signal: AbortSignal.abort() }),
    name: 'AbortError',
  },
  {
    code: 'EAMBIGUOUS',
    call: async (t) => {
      const sandbox = await sandboxFor(t, { tokens: [{ name: 'x' }, { name: 'x' }] });
      return { registry: sandbox.url, promise: revokeToken({ ...connectionTo(sandbox), name: 'x' }) };
    },
  },
  {
    code: 'ECALLBACK',
    hint: false,
    call: async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor: 'totp', twoFactorFor: ['list'] });
      const otp = () => {
        throw new Error('lost');
      };
      return { promise: listTokens({ ...connectionTo(sandbox), otp }) };
    },
  },
  {
    code: 'ECERT',
    what: 'an authority that is not known',
    exchange: true,
    call: async (t) => from((await tlsServer(t, 'server')).url),
  },
  {
    code: 'ECERT',
    what: 'a server that vouches for itself',
    exchange: true,
    call: async (t) => from((await tlsServer(t, 'self-signed')).url),
  },
  {
    code: 'ECERT',
    what: 'another host’s certificate',
    exchange: true,
    call: async (t) => from((await tlsServer(t, 'other-host')).url, { ca: pem('ca.pem') }),
  },
  { code: 'ECONNREFUSED', exchange: true, call: async () => from(`http://127.0.0.1:${await closedPort()}/`) },
  {
    code: 'ECONNRESET',
    what: 'before an answer',
    exchange: true,
    hint: false,
    call: (t) => faulty(t, { destroy: 'before' }),
  },
  {
    code: 'ECONNRESET',
    what: 'in an answer',
    exchange: true,
    hint: false,
    call: (t) => faulty(t, { destroy: 'body' }, { tokens: 5 }),
  },
  {
    code: 'EHOSTUNREACH',
    exchange: true,
    call: async () => from('http://255.255.255.255/'),
    skip: process.platform !== 'linux' && 'systems differ',
  },
  { code: 'EINVALIDCIDR', call: async () => ({ promise: createToken({ cidr: '::/0' }) }) },
  {
    code: 'EINVALIDCONFIG',
    call: async (t) => ({ promise: listTokens({ authToken: 't', cwd: projectWith(t, 'strict-ssl=maybe') }) }),
  },
  { code: 'EINVALIDOPTION', call: async () => ({ promise: listTokens({ registry: 'localhost' }) }) },
  {
    code: 'EINVALIDCONFIG',
    what: 'a folder in place of a file',
    call: async () => ({ promise: listTokens({ registry: 'http://127.0.0.1:9/', userconfig: fixture('.') }) }),
  },
  {
    code: 'ENEEDAUTH',
    call: async () => ({ registry: 'http://127.0.0.1:9/', promise: listTokens({ registry: 'http://127.0.0.1:9/' }) }),
  },
  { code: 'ENOTFOUND', exchange: true, call: async () => from('http://registry.invalid/') },
  {
    code: 'ENOTREVOKED',
    call: async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ method: 'DELETE', status: 403 });
      const options = { ...connectionTo(sandbox), packages: 'a', password: sandbox.password };
      return { registry: sandbox.url, promise: withTemporaryToken(options, () => {}) };
    },
  },
  {
    code: 'EPROTO',
    what: 'no HTTP',
    exchange: true,
    call: async (t) => from((await speaking(t, 'SSH-2.0-OpenSSH\r\n')).url),
  },
  {
    code: 'EPROXY',
    exchange: true,
    call: async (t) => from('https://registry.invalid/', { httpsProxy: (await proxyServer(t)).url }),
  },
  { code: 'ERR_INVALID_ARG_TYPE', hint: false, name: 'TypeError', call: async () => ({ promise: listTokens(5) }) },
  {
    code: 'ERR_INVALID_ARG_VALUE',
    hint: false,
    name: 'TypeError',
    call: async () => ({ promise: listTokens({ nope: 1 }) }),
  },
  { code: 'ERR_INVALID_AUTH', call: async (t) => ({ promise: listTokens({ cwd: projectWith(t, '_authToken=x') }) }) },
  {
    code: 'ETIMEDOUT',
    what: 'of the call',
    hint: false,
    call: async (t) => ({ promise: listTokens({ registry: (await rawServer(t)).url, authToken: 't', timeout: 50 }) }),
  },
  {
    code: 'ETIMEDOUT',
    what: 'of a request',
    exchange: true,
    hint: false,
    call: async (t) => from((await rawServer(t)).url, { fetchTimeout: 50 }),
  },
  {
    code: 'ETIMEDOUT',
    what: 'of a TLS handshake',
    exchange: true,
    hint: false,
    call: async (t) => from(`https://127.0.0.1:${(await rawServer(t)).port}/`, { fetchTimeout: 50 }),
  },
  {
    code: 'ETOKENNOTFOUND',
    call: async (t) => {
      const sandbox = await sandboxFor(t);
      return { registry: sandbox.url, promise: revokeToken({ ...connectionTo(sandbox), name: 'x' }) };
    },
  },
  { code: 'EUNCARRIED', call: (t) => rotating(t, { token: { expiry: null } }) },
  { code: 'EUNDELIVERED', call: (t) => rotating(t, { deliver: () => Promise.reject(new Error('no vault')) }) },
  { code: 'EROTATION', call: (t) => rotating(t, { fault: { method: 'DELETE', status: 500 } }) },
  {
    code: 'EUNTRUSTED',
    call: async (t) => ({
      promise: listTokens({ authToken: 't', cwd: projectWith(t, 'registry=http://127.0.0.1:9/') }),
    }),
  },
];
