// A real Verdaccio on a free loopback port, with its own storage and one user made through its API.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { environment } from './isolate.mjs';
import { closedPort } from './raw.mjs';
import { PASSWORD } from './secrets.mjs';

const require = createRequire(import.meta.url);

export const user = { name: 'maintainer', password: PASSWORD };

/**
 * Starts Verdaccio; `stop` ends the process and removes its folder.
 * @param {{ access?: string, maxBodySize?: string }} [settings] who may read packages, and how big one may be
 */
export async function startVerdaccio({ access = '$authenticated', maxBodySize = '10mb' } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'npm-token-verdaccio-'));
  const config = join(folder, 'config.yaml');
  await writeFile(config, configuration(folder, access, maxBodySize));
  const url = `http://127.0.0.1:${await closedPort()}/`;
  const program = join(dirname(require.resolve('verdaccio/package.json')), 'bin', 'verdaccio');
  const child = spawn(process.execPath, [program, '--config', config, '--listen', url], {
    cwd: folder,
    env: environment({ HOME: folder }),
    stdio: 'ignore',
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await ready(url, child);
    return { url, authToken: await makeUser(url), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function configuration(folder, access, maxBodySize) {
  return `storage: ${join(folder, 'storage')}
auth:
  htpasswd:
    file: ${join(folder, 'htpasswd')}
packages:
  '**':
    access: ${access}
    publish: $authenticated
max_body_size: ${maxBodySize}
log: { type: file, path: ${join(folder, 'log')}, level: warn }
`;
}

async function ready(url, child) {
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) throw new Error(`Verdaccio ended with ${child.exitCode}`);
    try {
      const answer = await fetch(`${url}-/ping`);
      if (answer.ok) return;
    } catch {
      // Not listening yet.
    }
    await sleep(100);
  }
  throw new Error('Verdaccio did not start within 30 s');
}

async function makeUser(url) {
  const answer = await fetch(`${url}-/user/org.couchdb.user:${user.name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...user, type: 'user' }),
  });
  if (!answer.ok) throw new Error(`Verdaccio did not make the user: ${answer.status} ${await answer.text()}`);
  return (await answer.json()).token;
}
