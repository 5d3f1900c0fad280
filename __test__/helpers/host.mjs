// A process of its own, which uses the addon as the scenario named by its argument says. It has its own server, so
// that it knows when a call is under way.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

const [, , scenario, givenUrl] = process.argv;
const here = fileURLToPath(import.meta.url);
const empty = '{"objects":[],"urls":{}}';
let asked = () => {};

const ANSWERS = {
  list: (response) => response.setHeader('content-type', 'application/json').end(empty),
  hang: () => asked(),
  half: (response) => response.writeHead(200, { 'content-length': 100 }).write('{', () => asked()),
  refuse: (response) => response.writeHead(403).end(),
  otp: (response, { headers }) => {
    if (headers['npm-otp'] === 'right') ANSWERS.list(response);
    else response.writeHead(401, { 'www-authenticate': 'OTP' }).end();
  },
};

const url = givenUrl ?? (await serve());

async function serve() {
  const server = createHttpServer((request, response) => ANSWERS[request.url.split('/')[1]](response, request));
  // Connections are kept alive for longer than any scenario takes, and keep nobody from ending.
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => socket.unref().on('error', () => {}));
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}/`;
}

async function mute() {
  const server = createServer((socket) => {
    socket.unref().on('error', () => {});
    asked();
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return server.address().port;
}

/** The addon, which is loaded at the first use. */
const addon = () => createRequire(import.meta.url)('npm-token');

/** Makes a call that this process's server answers in one way. */
async function call(path, options) {
  return addon().listTokens({ registry: `${url}${path}/`, authToken: 't', fetchRetries: 0, ...options });
}

const code = (error) => error.code;
const ignore = () => {};

/** Starts a call that will not end by itself, and does something once it is under way. */
function during(path, then, options) {
  asked = then;
  call(path, options).catch(ignore);
}

/** Runs a scenario in a worker thread, up to the first thing it says; with its own server unless one is given. */
async function inWorker(name, ...server) {
  const worker = new Worker(here, { argv: [name, ...server] });
  // Both from the start: one may follow on the other's heels.
  const gone = once(worker, 'exit');
  const [said] = await once(worker, 'message');
  return { worker, said, gone };
}

/** Says something to whoever started this. */
function say(words) {
  if (isMainThread) console.log(words);
  else parentPort.postMessage(words);
}

const SCENARIOS = {
  // Everything is settled, and the process ends by itself.
  loaded: () => typeof addon().listTokens,
  listed: async () => (await call('list')).length,
  'listed often': async () => (await Promise.all(Array.from({ length: 50 }, () => call('list')))).length,
  refused: () => call('refuse').catch(code),
  unconnected: () => call('', { registry: 'https://255.255.255.255:1/', timeout: 5000 }).catch(code),
  mistyped: () => call('list', { registry: 5 }).catch(code),
  'timed out': () => call('hang', { timeout: 20 }).catch(code),
  'timed out in TLS': async () => call('', { registry: `https://127.0.0.1:${await mute()}/`, timeout: 20 }).catch(code),
  aborted: () => {
    const controller = new AbortController();
    asked = () => controller.abort();
    return call('hang', { signal: controller.signal }).catch(code);
  },
  'aborted in the answer': () => {
    const controller = new AbortController();
    asked = () => controller.abort();
    return call('half', { signal: controller.signal }).catch(code);
  },
  'never aborted': async () => (await call('list', { signal: new AbortController().signal })).length,
  'asked for a code': async () => (await call('otp', { otp: () => 'right' })).length,
  'asked for a code and failed': () => call('otp', { otp: () => Promise.reject(new Error('lost')) }).catch(code),
  'asked for a code in vain': () => call('otp', { otp: () => new Promise(ignore), timeout: 20 }).catch(code),
  'not asked for a code': async () => (await call('list', { otp: ignore, onWebAuth: ignore })).length,
  'listed while ending': () => {
    process.once('beforeExit', async () => say((await call('list')).length));
    return 'ending';
  },

  // Worker threads, in several orders.
  'worker, then main': async () => [(await inWorker('listed', url)).said, (await call('list')).length],
  'main, then worker': async () => [(await call('list')).length, (await inWorker('listed', url)).said],
  'worker after worker': async () => {
    const all = [];
    for (let count = 0; count < 3; count += 1) {
      const { said, gone } = await inWorker('listed', url);
      all.push(said);
      await gone;
    }
    return all;
  },
  'main after a stopped worker': async () => {
    const { worker } = await inWorker('waits');
    await worker.terminate();
    return (await call('list')).length;
  },
  waits: () => during('hang', () => say('waiting')),

  // Child processes.
  forked: async () => {
    await call('list');
    const child = fork(here, ['listed'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const [exitCode] = await once(child, 'exit');
    return [exitCode, (await call('list')).length];
  },
  'forked in a call': async () => {
    const pending = call('hang', { timeout: 60_000 }).catch(code);
    const child = fork(here, ['listed'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const [exitCode] = await once(child, 'exit');
    say(exitCode);
    process.exit(await Promise.race([pending, 0]));
  },

  // The process ends in the middle of calls.
  'exit while it waits for an answer': () => during('hang', () => process.exit(7)),
  'exit while it reads an answer': () => during('half', () => process.exit(7)),
  'exit while it connects': async () =>
    during('', () => process.exit(7), { registry: `https://127.0.0.1:${await mute()}/` }),
  'exit right after the call': async () => {
    await call('list');
    call('list');
    process.exit(7);
  },
  'exit in a callback': () => during('otp', ignore, { otp: () => process.exit(7) }),
  'exit in a callback that waits': () => {
    const otp = async () => {
      setImmediate(() => process.exit(7));
      await new Promise(ignore);
    };
    during('otp', ignore, { otp });
  },
  'exit when aborted': () => {
    const controller = new AbortController();
    controller.signal.addEventListener('abort', () => process.exit(7));
    during('hang', () => controller.abort(), { signal: controller.signal });
  },
  'exit when another call is done': () => during('hang', () => call('list').then(() => process.exit(7))),
  'exit with many calls': () =>
    during('hang', () => {
      for (const path of ['list', 'half', 'otp', 'refuse', 'hang']) call(path, { otp: () => 'right' }).catch(ignore);
      setTimeout(() => process.exit(7), 5);
    }),
  'calls in an exit handler': () => {
    addon();
    process.on('exit', () => call('list'));
    process.exit(7);
  },
  'abort in an exit handler': () => {
    const controller = new AbortController();
    process.on('exit', () => controller.abort());
    during('hang', () => process.exit(7), { signal: controller.signal });
  },
  'exit while workers call': async () => {
    const waiting = await Promise.all(['waits', 'waits', 'waits', 'asks'].map((name) => inWorker(name)));
    say(waiting.length);
    process.exit(7);
  },
  asks: () => {
    const otp = () => {
      say('asking');
      return new Promise(ignore);
    };
    return during('otp', ignore, { otp });
  },
  'uncaught exception': () =>
    during('hang', () => {
      throw new Error('enough');
    }),
  'unhandled rejection': () => {
    call('hang', { timeout: 60_000 });
    call('', { registry: 'nope' });
  },
};

const result = await SCENARIOS[scenario]();
if (result !== undefined) say(isMainThread ? JSON.stringify(result) : result);
