import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { run } from './helpers/cli.mjs';
import { home } from './helpers/isolate.mjs';
import { environmentOf, sandboxFor } from './helpers/registry.mjs';

it('T1, T10: leaves no file behind, and so no secret in one', async (t) => {
  const folder = mkdtempSync(join(home, 'files-'));
  const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
  const env = { ...environmentOf(sandbox), HOME: folder, TMPDIR: folder, XDG_CACHE_HOME: folder };
  const on = (...args) => run(args, { env, cwd: folder });
  const otp = () => `--otp=${sandbox.currentOtp()}`;
  const created = await on('create', '--name=ci', '--packages=a', `--password=${sandbox.password}`, otp(), '--json');
  const { key } = JSON.parse(created.stdout);
  const codes = [created.code, (await on('list')).code, (await on('revoke', key, otp())).code, (await on('lst')).code];
  assert.deepEqual(codes, [0, 0, 0, 2]);
  assert.deepEqual(readdirSync(folder), []);
});
