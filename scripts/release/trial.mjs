// Installs npm-token from a registry into an empty project, by one package manager, and runs it there in every way.
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from '../../__test__/helpers/isolate.mjs';
import { host, manifest, packageOf, platforms } from './platforms.mjs';

/** How long a command may take, in milliseconds. */
const LIMIT = 300_000;

/** Has a token made, listed and revoked by the functions, on a sandbox of the installed package. */
const USE = `
async function use({ listTokens, createToken, revokeToken }, startSandbox) {
  const sandbox = await startSandbox();
  const connection = { registry: sandbox.url, authToken: sandbox.authToken };
  const { key } = await createToken({ ...connection, name: 'trial', packagesAll: true, password: sandbox.password });
  const listed = await listTokens(connection);
  const { result } = await revokeToken({ ...connection, key: listed.find((token) => token.key === key).key });
  await sandbox.close();
  console.log(result);
}
`;
const SCRIPTS = {
  'by-require.cjs': `const npmToken = require('npm-token');
import('npm-token/sandbox').then(({ startSandbox }) => use(npmToken, startSandbox));${USE}`,
  'by-import.mjs': `import { createToken, listTokens, revokeToken } from 'npm-token';
import { startSandbox } from 'npm-token/sandbox';
await use({ createToken, listTokens, revokeToken }, startSandbox);${USE}`,
  // Every platform's package that npm-token finds, with the folder it is in.
  'find.cjs': `const { createRequire } = require('node:module');
const { dirname } = require('node:path');
const { resolve } = createRequire(require.resolve('npm-token/package.json'));
const found = ${JSON.stringify(platforms.map(packageOf))}.flatMap((name) => {
  try { return [[name, dirname(resolve(name + '/package.json'))]]; } catch { return []; }
});
console.log(JSON.stringify(found.filter(([, path]) => require('node:fs').existsSync(path))));`,
};

/**
 * @typedef {object} Surroundings
 * @property {string} folder for the project, and the home of everything that runs in it
 * @property {string} tools where the package manager is installed, if it is not there already
 * @property {{ url: string }} registry that has the packages
 * @property {import('npm-token/sandbox').Sandbox} sandbox that the commands are run against
 * @property {AbortSignal} signal that ends whatever runs
 */

/**
 * Gives what came of each way: `ok`, or what went wrong.
 * @param {import('./managers.mjs').Manager} manager
 * @param {Surroundings} surroundings
 * @returns {Promise<Record<string, string>>}
 */
export async function trial(manager, { folder, tools, registry, sandbox, signal }) {
  const home = join(folder, 'home');
  const project = join(folder, 'project');
  for (const path of [home, project]) mkdirSync(path, { recursive: true });
  const files = {
    'package.json': '{ "name": "trial", "private": true }',
    ...manager.files?.(registry.url),
    ...SCRIPTS,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
  const run = (words, more = []) => execute([...words, ...more], { cwd: project, env: environmentIn(home), signal });
  const program = manager.program(tools);
  const npmrc = join(home, '.npmrc');
  const row = {};

  writeFileSync(npmrc, `registry=${registry.url}\n`);
  row.version = await attempt(async () => (await run(program, ['--version'])).trim());
  row.install = await attempt(async () => void (await run(program, manager.add)));
  if (row.install !== 'ok') return row;

  writeFileSync(npmrc, npmrcFor(sandbox));
  const script = manager.script(program);
  let found = [];
  row.platforms = await attempt(async () => {
    found = JSON.parse(await run(script, ['find.cjs']));
    expectSame(
      found.map(([name]) => name),
      wantedBy(manager),
    );
  });
  for (const [way, file] of Object.entries({ require: 'by-require.cjs', import: 'by-import.mjs' })) {
    row[way] = await attempt(async () => expectSame((await run(script, [file])).trim(), 'revoked'));
  }
  row.command = await attempt(() => expectList((words) => run(manager.exec(program), words), sandbox));
  row.executable = await attempt(() => {
    const path = join(Object.fromEntries(found)[packageOf(host)], host.executable);
    return expectList((words) => run([path], words), sandbox);
  });
  row.lock = await attempt(() => expectLocked(readFileSync(join(project, manager.lock), 'utf8')));
  const again = (words) => {
    writeFileSync(npmrc, `registry=${registry.url}\n`);
    rmSync(join(project, 'node_modules'), { recursive: true });
    return run(program, words);
  };
  if (manager.elsewhere) {
    row.elsewhere = await attempt(async () => {
      await again(manager.elsewhere);
      expectSame(readdirSync(join(project, 'node_modules', '@npm-token')), ['darwin-arm64']);
    });
  }
  if (manager.omit) {
    row.omitted = await attempt(async () => {
      await again(manager.omit);
      await expectRefusal(run(manager.exec(program), ['list']));
    });
  }
  return row;
}

async function expectRefusal(running) {
  const said = await running.catch(({ message }) => message);
  const words = [`error[ENOBINARY]: \`${packageOf(host)}\`, which has the binary`, 'without `--omit=optional`'];
  if (!words.every((part) => said.includes(part))) throw new Error(`no word of what is missing: ${said}`);
}

/** The lock file serves every platform. */
function expectLocked(text) {
  const isThere = (name) => text.includes(`node_modules/${name}"`) || text.match(`${name}@(npm:)?${manifest.version}`);
  expectSame(
    platforms.map(packageOf).filter((name) => !isThere(name)),
    [],
  );
}

/** The packages that a manager has to install here, of all there are. */
function wantedBy({ ignoresLibc }) {
  const [system] = host.name.split(/-(?:gnu|musl)$/);
  const wanted = platforms.filter(({ name }) => name === host.name || (ignoresLibc && name.startsWith(`${system}-`)));
  return wanted.map(packageOf);
}

async function expectList(run, sandbox) {
  const listed = JSON.parse(await run(['list', '--json']));
  expectSame(
    listed.map(({ name }) => name),
    sandbox.tokens.map(({ name }) => name),
  );
  expectSame((await run(['--version'])).trim(), manifest.version);
}

function expectSame(is, wanted) {
  if (JSON.stringify(is) === JSON.stringify(wanted)) return;
  throw new Error(`${JSON.stringify(is)} instead of ${JSON.stringify(wanted)}`);
}

/** Gives what an act gives, `ok` if it gives nothing, and what went wrong if it fails. */
async function attempt(act) {
  try {
    return (await act()) ?? 'ok';
  } catch (error) {
    return `FAILED: ${error.message}`;
  }
}

function npmrcFor(sandbox) {
  return `registry=${sandbox.url}\n${sandbox.url.slice(sandbox.url.indexOf('//'))}:_authToken=${sandbox.authToken}\n`;
}

/** An environment of our own making: a home, a path, and caches below that home. */
function environmentIn(home) {
  const all = environment({ HOME: home, USERPROFILE: home, XDG_CACHE_HOME: join(home, 'cache'), CI: 'true' });
  // What a package manager runs cannot tell npm's variables from those that the manager made of the project's files.
  return Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith('npm_config_')));
}

function execute([file, ...words], options) {
  return new Promise((resolve, reject) => {
    const shell = process.platform === 'win32' && !file.endsWith('.exe');
    execFile(file, words, { ...options, shell, timeout: LIMIT, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      reject(new Error(`${[file, ...words].join(' ')}: ${(stderr || stdout || error.message).trim()}`));
    });
  });
}
