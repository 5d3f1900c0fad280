// Resolves configuration with npm's own code: one JSON case per line in, one JSON line out. It runs as a process of
// its own with an empty environment, because npm's code reads and changes `process.env` and the working directory.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
const Config = require('@npmcli/config');
const { definitions, shorthands, flatten, nerfDarts } = require('@npmcli/config/lib/definitions');
const getAuth = require('npm-registry-fetch/lib/auth.js');

const LAYERS = ['cli', 'env', 'project', 'user', 'global'];

/** The words of a command line that say what `args` says. */
function argv(args) {
  const word = (key, value) => {
    if (value === true) return `--${key}`;
    if (value === false) return `--no-${key}`;
    return `--${key}=${value}`;
  };
  return Object.entries(args).flatMap(([key, value]) => [value].flat().map((each) => word(key, each)));
}

async function resolve({ cwd, node, env, args, keys }) {
  process.chdir(cwd);
  // Paths on the command line are read by another library, which asks the system for the home directory.
  process.env.HOME = env.HOME;
  const config = new Config({
    npmPath: '/nonexistent',
    definitions,
    shorthands,
    flatten,
    nerfDarts,
    env: { ...env },
    argv: [node, 'npm', ...argv(args)],
    execPath: node,
    cwd,
    platform: process.platform,
    warn: false,
  });
  await config.load();
  const read = () => Object.fromEntries(keys.map((key) => [key, { value: config.get(key), layer: config.find(key) }]));
  const loaded = read();
  // What each layer says before it is parsed, to tell which difference a value may make.
  const raw = {};
  for (const layer of LAYERS) {
    for (const [key, value] of Object.entries(config.data.get(layer).raw ?? {})) {
      raw[key] ??= {};
      raw[key][layer] = value;
    }
  }
  const files = Object.fromEntries(LAYERS.slice(2).map((layer) => [layer, config.data.get(layer).source]));
  let refused;
  try {
    config.validate();
  } catch (error) {
    refused = error.code;
  }
  const result = { loaded, raw, files, refused, values: read() };
  const flat = config.flat;
  const { registry: base, otp, authType, scope, strictSSL, timeout, httpsProxy, proxy, noProxy, ca } = flat;
  result.flat = { registry: base, otp, authType, scope, strictSSL, timeout, httpsProxy, proxy, noProxy };
  result.ca = ca;
  if (typeof base !== 'string') return result;
  const registry = base.endsWith('/') ? base : `${base}/`;
  try {
    const auth = getAuth(`${registry}-/npm/v1/tokens`, flat);
    result.authorization = auth.token ? `Bearer ${auth.token}` : auth.auth ? `Basic ${auth.auth}` : null;
    result.prefix = auth.regKey;
    result.cert = auth.cert ? [auth.cert, auth.key] : null;
  } catch (error) {
    result.authError = error.code;
  }
  return result;
}

for await (const line of createInterface({ input: process.stdin })) {
  let result;
  try {
    result = await resolve(JSON.parse(line));
  } catch (error) {
    result = { error: error.code ?? error.message };
  }
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
