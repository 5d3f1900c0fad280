'use strict';
/** Lists as a command would, a line for each token. */
exports.print = async (client) => {
  const rows = await client(process.env.BENCH_REGISTRY, process.env.BENCH_TOKEN)();
  const lines = rows.map(({ key, name, token, readonly, created }) => {
    return `${key.slice(0, 6)}  ${name}  ${token}  ${readonly ? 'read-only' : 'read-write'}  ${created.slice(0, 10)}\n`;
  });
  process.stdout.write(lines.join(''));
};
