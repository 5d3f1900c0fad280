// Tries the main job with binaries as they are shipped: npm run smoke -- [--addon FILE] [--executable FILE]
//
// Without a file, the package is loaded by its name from the working directory, so from this project or from one that has
// it installed. An addon is laid out as if it had been installed with its platform's package. `--through` gives the
// command that runs the executable, such as an emulator, as one string. Runs on Node.js, Bun and Deno.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

/** Headers that belong to one connection, and that HTTP/2 forbids. */
const OF_HTTP1 = /^(connection|keep-alive|transfer-encoding|content-length)$/;
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TLS = join(ROOT, '__test__', 'fixtures', 'tls');

const text = { type: 'string' };
const { values } = parseArgs({ options: { addon: text, executable: text, through: text } });
const { addon, executable, through } = values;
const home = mkdtempSync(join(tmpdir(), 'npm-token-smoke-'));
forgetEnvironment();
const project = addon === undefined ? process.cwd() : lay(existing(addon));
const require = createRequire(join(project, 'smoke.cjs'));
const { startSandbox } = await import(pathToFileURL(require.resolve('npm-token/sandbox')).href);
const sandbox = await startSandbox({ twoFactor: 'totp', tokens: [{ name: 'old-laptop' }] });
const front = await startFront(sandbox.url);
const registries = { http: { url: sandbox.url }, https: { url: front.url, cafile: join(TLS, 'ca.pem') } };

try {
  if (addon !== undefined || executable === undefined) await tryAddon();
  if (executable !== undefined) await tryExecutable();
} finally {
  await front.close();
  await sandbox.close();
  tidy();
}

async function tryAddon() {
  const { listTokens, createToken, revokeToken } = require('npm-token');
  for (const [scheme, { url, cafile }] of Object.entries(registries)) {
    const otp = async () => sandbox.currentOtp();
    const options = { registry: url, authToken: sandbox.authToken, cafile, otp };
    const names = async () => (await listTokens(options)).map(({ name }) => name);
    await step(`addon, ${scheme}: lists, creates, revokes`, async () => {
      assert.deepEqual(await names(), ['old-laptop']);
      const { key, token } = await createToken({
        ...options,
        name: 'ci',
        scopes: ['@acme'],
        readOnly: true,
        password: sandbox.password,
      });
      assert.match(token, /^npm_/);
      assert.deepEqual((await names()).sort(), ['ci', 'old-laptop']);
      assert.equal((await revokeToken({ ...options, key })).result, 'revoked');
      assert.deepEqual(await names(), ['old-laptop']);
    });
  }
  await step('addon: rejects with a code', () =>
    assert.rejects(listTokens({ registry: sandbox.url, authToken: 'npm_unknown' }), { code: 'E401' }),
  );
  await step('addon: lists in a worker, which then ends', async () => {
    const options = { registry: sandbox.url, authToken: sandbox.authToken };
    const code = `const { parentPort, workerData } = require('node:worker_threads');
      require(workerData.path).listTokens(workerData.options).then((tokens) => parentPort.postMessage(tokens.length));`;
    const worker = new Worker(code, { eval: true, workerData: { path: require.resolve('npm-token'), options } });
    const ended = once(worker, 'exit');
    assert.deepEqual(await once(worker, 'message'), [1]);
    assert.deepEqual(await ended, [0]);
  });
}

async function tryExecutable() {
  // A file, since Wine drops variables with such names.
  const userconfig = join(home, 'npmrc');
  const credentials = Object.values(registries).map(
    ({ url }) => `${url.replace(/^https?:/, '')}:_authToken=${sandbox.authToken}\n`,
  );
  writeFileSync(userconfig, credentials.join(''));
  const [command, ...before] = [...(through?.split(' ') ?? []), existing(executable)];
  for (const [scheme, { url, cafile }] of Object.entries(registries)) {
    const run = (...args) =>
      output(command, [...before, ...args], {
        npm_config_registry: url,
        npm_config_userconfig: userconfig,
        npm_config_password: sandbox.password,
        ...(cafile !== undefined && { npm_config_cafile: cafile }),
      });
    const names = async () => JSON.parse(await run('list', '--json')).map(({ name }) => name);
    await step(`executable, ${scheme}: lists, creates, revokes`, async () => {
      assert.deepEqual(await names(), ['old-laptop']);
      const otp = () => `--otp=${sandbox.currentOtp()}`;
      const { key, token } = JSON.parse(
        await run('create', '--name=ci', '--scopes=@acme', '--read-only', otp(), '--json'),
      );
      assert.match(token, /^npm_/);
      assert.deepEqual((await names()).sort(), ['ci', 'old-laptop']);
      await run('revoke', key, otp());
      assert.deepEqual(await names(), ['old-laptop']);
    });
  }
}

/** Prints a line for what held; the first thing that does not ends the run. */
async function step(name, check) {
  const start = performance.now();
  await check();
  console.log(`ok ${name} (${Math.round(performance.now() - start)} ms)`);
}

/** Starts an https server that speaks nothing but HTTP/2, and lets the sandbox answer. */
async function startFront(target) {
  // Under Wine, Node.js can serve but not connect; so it is better to call the sandbox's server than to send to it. It
  // makes itself known by the first request it gets, on runtimes that have this channel.
  let behind;
  subscribe('http.server.request.start', (message) => {
    behind ??= message.server;
  });
  const [cert, key] = ['server.pem', 'server-key.pem'].map((name) => readFileSync(join(TLS, name)));
  const sessions = new Set();
  const server = createSecureServer({ cert, key }, (request, response) =>
    behind ? behind.emit('request', request, response) : handOn(target, request, response),
  );
  server.on('session', (session) => sessions.add(session));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${server.address().port}/`,
    async close() {
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function handOn(target, request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const headers = Object.entries(request.headers).filter(([name]) => !/^(:|host$|content-length$)/.test(name));
  const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
  const answer = await fetch(new URL(request.url, target), { method: request.method, headers, body });
  response.writeHead(answer.status, Object.fromEntries([...answer.headers].filter(([name]) => !OF_HTTP1.test(name))));
  response.end(Buffer.from(await answer.arrayBuffer()));
}

function output(command, args, env) {
  const { PATH, SystemRoot, WINEPREFIX, WINEDEBUG } = process.env;
  const given = { PATH, SystemRoot, WINEPREFIX, WINEDEBUG, HOME: home, USERPROFILE: home, ...env };
  const child = spawn(command, args, { cwd: home, env: given, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (chunk) => {
        said[name] += chunk;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      code === 0 ? resolve(said.stdout) : reject(new Error(`the executable ended with ${code}: ${said.stderr}`));
    });
  });
}

/** Makes a project that has the package installed, with the addon as its platform's package, and gives its folder. */
function lay(file) {
  const { name, version, files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const modules = join(home, 'project', 'node_modules');
  for (const part of ['package.json', ...files])
    cpSync(join(ROOT, part), join(modules, name, part), { recursive: true });
  const [, platform] = /^npm-token\.(.+)\.node$/.exec(basename(file));
  const folder = join(modules, '@npm-token', platform);
  mkdirSync(folder, { recursive: true });
  const manifest = { name: `@npm-token/${platform}`, version, main: basename(file) };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  cpSync(file, join(folder, basename(file)));
  return join(home, 'project');
}

/** Windows removes no library that is loaded, so there an addon stays behind among the temporary files. */
function tidy() {
  try {
    rmSync(home, { recursive: true });
  } catch (error) {
    if (process.platform !== 'win32') throw error;
  }
}

function existing(file) {
  if (!existsSync(file)) throw new Error(`there is no ${file}`);
  return resolve(file);
}

/** Nothing of this machine's configuration is to count. */
function forgetEnvironment() {
  for (const name of Object.keys(process.env)) if (/^npm_|proxy$|^NODE_/i.test(name)) delete process.env[name];
  Object.assign(process.env, { HOME: home, USERPROFILE: home, npm_config_globalconfig: join(home, 'none') });
}
