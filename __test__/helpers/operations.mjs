// The three operations, each as it is called on a registry with a token named `doomed`.
import { createToken, listTokens, revokeToken } from './addon.mjs';

/** Both versions of HTTP, by their names. */
export const VERSIONS = { 'HTTP/1.1': 1, 'HTTP/2': 2 };

/** How each is called, and the methods of the requests that it takes, its own the last. */
export const OPERATIONS = {
  list: { methods: ['GET'], call: (options) => listTokens(options) },
  create: {
    methods: ['POST'],
    call: (options, password) => createToken({ ...options, name: 'made', packages: 'a', password }),
  },
  revoke: { methods: ['GET', 'DELETE'], call: (options) => revokeToken({ ...options, name: 'doomed' }) },
};
