// Cargo for specs that ask it something: it keeps what it has fetched in a home that `isolate.mjs` takes away.
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { rustHomes } from './isolate.mjs';

/** Lets cargo find its own files again, which `npm run test:js` has it fetch; it asks nobody for more. */
export function toolsFound() {
  process.env.CARGO_HOME = rustHomes.CARGO_HOME ?? join(userInfo().homedir, '.cargo');
  process.env.CARGO_NET_OFFLINE = 'true';
  process.env.RUSTUP_HOME = rustHomes.RUSTUP_HOME ?? join(userInfo().homedir, '.rustup');
}
