// A process of its own that has a temporary token, and does with it what the scenario named by its argument says.
import { createRequire } from 'node:module';

const { withTemporaryToken } = createRequire(import.meta.url)('npm-token');
const [, , scenario, registry, authToken, password] = process.argv;
const options = { registry, authToken, password, packagesAll: true, readOnly: true, fetchRetries: 0 };
const never = () => new Promise(() => setInterval(() => {}, 1000));
const runs = (then) => () => {
  console.log('runs');
  return then();
};

const SCENARIOS = {
  waits: () => withTemporaryToken(options, runs(never)),
  'waits, and is told too': () => {
    process.on('SIGTERM', () => console.log('told'));
    return withTemporaryToken(options, runs(never)).catch(({ code }) => {
      console.log(code);
      process.exit();
    });
  },
  'waits, and handles it once': () => {
    process.once('SIGTERM', () => {
      console.log('begins');
      setTimeout(() => {
        console.log('saved');
        process.exit();
      }, 300);
    });
    return withTemporaryToken(options, runs(never)).catch(() => {});
  },
  'waits twice': () => Promise.all([1, 2].map(() => withTemporaryToken(options, runs(never)))),
  'is done': async () => {
    await withTemporaryToken(options, () => {});
    console.log('runs');
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  },
  'waits for nothing': () =>
    withTemporaryToken(
      options,
      runs(() => new Promise(() => {})),
    ),
  exits: () => withTemporaryToken(options, () => process.exit(7)),
};

await SCENARIOS[scenario]();
