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
  withTemporaryToken,
} = createRequire(import.meta.url)('npm-token');
