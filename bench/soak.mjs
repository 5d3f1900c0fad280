// Makes thousands of calls of all kinds and sees whether anything of them stays: memory or descriptors.
//
// npm run soak -- [--quick] [--seed N]; exits with 1 if something does, or if a call ends as it should not.
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { random } from '../__test__/helpers/random.mjs';

// V8 gives young objects more and more room, and glibc each thread an arena of its own: both reach their limits only after
// tens of thousands of calls, and until then hide what is looked for here. So they get little room from the start.
if (!globalThis.gc) {
  const argv = ['--expose-gc', '--max-semi-space-size=1', ...process.argv.slice(1)];
  const env = { ...process.env, MALLOC_ARENA_MAX: '1' };
  process.exit(spawnSync(process.execPath, argv, { stdio: 'inherit', env }).status ?? 1);
}

const { createToken, listTokens, revokeToken } = createRequire(import.meta.url)('npm-token');

const { quick, seed } = parseArgs({ options: { quick: { type: 'boolean' }, seed: { type: 'string' } } }).values;
const share = quick ? 0.1 : 1;
const CALLS = 10_000 * share;
const ABORTED = 1000 * share;
const WARM_UP = quick ? 500 : 1000;
/** Calls at the same time. */
const LANES = 8;
/** By which part the memory may grow after the first calls. */
const GROWTH = 0.1;
/** Longer than it takes until idle connections are closed. */
const QUIET = 10_000;

const home = mkdtempSync(join(tmpdir(), 'npm-token-soak-'));
for (const name of Object.keys(process.env))
  if (/^npm_|^https?_proxy$|^no_proxy$/i.test(name)) delete process.env[name];
Object.assign(process.env, { HOME: home, npm_config_globalconfig: join(home, 'none') });

const registry = fork(fileURLToPath(new URL('soak-registry.mjs', import.meta.url)));
const [{ url, authToken, password, otp }] = await once(registry, 'message');
const dice = random(Number(seed ?? 1));
const connection = { registry: url, authToken, fetchRetries: 0 };
const creation = { ...connection, name: 'soak', packages: ['*'], readOnly: true, password };

/** Calls, and the codes they may end with. */
const MIXED = {
  list: () => listTokens(connection),
  'create and revoke, code from a function': async () => {
    const { key } = await createToken({ ...creation, otp: () => otp });
    await revokeToken({ ...connection, key, otp: async () => otp });
  },
  'create and revoke by value': async () => {
    const { token } = await createToken({ ...creation, otp });
    await revokeToken({ ...connection, token, otp });
  },
  EOTP: () => createToken({ ...creation, otp: () => null }),
  ECALLBACK: () => createToken({ ...creation, otp: () => Promise.reject(new Error('lost')) }),
  ETOKENNOTFOUND: () => revokeToken({ ...connection, name: 'nobody', otp }),
  ETIMEDOUT: () => revokeToken({ ...connection, name: 'token-1', otp: () => new Promise(() => {}), timeout: 5 }),
  E401: () => listTokens({ ...connection, authToken: 'wrong' }),
  ECONNREFUSED: () => listTokens({ ...connection, registry: 'http://127.0.0.1:1/' }),
  EINVALIDOPTION: () => createToken({ ...creation, expires: 'soon' }),
  ERR_INVALID_ARG_VALUE: () => listTokens({ ...connection, nope: 1 }),
  'list with a signal that stays quiet': () => listTokens({ ...connection, signal: quietSignal }),
};
const quietSignal = new AbortController().signal;

/** Calls that are aborted, at random moments: they may have ended before. */
const ENDLESS = [
  (signal) => listTokens({ ...connection, signal }),
  (signal) => createToken({ ...creation, password: 'wrong', otp, signal }),
  (signal) => createToken({ ...creation, otp: () => new Promise(() => {}), signal }),
  (signal) => revokeToken({ ...connection, name: 'nobody', otp, signal }),
];

const surprises = new Map();

async function mixed() {
  const [expected, call] = dice.pick(Object.entries(MIXED));
  const code = await call().then(
    () => undefined,
    (error) => error.code,
  );
  const due = /^E[A-Z\d_]+/.test(expected) ? expected.split(' ') : [undefined];
  if (!due.includes(code)) surprised(`${expected}: ${code}`);
}

async function aborted() {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), dice.count(6));
  const code = await dice
    .pick(ENDLESS)(controller.signal)
    .then(
      () => undefined,
      (error) => error.code,
    );
  const due = [undefined, 'ABORT_ERR', 'E401', 'E403', 'ECALLBACK', 'ETOKENNOTFOUND', 'EUNKNOWNOUTCOME'];
  if (!due.includes(code)) surprised(`aborted: ${code}`);
}

function surprised(how) {
  surprises.set(how, (surprises.get(how) ?? 0) + 1);
}

/** Makes so many calls, and then waits until nothing is under way. */
async function make(calls, aborts) {
  const left = [
    [mixed, calls],
    [aborted, aborts],
  ];
  const lane = async () => {
    for (;;) {
      const total = left[0][1] + left[1][1];
      if (total === 0) return;
      const kind = dice.count(total - 1) < left[0][1] ? left[0] : left[1];
      kind[1] -= 1;
      await kind[0]();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  await sleep(QUIET);
}

async function measure(calls) {
  for (let times = 0; times < 3; times += 1) {
    globalThis.gc();
    await sleep(50);
  }
  const megabytes = (bytes) => Math.round((bytes / 2 ** 20) * 10) / 10;
  const { rss, heapUsed } = process.memoryUsage();
  return { calls, 'RSS (MiB)': megabytes(rss), 'JS heap (MiB)': megabytes(heapUsed), descriptors: descriptors() };
}

/** How many descriptors are open; unknown where the system does not list them. */
function descriptors() {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return undefined;
  }
}

try {
  const rows = [await measure(0)];
  await make(WARM_UP, ABORTED * 0.1);
  rows.push(await measure(WARM_UP + ABORTED * 0.1));
  await make(CALLS - WARM_UP, ABORTED * 0.9);
  rows.push(await measure(CALLS + ABORTED));
  console.table(rows);

  const [, first, last] = rows;
  const growth = last['RSS (MiB)'] / first['RSS (MiB)'] - 1;
  const problems = [...surprises].map(([how, times]) => `ended otherwise than expected, ${times} times: ${how}`);
  if (growth > GROWTH) problems.push(`the memory grew by ${Math.round(growth * 100)} %`);
  if (last.descriptors !== first.descriptors) problems.push('descriptors stayed open');
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log(`nothing stays: the memory changed by ${Math.round(growth * 100)} %`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  registry.disconnect();
  rmSync(home, { recursive: true, force: true });
}
