// Lists in a process of its own, whose memory can be measured.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { home } from './isolate.mjs';

const script = `
  import { listTokens } from ${JSON.stringify(new URL('./addon.mjs', import.meta.url).href)};
  const options = JSON.parse(process.argv[1]);
  const end = await listTokens(options).then(({ length }) => ({ length }), ({ code, message }) => ({ code, message }));
  console.log(JSON.stringify({ ...end, mebibytes: process.resourceUsage().maxRSS / 1024 }));
`;

/**
 * Lists in another process, and gives the error's code and message, or the number of tokens, and how much memory the
 * process had at most.
 * @param {import('npm-token').ListTokensOptions} options
 * @returns {Promise<{ code?: string, message?: string, length?: number, mebibytes: number }>}
 */
export async function listApart(options) {
  const args = ['--input-type=module', '-e', script, JSON.stringify(options)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: home, timeout: 60_000 });
  return JSON.parse(stdout);
}
