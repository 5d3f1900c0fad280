// The folder and the environment of everything that is measured: nothing of the machine's own settings.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** Makes a home whose configuration names a registry once there is one. */
export function makeSurroundings() {
  const home = mkdtempSync(join(tmpdir(), 'npm-token-bench-'));
  const cwd = join(home, 'work');
  mkdirSync(cwd);
  const userconfig = join(home, '.npmrc');
  const plain = {
    HOME: home,
    PATH: [dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    ...(process.platform === 'win32' && { SystemRoot: process.env.SystemRoot, USERPROFILE: home }),
    npm_config_userconfig: userconfig,
    npm_config_globalconfig: join(home, 'none'),
  };
  return {
    cwd,
    /** Signs in at a registry, and gives the environment. @param {{ url: string, authToken: string, tokens: number }} [registry] */
    signIn(registry) {
      if (!registry) return plain;
      const { url, authToken, tokens } = registry;
      const lines = [
        `registry=${url}`,
        `${url.slice('http:'.length)}:_authToken=${authToken}`,
        'update-notifier=false',
      ];
      writeFileSync(userconfig, `${lines.join('\n')}\n`);
      return { ...plain, BENCH_REGISTRY: url, BENCH_TOKEN: authToken, BENCH_TOKENS: String(tokens) };
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
