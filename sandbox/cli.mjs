import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { startSandbox } from './index.mjs';

const HELP = `Usage: npm-token sandbox [options]

Runs an in-memory npm registry on 127.0.0.1 until it is interrupted. Nothing in it is real or kept.

Options:
  --port N             TCP port (default: a free one)
  --dialect NAME       npmjs, verdaccio or cnpmcore (default: npmjs)
  --two-factor KIND    none, email, totp or web (default: none)
  --latency MS         milliseconds before each answer (default: 0)
  --tokens N           tokens there are at the start (default: 3)
  --per-page-max N     most tokens on one page of a list (default: no limit)
  --json               print the address and the credentials as JSON
  --help               print this help
`;

const FLAGS = {
  port: { type: 'string' },
  dialect: { type: 'string' },
  'two-factor': { type: 'string' },
  latency: { type: 'string' },
  tokens: { type: 'string' },
  'per-page-max': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
};

/**
 * Runs `npm-token sandbox` until SIGINT or SIGTERM.
 * @param {string[]} argv the arguments after `sandbox`
 * @returns {Promise<number>} the exit code: 0, 1 if it cannot start, 2 for wrong usage
 */
export async function main(argv) {
  let sandbox;
  let flags;
  try {
    flags = parseArgs({ args: argv, options: FLAGS, strict: true }).values;
    if (flags.help) {
      process.stdout.write(HELP);
      return 0;
    }
    sandbox = await startSandbox(toOptions(flags));
  } catch (error) {
    process.stderr.write(`npm-token sandbox: ${error.message}\n`);
    return error instanceof TypeError ? 2 : 1;
  }
  const stopped = interrupted();
  process.stdout.write(flags.json ? `${JSON.stringify(summary(sandbox, flags))}\n` : describe(sandbox, flags));
  await stopped;
  await sandbox.close();
  return 0;
}

function toOptions(flags) {
  return {
    port: number(flags, 'port'),
    dialect: flags.dialect,
    twoFactor: flags['two-factor'],
    latency: number(flags, 'latency'),
    tokens: number(flags, 'tokens') ?? 3,
    perPageMax: number(flags, 'per-page-max', 1),
  };
}

function number(flags, name, least = 0) {
  const text = flags[name];
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text) || Number(text) < least) {
    throw new TypeError(`\`--${name}\` must be a whole number from ${least} on, not \`${text}\``);
  }
  return Number(text);
}

async function interrupted() {
  const done = new AbortController();
  const { signal } = done;
  await Promise.race([once(process, 'SIGINT', { signal }), once(process, 'SIGTERM', { signal })]);
  done.abort();
}

function summary(sandbox, { dialect = 'npmjs', 'two-factor': twoFactor = 'none' }) {
  const { url, username, password, authToken } = sandbox;
  const environment = { npm_config_registry: url, [`npm_config_${credentialKey(sandbox)}`]: authToken };
  return { url, dialect, twoFactor, username, password, authToken, otpUrl: `${url}-/sandbox/otp`, environment };
}

function describe(sandbox, flags) {
  const { url, dialect, twoFactor, username, password, authToken, otpUrl } = summary(sandbox, flags);
  const credential = `${credentialKey(sandbox)}=${authToken}`;
  // Flags work in every shell: dash drops variables with such names, npx's own shell included.
  const connection = `--registry=${url} '--${credential}'`;
  return `npm registry sandbox (${dialect}) on ${url}

  user           ${username}
  password       ${password}
  session token  ${authToken}
  one-time code  ${howToGetCode(twoFactor, otpUrl)}

Try:

  npx npm-token list ${connection}
  npx npm-token create ${connection} --name=demo --packages-all

Or put this into an .npmrc:

  registry=${url}
  ${credential}

Stop it with Ctrl-C.
`;
}

function howToGetCode(twoFactor, otpUrl) {
  if (twoFactor === 'none') return 'none is asked for (see --two-factor)';
  return twoFactor === 'web' ? `open the address the command prints, or GET ${otpUrl}` : `GET ${otpUrl}`;
}

function credentialKey({ url }) {
  return `${url.replace(/^http:/, '')}:_authToken`;
}
