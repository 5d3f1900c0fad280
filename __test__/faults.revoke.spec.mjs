import './helpers/isolate.mjs';
import { describe, it } from 'node:test';
import { casesOf, HANG } from './helpers/fault-check.mjs';

describe('a revocation under faults', { concurrency: 24 }, () => {
  for (const { name, check } of casesOf('revoke')) it(name, { timeout: HANG }, check);
});
