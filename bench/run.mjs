// Measures npm-token beside others on a registry of this machine, and prints what came of it.
//
// npm run bench -- [--quick] [--only NAME,…] [--json FILE]; exits with 1 if npm-token does not do its work somewhere, not
// if it is slow.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cases } from './cases.mjs';
import { measure } from './measure.mjs';
import { readOptions } from './options.mjs';
import { tableOf } from './report.mjs';
import { startRunner } from './runner.mjs';
import { noiseAsText, shows, showsAsText } from './shows.mjs';
import { summary } from './summary.mjs';
import { makeSurroundings } from './surroundings.mjs';
import { installTools } from './tools.mjs';

const { extent, chosen, json } = options();
const versions = installTools();
const machine = {
  processors: cpus().length,
  model: cpus()[0]?.model,
  node: process.version,
  platform: process.platform,
};
const runner = await startRunner();
const surroundings = makeSurroundings();
const results = {};

console.log(`${machine.processors} × ${machine.model}, Node.js ${machine.node}, ${versionsAsText()}`);
console.log('Medians; ratios are medians of those of runs in the same round.');
if (!runner.measuresUsage)
  console.log('There is no Python 3, which tells what a process has used: only time is measured.');
if (cases.instructions.contestants.length === 0) console.log('There is no valgrind, which counts instructions.');

try {
  for (const name of chosen) {
    results[name] = await measure(cases[name], extent, { runner, surroundings });
    console.log(`\n# ${name}: ${cases[name].title}\n${tableOf(cases[name], results[name])}`);
  }
} finally {
  await runner.close();
  surroundings.remove();
}

const claims = shows(results);
console.log(`\n# What is to be shown\n${showsAsText(claims)}\n${noiseAsText(results)}`);
const file = json ? resolve(json) : fileURLToPath(new URL('../target/bench.json', import.meta.url));
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify({ extent, machine, versions, cases: outcomes(), claims }, null, 2)}\n`);
for (const line of failures()) console.error(line);
process.exitCode = chosen.some(oursFails) ? 1 : 0;

function options() {
  try {
    return readOptions(process.argv.slice(2), Object.keys(cases));
  } catch (error) {
    console.error(error.message);
    return process.exit(2);
  }
}

function versionsAsText() {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

function outcomes() {
  return chosen.map((name) => {
    const { title } = cases[name];
    return { name, title, contestants: summary(cases[name], results[name]), samples: results[name].samples };
  });
}

function failures() {
  return chosen.flatMap((name) => {
    return Object.entries(results[name].failures).map(([contestant, how]) => `${name}: ${contestant} ${how}`);
  });
}

function oursFails(name) {
  const failed = results[name].failures;
  return cases[name].contestants.some((contestant) => contestant.ours && Object.hasOwn(failed, contestant.name));
}
