// A process of its own: starts worker threads that load the addon and call, and ends them at random moments.
//
// node torture.mjs SEED ROUNDS WORKERS WHEN; WHEN the main thread loads the addon too: `never`, `first`, `last`.
import './isolate.mjs';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { random } from './random.mjs';

const [seed, rounds, workers] = process.argv.slice(2, 5).map(Number);
const when = process.argv[5];
const dice = random(seed);

const ANSWERS = {
  silent: () => {},
  half: (response) => response.writeHead(200, { 'content-length': 100 }).write('{'),
  otp: (response) => response.writeHead(401, { 'www-authenticate': 'OTP' }).end(),
  web: (response) => {
    const web = { authUrl: `${url}web/auth`, doneUrl: `${url}done/` };
    response.writeHead(401, { 'www-authenticate': 'OTP', 'content-type': 'application/json' }).end(JSON.stringify(web));
  },
  done: (response) => response.writeHead(202, { 'retry-after': '1' }).end('{}'),
  list: (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"objects":[],"urls":{}}'),
};

const server = createHttpServer((request, response) => {
  request.resume();
  ANSWERS[request.url.split('/')[1]](response);
});
const url = `http://127.0.0.1:${await listening(server)}/`;
const mute = createServer((socket) => socket.on('error', () => {}));
const secureUrl = `https://127.0.0.1:${await listening(mute)}/`;

async function listening(server) {
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return server.address().port;
}

async function life() {
  const end = dice.pick(['terminate', 'terminate', 'terminate', 'terminate', 'exit', 'throw', 'exitHandler']);
  const workerData = { seed: dice.count(1e9), url, secureUrl, end };
  const worker = new Worker(new URL('torture-worker.mjs', import.meta.url), { workerData });
  worker.on('error', (error) => {
    if (error.message !== 'enough') throw error;
  });
  const gone = new Promise((resolve) => worker.once('exit', resolve));
  if (end === 'terminate') {
    // Sometimes while it still starts.
    if (dice.chance(0.8)) await Promise.race([new Promise((resolve) => worker.once('message', resolve)), gone]);
    await sleep(dice.count(15));
    await worker.terminate();
  }
  await gone;
}

if (when === 'first') await call();
for (let round = 0; round < rounds; round += 1) {
  await Promise.all(Array.from({ length: workers }, life));
}
if (when === 'last') await call();
console.log('survived');

/** The addon works in this thread. */
async function call() {
  const { listTokens } = await import('./addon.mjs');
  await listTokens({ registry: `${url}list/`, authToken: 't' });
}
