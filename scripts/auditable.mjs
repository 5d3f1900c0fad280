// Runs a command in which cargo puts the list of dependencies into each binary it links, as `cargo auditable` does; the
// command may call cargo in its own way, and so does cargo-zigbuild, which `cargo auditable` knows only half:
// node scripts/auditable.mjs <command> [argument…]
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The one whose way of being called this is. */
const VERSION = '0.7.7';
const root = fileURLToPath(new URL('..', import.meta.url));
const name = process.platform === 'win32' ? 'cargo-auditable.exe' : 'cargo-auditable';

const [command, ...words] = process.argv.slice(2);
if (command === undefined) end('give the command to run');
const folders = [join(root, 'target/tools/bin'), ...(process.env.PATH ?? '').split(delimiter)];
const wrapper = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
if (wrapper === undefined) {
  end(`cargo-auditable is missing: \`cargo install --locked --root target/tools cargo-auditable@${VERSION}\``);
}
const { status, error } = spawnSync(command, words, {
  env: {
    ...process.env,
    RUSTC_WORKSPACE_WRAPPER: wrapper,
    CARGO_AUDITABLE_ORIG_ARGS: JSON.stringify({ offline: false, locked: true, frozen: false, config: [] }),
  },
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (error) end(error.message);
process.exitCode = status ?? 1;

function end(message) {
  console.error(message);
  process.exit(2);
}
