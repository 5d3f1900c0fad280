/** @typedef {import('./index.d.mts').SandboxOptions} SandboxOptions */

const whole = (value) => Number.isSafeInteger(value) && value >= 0;
const text = { expected: 'a non-empty string', accepts: (value) => typeof value === 'string' && value !== '' };
const names = {
  expected: 'an array of strings',
  accepts: (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
};
const milliseconds = {
  expected: 'a number of milliseconds, 0 to 2147483647',
  accepts: (value) => whole(value) && value < 2 ** 31,
};

const oneOf = (...values) => ({
  expected: `one of ${values.map((value) => `\`${value}\``).join(', ')}`,
  accepts: (value) => values.includes(value),
});

const manyOf = (...values) => ({
  expected: `an array of ${values.map((value) => `\`${value}\``).join(', ')}`,
  accepts: (value) => Array.isArray(value) && value.every((item) => values.includes(item)),
});

const RULES = {
  dialect: oneOf('npmjs', 'verdaccio', 'cnpmcore'),
  port: { expected: 'a port, 0 to 65535', accepts: (value) => whole(value) && value <= 65535 },
  pathPrefix: {
    expected: 'a path such as `/npm/repo`, or an empty string',
    accepts: (value) => typeof value === 'string' && /^[\w\-.~/]*$/.test(value),
  },
  username: { expected: 'a user name', accepts: (value) => typeof value === 'string' && /^[\w\-.~]+$/.test(value) },
  password: text,
  twoFactor: oneOf('none', 'email', 'totp', 'web'),
  twoFactorFor: manyOf('list', 'create', 'revoke'),
  otpSingleUse: { expected: 'a boolean', accepts: (value) => typeof value === 'boolean' },
  challengeForm: oneOf(
    'documented',
    'header',
    'header-list',
    'header-realm',
    'header-only',
    'body-only',
    'capitalised',
  ),
  retryAfter: { expected: 'a number of seconds', accepts: whole },
  packages: names,
  orgs: names,
  tokens: { expected: 'an array or a number of tokens', accepts: (value) => Array.isArray(value) || whole(value) },
  perPageMax: {
    expected: 'a positive integer or Infinity',
    accepts: (value) => value === Number.POSITIVE_INFINITY || (whole(value) && value > 0),
  },
  latency: milliseconds,
  now: { expected: 'a function', accepts: (value) => typeof value === 'function' },
};

const DEFAULTS = {
  dialect: 'npmjs',
  port: 0,
  pathPrefix: '',
  username: 'maintainer',
  password: 'correct horse battery staple',
  twoFactor: 'none',
  twoFactorFor: ['create', 'revoke'],
  otpSingleUse: true,
  challengeForm: 'documented',
  retryAfter: 1,
  packages: undefined,
  orgs: undefined,
  tokens: 0,
  perPageMax: Number.POSITIVE_INFINITY,
  latency: 0,
  now: () => Date.now(),
};

/**
 * Checks the options, fills in the defaults and brings the path prefix into the form `/a/b` (or an empty string).
 * @param {SandboxOptions} options
 */
export function readOptions(options) {
  const settings = { ...DEFAULTS };
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(RULES, name)) throw invalid(`\`${name}\` is not an option of the sandbox`);
    if (value === undefined) continue;
    if (!RULES[name].accepts(value)) throw invalid(`\`${name}\` must be ${RULES[name].expected}`);
    settings[name] = value;
  }
  if (settings.twoFactor !== 'none' && settings.dialect !== 'npmjs') {
    throw invalid(`\`twoFactor\` needs the dialect \`npmjs\`: ${settings.dialect} has no second factor`);
  }
  settings.pathPrefix = settings.pathPrefix
    .split('/')
    .filter(Boolean)
    .map((segment) => `/${segment}`)
    .join('');
  return settings;
}

function invalid(message) {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_VALUE' });
}
