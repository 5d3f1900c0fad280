import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('registry-process.mjs', import.meta.url));

/**
 * Starts a registry in a process of its own.
 * @param {{ tokens: number, cap?: number, latency?: number }} options see `registry-process.mjs`
 */
export async function startRegistry(options) {
  const child = fork(script, [JSON.stringify(options)]);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the registry ended with ${code}`);
  });
  const heard = async () => (await Promise.race([once(child, 'message'), ended]))[0];
  const { url, authToken } = await heard();
  return {
    url,
    authToken,
    tokens: options.tokens,
    /** What was asked since this was called last: requests, round trips, and the most sockets at one time. */
    async asked() {
      child.send({});
      return heard();
    },
    async close() {
      if (child.connected) child.disconnect();
      await ended.catch(() => {});
    },
  };
}
