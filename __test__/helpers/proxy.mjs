// A proxy as users have it: another process.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { environment } from './isolate.mjs';

const script = fileURLToPath(new URL('proxy-process.mjs', import.meta.url));

/**
 * Starts a proxy that ends with the test.
 * @param {import('node:test').TestContext} context
 * @param {import('./proxy-server.mjs').ProxyBehaviour} [behaviour]
 */
export async function proxyProcess(context, behaviour = {}) {
  const child = fork(script, [JSON.stringify(behaviour)], { env: environment(), execArgv: [] });
  const ended = once(child, 'exit');
  const end = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  context.after(end);
  const [{ port }] = await once(child, 'message');
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    /** Its address with user info. */
    urlWith: (userInfo) => `http://${userInfo}@127.0.0.1:${port}/`,
    /** What it was asked for until now. */
    async asked() {
      child.send('asked');
      const [{ asked }] = await once(child, 'message');
      return asked;
    },
    end,
  };
}
