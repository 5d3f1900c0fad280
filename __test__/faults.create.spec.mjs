import './helpers/isolate.mjs';
import { describe, it } from 'node:test';
import { casesOf, HANG } from './helpers/fault-check.mjs';

describe('a create under faults', { concurrency: 48 }, () => {
  for (const { name, check } of casesOf('create')) it(name, { timeout: HANG }, check);
});
