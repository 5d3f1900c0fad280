// The package as users load it: by its name, through its exports and its loader.
import './isolate.mjs';
import { createRequire } from 'node:module';

export const {
  auditTokens,
  checkToken,
  listTokens,
  createToken,
  revokeToken,
  revokeTokens,
  rotateToken,
  streamTokens,
  withTemporaryToken,
} = createRequire(import.meta.url)('npm-token');

/** All that `streamTokens` gives, once it is done. */
export async function streamed(options) {
  const tokens = [];
  for await (const token of streamTokens(options)) tokens.push(token);
  return tokens;
}
