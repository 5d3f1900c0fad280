// Runs in a worker thread: starts calls that get stuck in every way, and says so. How it ends is not its business,
// except where it is told to end itself.
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { random } from './random.mjs';

const { createToken, listTokens, revokeToken, runCli } = createRequire(import.meta.url)('npm-token');
const { seed, url, secureUrl, end } = workerData;
const dice = random(seed);
const never = () => new Promise(() => {});

/** The options that lead a call to one of the server's behaviours. */
const to = (path) => ({ registry: `${url}${path}/`, authToken: 't', fetchRetries: 0 });
const creation = (path) => ({ ...to(path), name: 'ci', packages: ['a'], password: 'p' });

/** Ways to wait; none of them ends by itself, but for the last ones. */
const CALLS = [
  () => listTokens({ ...to(''), registry: secureUrl }),
  () => listTokens(to('silent')),
  () => listTokens(to('half')),
  () => createToken(creation('silent')),
  () => createToken({ ...creation('otp'), otp: never }),
  () => createToken({ ...creation('otp'), otp: () => '123456' }),
  () => createToken({ ...creation('otp'), otp: async () => '123456' }),
  () => createToken({ ...creation('otp'), otp: () => Promise.reject(new Error('lost')) }),
  () => createToken({ ...creation('web'), onWebAuth: never }),
  () => revokeToken({ ...to('silent'), name: 'ci', timeout: 1 + dice.count(20) }),
  () => listTokens({ ...to('silent'), signal: AbortSignal.timeout(dice.count(20)) }),
  () => listTokens({ ...to('silent'), signal: new AbortController().signal }),
  () => command('list', `--registry=${url}silent/`),
  () => command('list', `--registry=${url}list/`),
  () => listTokens({ registry: 5 }),
  repeated(() => listTokens(to('list'))),
  repeated(() => revokeToken({ ...to('list'), name: 'ci' })),
];

function command(...words) {
  return runCli(words, () => {});
}

function repeated(call) {
  return async () => {
    for (;;) await call().catch(() => {});
  };
}

/** Ways to end by oneself in the middle of calls. */
const ENDS = {
  exit: () => process.exit(0),
  throw: () => {
    throw new Error('enough');
  },
  exitHandler: () => {
    process.on('exit', () => {
      for (const call of CALLS) call().catch(() => {});
    });
    process.exit(0);
  },
};

for (let count = 1 + dice.count(6); count > 0; count -= 1) {
  dice
    .pick(CALLS)()
    .catch(() => {});
}
parentPort.postMessage('calling');
if (end !== 'terminate') setTimeout(ENDS[end], dice.count(10));
