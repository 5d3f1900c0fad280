// Runs a tool that neither npm nor Rust brings, after installing it where it is missing: node scripts/lint-tool.mjs <tool> [argument…]
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const venv = `${root}target/lint`;
const programs = `${venv}/${process.platform === 'win32' ? 'Scripts' : 'bin'}`;
const requirements = readFileSync(`${root}scripts/lint-requirements.txt`, 'utf8');
const installed = `${venv}/requirements.txt`;

const [tool, ...words] = process.argv.slice(2);
if (!existsSync(installed) || readFileSync(installed, 'utf8') !== requirements) install();
process.exitCode = run(`${programs}/${tool}`, words);

/** They come ready to run: to build them would take minutes. */
function install() {
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'];
  const steps = [
    [process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', '--clear', venv]],
    [`${programs}/python`, [...pip, '--require-hashes', '--requirement', `${root}scripts/lint-requirements.txt`]],
  ];
  if (!steps.every(([program, args]) => run(program, args) === 0)) {
    console.error(`${tool} cannot be installed: it takes Python 3.9 or newer with its module venv`);
    process.exit(1);
  }
  writeFileSync(installed, requirements);
}

function run(program, args) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  if (error) console.error(error.message);
  return status ?? 1;
}
