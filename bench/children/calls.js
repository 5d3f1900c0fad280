'use strict';
// Lists again and again with a client, and says what a call took; afterwards, what memory there is. Its arguments are the
// client, how many calls are made, how many of them at once, and how many before it counts.
const { client } = require(`../clients/${process.argv[2]}.js`);
const [calls, atOnce, before] = process.argv.slice(3).map(Number);
const list = client(process.env.BENCH_REGISTRY, process.env.BENCH_TOKEN);
const expected = Number(process.env.BENCH_TOKENS);

async function make(count) {
  for (let made = 0; made < count; made += atOnce) {
    if (atOnce === 1) check(await list());
    else for (const rows of await Promise.all(Array.from({ length: atOnce }, list))) check(rows);
  }
}

function check({ length }) {
  if (length !== expected) throw new Error(`${length} tokens in place of ${expected}`);
}

async function main() {
  await make(before);
  const used = process.cpuUsage();
  const start = performance.now();
  await make(calls);
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(used);
  const { rss } = process.memoryUsage();
  const cpu = (user + system) / 1000;
  console.log(JSON.stringify({ wall: wall / calls, cpu: cpu / calls, rate: (calls / wall) * 1000, memory: rss }));
}

main();
