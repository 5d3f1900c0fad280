// Builds the binaries of one or more targets into `artifacts`, and checks them:
// npm run build:target -- <target>… | --all | --list
//
// A target is a Rust triple or the name of a platform. With --all, targets this machine has no tools for are left out.
import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build } from './native/build.mjs';
import { report } from './native/report.mjs';
import { artifactsOf, findTarget, TARGETS } from './native/targets.mjs';
import { rustTriple, toolchainFor } from './native/toolchain.mjs';

const { targets, all, list } = readArguments();
const rows = targets.map((target) => ({ target, ...(list ? describe(target) : make(target)) }));
console.table(Object.fromEntries(rows.map(({ target, isFine, ...row }) => [target.name, row])));
if (!rows.every(({ isFine }) => isFine)) process.exitCode = 1;

function readArguments() {
  const options = { all: { type: 'boolean', default: false }, list: { type: 'boolean', default: false } };
  let given;
  try {
    given = parseArgs({ options, allowPositionals: true });
  } catch (error) {
    end(error.message);
  }
  const { values, positionals } = given;
  const unknown = positionals.find((word) => findTarget(word) === undefined);
  if (unknown !== undefined)
    end(`unknown target ${unknown}; there are ${TARGETS.map(({ triple }) => triple).join(', ')}`);
  const isEvery = values.all || values.list;
  if (isEvery === positionals.length > 0) end('give targets, or --all, or --list');
  return { ...values, targets: isEvery ? TARGETS : positionals.map(findTarget) };
}

function describe(target) {
  const { missing, buildsStd } = toolchainFor(target);
  if (missing) return { triple: target.triple, missing, isFine: true };
  return {
    triple: target.triple,
    'built as': rustTriple(target),
    'standard library': buildsStd ? 'built' : 'installed',
    isFine: true,
  };
}

function make(target) {
  const toolchain = toolchainFor(target);
  if (toolchain.missing) return { result: 'not built', why: `missing: ${toolchain.missing}`, isFine: all };
  console.log(`\n# ${target.name}, as ${rustTriple(target)}`);
  const start = Date.now();
  try {
    build(target, toolchain);
  } catch (error) {
    return { result: 'failed', why: error.message, isFine: false };
  }
  const minutes = Number(((Date.now() - start) / 60_000).toFixed(1));
  const artifacts = artifactsOf(target);
  const [addon, executable] = [artifacts.addon, artifacts.executable].map((file) => statSync(file).size);
  const broken = report(target);
  const result = broken.length === 0 ? { result: 'built' } : { result: 'refused', why: `rules: ${broken.join(', ')}` };
  return { ...result, addon, executable, minutes, isFine: broken.length === 0 };
}

function end(message) {
  console.error(message);
  process.exit(2);
}
