// What differs between npm's configuration and ours, and the differences that are meant.

const FLAGS = ['packages-all', 'bypass-2fa', 'json', 'strict-ssl', 'global', 'workspaces'];
const RETRIES = ['fetch-retries', 'fetch-retry-factor', 'fetch-retry-mintimeout', 'fetch-retry-maxtimeout'];
const NUMBERS = [...RETRIES, 'fetch-timeout'];
const LISTS = ['packages', 'scopes', 'orgs', 'cidr', 'noproxy', 'ca'];
const SECRETS = ['password', 'otp'];
const URLS = ['registry', 'proxy', 'https-proxy'];

const SETTINGS = {
  registry: ({ flat }) => url(flat.registry),
  otp: ({ flat }) => flat.otp || null,
  authType: ({ flat }) => flat.authType,
  scope: ({ flat }) => flat.scope || null,
  strictSSL: ({ flat }) => flat.strictSSL,
  timeout: ({ flat }) => Math.floor(flat.timeout),
  fetchRetries: ({ values }) => values['fetch-retries'].value,
  fetchRetryFactor: ({ values }) => values['fetch-retry-factor'].value,
  fetchRetryMintimeout: ({ values }) => values['fetch-retry-mintimeout'].value,
  fetchRetryMaxtimeout: ({ values }) => values['fetch-retry-maxtimeout'].value,
  httpsProxy: ({ flat }) => url(flat.httpsProxy || flat.proxy || null),
  httpProxy: ({ flat }) => url(flat.httpsProxy || flat.proxy || null),
  noProxy: ({ flat }) => hosts(flat.noProxy),
  ca: ({ ca }) =>
    ca
      ? [ca]
          .flat()
          .map((each) => String(each).trim())
          .filter(Boolean)
          .join('\n')
      : null,
  cert: ({ cert }) => cert,
  authorization: ({ authorization, flat }) => authorization ?? userInfo(flat.registry),
};

/** Spells a list of hosts in one way. */
function hosts(text) {
  return (
    (text ?? '')
      .split(',')
      .map((host) => host.trim())
      .filter(Boolean)
      .join(',') || null
  );
}

/** Spells a URL in one way, with the slash that every registry has. */
function url(text) {
  if (!text || !URL.canParse(text)) return text;
  const parsed = new URL(text);
  if (!parsed.pathname.endsWith('/')) parsed.pathname += '/';
  return parsed.href;
}

/** What npm's HTTP client makes of user info. */
function userInfo(registry) {
  if (!URL.canParse(registry)) return null;
  const { username, password } = new URL(registry);
  return username || password ? `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` : null;
}

/** A value in the form in which both sides can be compared. */
function plain(key, value) {
  if (value === undefined || value === null) return null;
  if (LISTS.includes(key)) return [value].flat().map(String);
  if (SECRETS.includes(key)) return String(value) || null;
  if (URLS.includes(key)) return value === false || value === 'false' ? null : url(String(value));
  if (FLAGS.includes(key) || NUMBERS.includes(key)) return value;
  return String(value);
}

const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);

/** Lists all differences of one case, each with what a row of the table may want to know. */
export function* compare(given, npm, ours) {
  const common = { given, npm, ours };
  if (npm.error || ours.error) {
    yield { ...common, what: 'load', expected: npm.error ?? null, actual: ours.error ?? null, message: ours.message };
    return;
  }
  for (const [key, theirs] of Object.entries(npm.values)) {
    const mine = ours.values[key];
    const { layer } = mine;
    if (layer === 'default' && theirs.layer === 'default') continue;
    const [expected, actual] = [plain(key, theirs.value), mine.error ?? plain(key, mine.value)];
    const isSameFile = mine.file === null || mine.file === npm.files[layer];
    if (layer === theirs.layer && isSameFile && same(expected, actual)) continue;
    const raw = layer === 'cli' ? given.args[key] : npm.raw[key]?.[layer];
    const details = { key, layer, raw, isDropped: layer !== theirs.layer, isRefused: mine.error !== undefined };
    yield { ...common, what: 'value', ...details, expected, actual, message: mine.message, npmLayer: theirs.layer };
  }
  if (ours.settings.error) {
    const { error, message } = ours.settings;
    const key = /invalid `(?:--)?([^`]*)`/.exec(message)?.[1];
    const expected = npm.refused ?? null;
    if (error !== expected) yield { ...common, what: 'refusal', key, expected, actual: error, message };
    return;
  }
  const { authorization, cert } = ours.settings;
  if (npm.refused) {
    yield { ...common, what: 'refused by npm', expected: npm.refused, actual: authorization ?? cert };
  }
  for (const [key, read] of Object.entries(SETTINGS)) {
    const expected = read(npm) ?? null;
    const actual = key.endsWith('Proxy') ? url(ours.settings[key]) : ours.settings[key];
    if (!same(expected, actual)) yield { ...common, what: 'setting', key, expected, actual };
  }
}

/** What the layer that counts for us says about a key, as written there. */
function written({ given, npm, ours }, key) {
  const { layer } = ours.values[key];
  return layer === 'cli' ? given.args[key] : npm.raw[key]?.[layer];
}

const isNull = (raw) => raw === null || raw === 'null';
const hasPlaceholder = (raw) => [raw].flat().some((text) => typeof text === 'string' && text.includes('${'));

/** The entries of a list as we split it; npm turns the word `false` of an entry into `null`. */
function entries(key, list) {
  const separator = key === 'ca' ? /\n\s*\n/ : /,|\n\s*\n/;
  const pieces = list.flatMap((text) => text.split(separator)).map((text) => text.trim());
  const kept = ['ca', 'noproxy'].includes(key) ? pieces.filter((text) => text !== '') : pieces;
  return kept.map((text) => (text === 'false' ? 'null' : text));
}

const value = (covers) => (difference) => difference.what === 'value' && covers(difference);
const setting = (key, covers) => (difference) =>
  difference.what === 'setting' && difference.key === key && covers(difference);
const refusal =
  (words) =>
  ({ what, message }) =>
    ['refusal', 'value'].includes(what) && words.test(message ?? '');

/** The differences that are meant, each with its reason and with what it covers. */
export const DIFFERENCES = [
  {
    reason: 'T46: `globalconfig` follows the order of all keys, where npm prefers the lower of two layers',
    covers: ({ npm }) => Object.keys(npm.raw?.globalconfig ?? {}).length > 1,
  },
  {
    reason: 'T60: one file as user and global configuration is loaded once, where npm gives up',
    covers: ({ what, expected, actual }) => what === 'load' && /^double-loading/.test(expected) && actual === null,
  },
  {
    reason: 'T43: a certificate file that cannot be read is an error that names it, where npm ignores it or dies',
    // npm dies of a folder even if a higher layer names a proper file.
    covers: (difference) =>
      refusal(/cannot read/)(difference) || (difference.what === 'load' && difference.expected === 'EISDIR'),
  },
  {
    reason: 'without TLS no certificate is read, where npm reads those for http registries and does nothing with them',
    covers: (difference) => {
      const { registry, httpProxy } = difference.ours.settings ?? {};
      const isForHttp = ({ actual }) => actual === null && registry.startsWith('http:');
      const isWithoutTls = (each) => isForHttp(each) && !httpProxy?.startsWith('https:');
      return setting('ca', isWithoutTls)(difference) || setting('cert', isForHttp)(difference);
    },
  },
  {
    reason: 'an empty `ca` is none, where npm trusts nobody',
    covers: setting('ca', ({ expected, actual }) => expected === '' && actual === null),
  },
  { reason: 'T24: a list without any text is an error', covers: refusal(/it is not text$/) },
  { reason: 'T43: text that holds no certificate is an error at once', covers: refusal(/no certificate in it/) },
  {
    reason: 'T59: credentials without a registry are ignored beside proper ones, where npm refuses to work',
    covers: ({ what, expected, actual }) => what === 'refused by npm' && expected === 'ERR_INVALID_AUTH' && actual,
  },
  { reason: 'T11: an unset variable in what is sent or opened is an error', covers: refusal(/`UNSET`, which is not/) },
  { reason: 'T11: a credential that no header can carry is an error', covers: refusal(/cannot be sent in a header/) },
  { reason: 'T7: only true and false are flags; npm takes any word for true', covers: refusal(/neither true nor/) },
  {
    reason: 'T7: `--flag=0` means false, where npm takes the flag for true and `0` for a word of its own',
    covers: (difference) =>
      value(({ key, layer, raw }) => FLAGS.includes(key) && layer === 'cli' && raw === '0')(difference) ||
      setting('strictSSL', ({ given }) => given.args['strict-ssl'] === '0')(difference),
  },
  {
    reason: '`--name=false` is the text `false`, where npm makes null of it',
    covers: value(({ layer, raw, actual }) => layer === 'cli' && raw === 'false' && actual === 'false'),
  },
  {
    reason: 'a one-time password that a higher layer unsets changes nothing, where npm remains with `legacy`',
    covers: setting('authType', ({ npm, ours }) => ours.settings.otp === null && npm.raw.otp !== undefined),
  },
  { reason: 'T9: an unknown word is an error, where npm goes on without it', covers: refusal(/is not known$/) },
  {
    reason: 'T24: numbers are decimals, where npm takes everything that JavaScript does',
    covers: refusal(/is not a number$/),
  },
  {
    reason: 'times and counts that make no sense are errors',
    covers: refusal(/no time to wait|longest wait|not a whole number/),
  },
  { reason: 'several values for a key that has one are an error', covers: refusal(/it is a list$/) },
  {
    reason: 'T42: an address that is no URL is an error, where npm asks the next registry or proxy it finds',
    covers: (difference) =>
      refusal(/`(--|npm_config_)?(registry|proxy|https[-_]proxy)`/)(difference) ||
      value(({ key, isDropped }) => URLS.includes(key) && isDropped)(difference),
  },
  {
    reason: 'T9: `expires` is judged where it is used, where npm goes on without it',
    covers: value(({ key, isDropped, isRefused }) => key === 'expires' && isDropped && !isRefused),
  },
  {
    reason: 'an explicit null leaves the default, where npm makes false, 0, "null" or ["null"] of it, or dies',
    covers: (difference) => {
      const { what, key, actual } = difference;
      if (what === 'value') return actual === null && isNull(difference.raw);
      if (what === 'load') return /properties of null/.test(difference.expected) && actual === null;
      const keys = { strictSSL: 'strict-ssl', fetchRetries: 'fetch-retries', ca: 'ca' };
      return what === 'setting' && key in keys && isNull(written(difference, keys[key]));
    },
  },
  {
    reason: 'T23: lists are split at commas and blank lines wherever they stand',
    covers: value(({ key, expected, actual }) => {
      if (!LISTS.includes(key) || !Array.isArray(expected)) return false;
      const wanted = entries(key, expected);
      return Array.isArray(actual) ? same(wanted, entries(key, actual)) : wanted.includes('');
    }),
  },
  {
    reason: 'flags are not expanded again after the shell',
    covers: (difference) => {
      const { what, key, layer, raw, given } = difference;
      if (what === 'value') return layer === 'cli' && hasPlaceholder(raw);
      const keys = { otp: 'otp', authType: 'otp', noProxy: 'noproxy', registry: 'registry' };
      if (what !== 'setting') return false;
      if (key in keys) return hasPlaceholder(given.args[keys[key]]);
      const ofRegistries = Object.entries(given.args).filter(([name]) => name.startsWith('//'));
      return ['authorization', 'cert'].includes(key) && hasPlaceholder(ofRegistries.flat());
    },
  },
  {
    reason: 'T28: secrets among the flags, and a password wherever it stands, are taken as they are',
    covers: (difference) => {
      const { what, key, layer, given, actual } = difference;
      if (what === 'value') return key === 'password' || (key === 'otp' && layer === 'cli');
      if (what !== 'setting') return false;
      const text = String(actual).replace(/^(Bearer|Basic) /, '');
      const isGiven = Object.entries(given.args).some(([name, raw]) => name.startsWith('//') && raw === text);
      return key === 'authorization' && isGiven;
    },
  },
  {
    reason: 'T48: a quoted value loses its quotes before a comment too',
    covers: (difference) =>
      value(({ raw, actual }) => raw === `"${actual}"`)(difference) ||
      setting('authorization', ({ expected, actual }) => expected?.replaceAll('"', '') === actual)(difference),
  },
  {
    reason: 'T47: `//host.example/:_authToken=null` unsets the token, where npm loses the line',
    // What npm makes of the line is a section named by the beginning of the key up to its first dot.
    covers: setting('authorization', ({ npm }) => '//r' in npm.raw),
  },
  {
    reason: 'T45: `https-proxy` is for https alone',
    covers: setting('httpProxy', ({ npm, expected }) => expected === url(npm.flat.httpsProxy)),
  },
  {
    reason: 'of `ca` and `cafile` in one layer `cafile` counts, where npm takes the later one',
    covers: setting('ca', ({ ours }) => ours.values.ca.layer === ours.values.cafile.layer),
  },
  {
    reason: 'npm has not finished typing its values when it refuses them all',
    covers: value(({ npm, isRefused }) => npm.refused !== undefined && !isRefused),
  },
];
