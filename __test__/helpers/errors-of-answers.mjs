// The errors that a registry's answer leads to, and how each comes about. `hint`: there is something to do.
import './isolate.mjs';
import { createToken } from './addon.mjs';
import { creating, faulty } from './faults.mjs';
import { connectionTo, sandboxFor } from './registry.mjs';

export const ANSWERS = [
  {
    code: 'EAUTHIP',
    statusCode: 401,
    call: (t) => faulty(t, { status: 401, json: {}, headers: { 'www-authenticate': 'ipaddress' } }),
  },
  {
    code: 'EBADRESPONSE',
    what: 'no JSON',
    statusCode: 200,
    hint: false,
    call: (t) => faulty(t, { body: 'objects' }),
  },
  { code: 'EBADRESPONSE', what: 'nothing', statusCode: 200, hint: false, call: (t) => faulty(t, { body: '' }) },
  { code: 'EBADRESPONSE', what: 'null', statusCode: 200, hint: false, call: (t) => faulty(t, { json: null }) },
  { code: 'EBADRESPONSE', what: 'a list', statusCode: 200, hint: false, call: (t) => faulty(t, { json: [] }) },
  { code: 'EBADRESPONSE', what: 'no objects', statusCode: 200, hint: false, call: (t) => faulty(t, { json: {} }) },
  {
    code: 'EBADRESPONSE',
    what: 'objects that are none',
    statusCode: 200,
    hint: false,
    call: (t) => faulty(t, { json: { objects: ['x'] } }),
  },
  {
    code: 'EBADRESPONSE',
    what: 'a token without a key',
    statusCode: 200,
    hint: false,
    call: (t) => faulty(t, { json: { objects: [{}] } }),
  },
  {
    code: 'EBADRESPONSE',
    what: 'a byte order mark and no JSON',
    statusCode: 200,
    hint: false,
    call: (t) => faulty(t, { body: '\ufeffx' }),
  },
  {
    code: 'EBADRESPONSE',
    what: 'half of the JSON',
    statusCode: 200,
    hint: false,
    call: (t) => faulty(t, { body: '{"objects":[' }),
  },
  {
    code: 'EBADRESPONSE',
    what: 'damaged gzip',
    statusCode: 200,
    hint: false,
    call: (t) => faulty(t, { body: Buffer.from('1f8b0800damaged', 'latin1'), headers: { 'content-encoding': 'gzip' } }),
  },
  ...[{}, [], null, { key: 'k' }, { key: 'k', token: '' }, { key: 'k', token: 5 }].map((json) => ({
    code: 'EUNKNOWNOUTCOME',
    what: `a new token that is none: ${JSON.stringify(json)} (T20)`,
    statusCode: 201,
    method: 'POST',
    call: (t) => creating(t, { status: 201, json }),
  })),
  {
    code: 'EUNKNOWNOUTCOME',
    what: 'a new token without a body (T20)',
    statusCode: 204,
    method: 'POST',
    call: (t) => creating(t, { status: 204 }),
  },
  {
    code: 'ERESTRICTION',
    what: 'a registry that knows nothing of packages',
    exchange: false,
    call: async (t) => {
      const sandbox = await sandboxFor(t, { dialect: 'verdaccio' });
      return {
        registry: sandbox.url,
        promise: createToken({ ...connectionTo(sandbox), name: 'n', packages: 'a', password: sandbox.password }),
      };
    },
  },
  ...[404, 405, 501].map((status) => ({
    code: 'ENOTSUPPORTED',
    what: status,
    statusCode: status,
    call: (t) => faulty(t, { status, body: 'no' }),
  })),
  {
    code: 'ENOTSUPPORTED',
    what: 'creating',
    statusCode: 404,
    method: 'POST',
    call: (t) => creating(t, { status: 404 }),
  },
  {
    code: 'EOTP',
    statusCode: 401,
    method: 'POST',
    call: async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
      return {
        registry: sandbox.url,
        promise: createToken({ ...connectionTo(sandbox), name: 'n', packages: 'a', password: sandbox.password }),
      };
    },
  },
  {
    code: 'ERATELIMIT',
    statusCode: 429,
    call: (t) => faulty(t, { status: 429, headers: { 'retry-after': '7' }, json: { error: 'slow down' } }),
  },
  ...['https://registry.invalid/', 'http://127.0.0.1:9/', '//registry.invalid/'].map((location) => ({
    code: 'EREDIRECT',
    what: `to ${location}`,
    statusCode: 302,
    call: (t) => faulty(t, { status: 302, headers: { location } }),
  })),
  {
    code: 'EREDIRECT',
    what: 'to nowhere',
    statusCode: 302,
    hint: false,
    call: (t) => faulty(t, { status: 302, headers: { location: undefined } }),
  },
  {
    code: 'EREDIRECT',
    what: 'too often',
    statusCode: 302,
    hint: false,
    call: (t) => faulty(t, { status: 302, headers: { location: '/-/npm/v1/tokens' } }),
  },
  ...[301, 302, 303].map((status) => ({
    code: 'EREDIRECT',
    what: `of a POST by ${status} (T20)`,
    statusCode: status,
    method: 'POST',
    hint: false,
    call: (t) => creating(t, { status, headers: { location: '/-/npm/v1/tokens' } }),
  })),
  { code: 'E304', statusCode: 304, hint: false, call: (t) => faulty(t, { status: 304 }) },
  { code: 'E401', statusCode: 401, call: (t) => faulty(t, { status: 401, json: { error: 'Unauthorized' } }) },
  { code: 'E403', statusCode: 403, call: (t) => faulty(t, { status: 403, json: { error: 'Forbidden' } }) },
  { code: 'E407', statusCode: 407, call: (t) => faulty(t, { status: 407, body: '<html><form></form></html>' }) },
  { code: 'E418', statusCode: 418, hint: false, call: (t) => faulty(t, { status: 418, json: { error: 'teapot' } }) },
  ...[500, 502, 503, 504].map((status) => ({
    code: `E${status}`,
    statusCode: status,
    hint: false,
    call: (t) => faulty(t, { status, json: {} }),
  })),
];
