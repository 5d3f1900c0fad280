// The registry that is measured against: the sandbox, in a process of its own, with lists made beforehand. Its argument
// says which tokens it has and after how many milliseconds it answers. Ends with its parent, which it tells of requests.
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox } from 'npm-token/sandbox';
import { roundTrips } from './chain.mjs';
import { pages } from './pages.mjs';

const { latency = 0, ...options } = JSON.parse(process.argv[2]);
const pageOf = pages(options);
const sandbox = await startSandbox();
const { url, authToken } = sandbox;
const headers = { 'content-type': 'application/json' };
let requests = [];
let sockets = 0;

sandbox.inject({ method: 'GET', path: '/-/npm/v1/tokens', times: Number.POSITIVE_INFINITY, handler: answer });

/** Goes by the clock of this process alone, since what others do on the machine makes timers late. */
async function answer({ headers: { authorization }, query }, next) {
  const start = performance.now();
  if (authorization !== `Bearer ${authToken}`) return next();
  sockets = Math.max(sockets, sandbox.openSockets);
  if (latency > 0) await sleep(latency);
  const body = pageOf(query, url);
  requests.push({ start, end: performance.now() });
  return { body, headers };
}

process.on('message', () => {
  process.send({ requests: requests.length, trips: roundTrips(requests), sockets });
  requests = [];
  sockets = 0;
  sandbox.requests.length = 0;
});
process.once('disconnect', () => process.exit());
process.send({ url, authToken });
