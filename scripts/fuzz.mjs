// Runs fuzz targets one after the other, each for a given time, and says in the end what ran and what was found:
// npm run fuzz -- [target…] [--seconds N]
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** What is asserted is for `fuzz/Cargo.toml` to say; otherwise cargo-fuzz has it of all crates. */
const BUILD = ['--release'];
const root = fileURLToPath(new URL('..', import.meta.url));
const all = readdirSync(`${root}fuzz/fuzz_targets`).map((name) => name.replace(/\.rs$/, ''));
// The flags of the sanitizer and of the coverage are for nightly compilers, or for stable ones that are told so.
const env = { ...process.env, RUSTC_BOOTSTRAP: '1' };

const { targets, seconds } = readArguments();
checkTool();
// All at once, so that no target's time goes into building.
if (cargo(['build', ...BUILD], 'inherit') !== 0) end('the targets cannot be built; see above', 1);
const runs = targets.map(run);
console.table(Object.fromEntries(runs.map(({ target, ...run }) => [target, run])));
if (runs.some(({ finding }) => finding !== 'none')) {
  end('Inputs that break a promise are in fuzz/artifacts; try one by `cargo fuzz run --release <target> <file>`.', 1);
}

function readArguments() {
  const options = { seconds: { type: 'string', default: '60' } };
  let given;
  try {
    given = parseArgs({ options, allowPositionals: true });
  } catch (error) {
    end(error.message, 2);
  }
  const unknown = given.positionals.find((name) => !all.includes(name));
  if (unknown !== undefined) end(`unknown target ${unknown}; there are ${all.join(', ')}`, 2);
  if (!/^[1-9]\d{0,6}$/.test(given.values.seconds)) end('--seconds wants a whole number from 1 on', 2);
  return { targets: given.positionals.length > 0 ? given.positionals : all, seconds: given.values.seconds };
}

function checkTool() {
  if (cargo(['--version'], 'ignore') === 0) return;
  end(
    'cargo-fuzz is missing: install it by `cargo install cargo-fuzz --locked`. It wants Linux or macOS and a C++ compiler.',
    2,
  );
}

/** Runs one target. What it learns goes to the first folder, so that the committed inputs stay as they are. */
function run(target) {
  const corpus = `${root}fuzz/target/corpus/${target}`;
  mkdirSync(corpus, { recursive: true });
  mkdirSync(`${root}fuzz/target/logs`, { recursive: true });
  const log = `${root}fuzz/target/logs/${target}.log`;
  console.log(`${target}: ${seconds} s, log in fuzz/target/logs/${target}.log`);
  const limits = [`-max_total_time=${seconds}`, '-timeout=10', '-rss_limit_mb=4096', '-print_final_stats=1'];
  const output = openSync(log, 'w');
  const status = cargo(['run', ...BUILD, target, corpus, `${root}fuzz/corpus/${target}`, '--', ...limits], output);
  closeSync(output);
  const text = readFileSync(log, 'utf8');
  const executions = Number(/number_of_executed_units:\s*(\d+)/.exec(text)?.[1] ?? 0);
  const artifact = /Test unit written to .*?(fuzz\/artifacts\/\S+)/.exec(text)?.[1];
  return { target, executions, finding: status === 0 ? 'none' : (artifact ?? `ended with ${status}`) };
}

function cargo(words, output) {
  const { status, error } = spawnSync('cargo', ['fuzz', ...words], {
    cwd: root,
    env,
    stdio: ['ignore', output, output],
  });
  return error ? 1 : status;
}

function end(message, code) {
  console.error(message);
  process.exit(code);
}
