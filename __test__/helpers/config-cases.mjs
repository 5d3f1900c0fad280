// Makes up configurations: project, user and global files, variables and flags, in folders of their own.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are npm's placeholders, not JavaScript's
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const TEXTS = [
  'plain',
  ' spaced ',
  'a b',
  '"quoted"',
  '" in quotes "',
  "'single'",
  "'it's'",
  '"T" # comment',
  'a#b',
  'a;b',
  'a\\;b\\#c',
  'C:\\x\\y',
  '${FOO}',
  '${FOO?}',
  '${UNSET}',
  '${UNSET?}',
  '\\${FOO}',
  '\\\\${FOO}',
  '\\\\\\${FOO}',
  '${${FOO}}',
  '$${FOO}',
  '${FOO:-x}',
  '${EMPTY}',
  'x${FOO}y${A_B}z',
  '${a.b}',
  '$FOO',
  '${}',
  'true',
  'false',
  'null',
  '"null"',
  'undefined',
  '0123',
  '1e3',
  'é ü',
  '"x\\ny"',
  '"bad \\q"',
  '"unterminated',
  '',
  'b=c',
  '=b',
  '[x]',
  "'0123'",
];
const NAMES = ['a', '@s/b', 'a,b', ' a , b ', '*', 'c', '', 'null', '${FOO}', '${LIST}', '"x,y"', 'false', 'true'];
const FLAGS = ['true', 'false', '1', '0', '', 'no', 'off', 'null', 'True', '${YES}', '"true"', '2'];
const PERMISSIONS = ['read-only', 'read-write', 'no-access', 'bogus', '', 'null', 'READ-ONLY', ' read-only ', '${FOO}'];
const PEM = (body) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`;

/** Texts for each key. They stand in files as they are, so quotes and comment signs count there. */
export const VALUES = {
  name: TEXTS,
  'token-description': TEXTS,
  expires: ['30', '7', ' 7 ', '${NUM}', 'null', '0'],
  packages: NAMES,
  scopes: NAMES,
  orgs: NAMES,
  cidr: ['192.0.2.0/24', '192.0.2.0/24,198.51.100.0/24', 'null'],
  'packages-all': FLAGS,
  'bypass-2fa': FLAGS,
  json: FLAGS,
  'strict-ssl': ['true', 'false', '1', '0', '', 'no', 'null'],
  'packages-and-scopes-permission': PERMISSIONS,
  'orgs-permission': PERMISSIONS,
  password: ['pw', ' p w ', 'a${FOO}b', 'a#b;c', 'null', '" q "', '${UNSET}', ''],
  otp: ['123456', '012345', '123 456', '', 'null', '${NUM}', '${UNSET?}', '${UNSET}', 'abc'],
  'auth-type': ['web', 'legacy', 'web', 'legacy', 'sso', ''],
  scope: ['corp', '@corp', '', ' corp '],
  registry: [
    'https://r.example/npm/repo/',
    'https://r.example/npm/repo',
    'https://r.example/',
    'https://r.example',
    'http://127.0.0.1:4873/',
    'https://R.EXAMPLE/npm/',
    'https://r.example:443/npm/repo/',
    'https://other.example:8443/x/',
    'https://[::1]:80/x/',
    'https://r.example/a/../npm/',
    '${REG}',
    ' https://r.example/npm/ ',
    '"https://r.example/npm/repo/"',
  ],
  proxy: ['http://proxy.example:3128', 'http://u:p@proxy.example/', 'null', 'false', '${PROXY}'],
  'https-proxy': ['http://secure.example:3128', 'https://proxy.example', 'null', 'socks5://proxy.example'],
  noproxy: ['a.example', 'a.example,b.example', ' a.example , b.example ', '', '${HOSTS}'],
  ca: ['null', `"${PEM('AAAA').replaceAll('\n', '\\n')}"`],
  cafile: ['ca.pem', '~/ca.pem', '${HOME}/ca.pem', '../home/./ca.pem'],
  'fetch-retries': ['0', '3', ' 4 ', '${NUM}'],
  'fetch-retry-factor': ['2', '1.5'],
  'fetch-retry-mintimeout': ['1', '5000'],
  'fetch-retry-maxtimeout': ['60000', '20000'],
  'fetch-timeout': ['1000', '250.5'],
  loglevel: ['silent', 'verbose', 'bogus'],
  color: ['always', 'true', 'false'],
  location: ['user', 'project', 'global'],
  'user-agent': ['tool/1 (${FOO})', 'tool'],
};

/** Texts that spoil all settings, for the few cases that are about them. */
const SPOILERS = {
  registry: [
    'typo',
    'null',
    '',
    'localhost:80',
    '//host/',
    '${UNSET}',
    'ftp://r.example/',
    'https://u:p@r.example/npm/',
  ],
  proxy: ['proxy.example:80', '', '${UNSET}', 'ftp://proxy.example/', 'true'],
  cafile: ['missing.pem', '.', '${UNSET}/ca.pem', ''],
  ca: ['garbage', ''],
  'fetch-retries': ['', 'many', '1e1', '0x10', '-1', 'null', 'true'],
  'fetch-retry-mintimeout': ['70000'],
  'fetch-timeout': ['0', '-1', 'soon'],
  'user-agent': ['null', ''],
};

const REGISTRIES = [
  '//r.example/npm/repo/',
  '//r.example/npm/repo',
  '//r.example/npm/',
  '//r.example/npm',
  '//r.example/',
  '//r.example',
  '//r.example/npm/repo/-/',
  '//r.example/npm/repo/-/npm/v1/tokens',
  '//r.example/npm/other/',
  '//r.example:443/',
  '//R.EXAMPLE/',
  '//127.0.0.1:4873/',
  '//127.0.0.1/',
  '//other.example:8443/x/',
  '//other.example:8443/',
  '//[::1]:80/',
  '//${HST}/',
  '//localhost/',
];
const CREDENTIALS = {
  _authToken: [
    'T1',
    'T2',
    'T3',
    '${TOKEN}',
    '${UNSET?}',
    '',
    'true',
    'false',
    'null',
    'undefined',
    'ab#cd',
    '"T" # mine',
    'a b',
    "'q'",
    ' spaced ',
    '"T;4"',
  ],
  _auth: ['dTpw', 'dTpw==', 'not base64!', '', '${TOKEN}', 'null'],
  username: ['user', 'ü', '', '${FOO}'],
  _password: ['cGFzcw==', 'cGFzcw', 'eTp6IMOp', '/w==', 'dT pw', '!!!', 'YQ==YQ==', ''],
  certfile: ['c.pem', ''],
  keyfile: ['k.pem', ''],
};
const BAD_CREDENTIALS = {
  _authToken: ['${UNSET}', '"a\\nb"', 'tokén'],
  _password: ['x${UNSET}'],
  certfile: ['missing.pem'],
};
const UNSCOPED = ['_auth=dTpw', '_authToken=T', 'username=u', '_password=cA==', '_authtoken=T'];
const LINES = [
  '; name=hidden',
  '# name=hidden',
  '',
  '   ',
  '=x',
  'made-up=1',
  '\ufeff',
  'name',
  'bypass-2fa',
  'name[]=x',
  'otp[]=1',
  '\u2028x=1',
];

export const VARIABLES = {
  FOO: 'foo',
  EMPTY: '',
  A_B: 'ab',
  'a.b': 'dot',
  YES: 'true',
  NUM: '42',
  LIST: 'x,y',
  TOKEN: 'from-env',
  HST: 'r.example',
  REG: 'https://r.example/npm/repo/',
  PROXY: 'http://var.example:1/',
  HOSTS: 'c.example',
};

/** Where the caller stands; the folder of the project's file comes first. */
const LAYOUTS = [
  { cwd: 'project', project: 'project', files: { 'project/package.json': '{}' } },
  { cwd: 'project/sub/deep', project: 'project', files: { 'project/package.json': '{}' } },
  { cwd: 'project/sub', project: 'project', files: { 'project/node_modules/x': '' } },
  { cwd: 'project', project: 'project', files: {} },
  { cwd: 'project/sub', project: 'project', files: {} },
  { cwd: 'project/sub', project: 'project', files: { 'project/package.json': '{}', 'project/sub/package.json': '{}' } },
  { cwd: 'home', project: 'home', files: { 'home/node_modules/x': '' } },
];
const PATTERNS = [
  '["packages/*"]',
  '{"packages":["packages/*"]}',
  '["packages/**"]',
  '["./packages/a/"]',
  '["packages/*","!packages/a"]',
  '["!packages/a","packages/*"]',
  '["packages/{a,b}"]',
  '["packages/[a-c]"]',
  '["other/*"]',
  '["packages"]',
  '[]',
  '["*/a"]',
  '["**"]',
];

function layout(dice) {
  if (dice.chance(0.7)) return dice.pick(LAYOUTS);
  const workspaces = dice.pick(PATTERNS);
  return {
    cwd: dice.pick(['mono/packages/a', 'mono/packages/a/src']),
    project: dice.pick(['mono', 'mono/packages/a']),
    files: {
      'mono/package.json': `{"name":"mono","workspaces":${workspaces}}`,
      'mono/packages/a/package.json': '{"name":"a","version":"1.0.0"}',
      'mono/packages/a/.npmrc': 'name=member\nscope=member',
      'mono/.npmrc': 'name=root\nscope=root',
    },
  };
}

function credential(dice) {
  const kind = dice.pick(['_authToken', '_authToken', ...Object.keys(CREDENTIALS)]);
  const texts = dice.chance(0.03) ? (BAD_CREDENTIALS[kind] ?? CREDENTIALS[kind]) : CREDENTIALS[kind];
  // Most of them at the few places that count for the registry that most cases have.
  const place = dice.chance(0.6) ? dice.pick(REGISTRIES.slice(0, 6)) : dice.pick(REGISTRIES);
  return [`${place}:${kind}`, dice.pick(texts)];
}

/** Takes a value out of the quotes it needs in a file. */
const outsideOfFiles = ([key, text]) => [key, key === 'ca' && text.startsWith('"') ? JSON.parse(text) : text];

/** A few keys with texts, some of them credentials. */
function entries(dice, most) {
  const keys = Object.keys(VALUES);
  const found = [];
  for (let left = dice.count(most); left > 0; left -= 1) {
    if (dice.chance(0.35)) {
      found.push(credential(dice));
    } else if (dice.chance(0.02)) {
      const key = dice.pick(Object.keys(SPOILERS));
      found.push([key, dice.pick(SPOILERS[key])]);
    } else if (dice.chance(0.15)) {
      found.push(['registry', dice.pick(VALUES.registry)]);
    } else {
      const key = dice.pick(keys);
      found.push([key, dice.pick(VALUES[key])]);
    }
  }
  return found;
}

function fileOf(dice, list) {
  const lines = list.map(([key, text]) => {
    const name = ['packages', 'scopes', 'orgs', 'noproxy', 'ca'].includes(key) && dice.chance(0.3) ? `${key}[]` : key;
    return `${dice.pick(['', '', '', ' '])}${name}${dice.pick(['=', '=', ' = '])}${text}`;
  });
  if (dice.chance(0.2)) lines.splice(dice.count(lines.length), 0, dice.pick(LINES));
  if (dice.chance(0.02)) lines.push(dice.pick(UNSCOPED));
  if (dice.chance(0.02)) lines.push('cafile=ca.pem', `ca=${VALUES.ca[1]}`);
  if (dice.chance(0.1)) lines.push('[section]', 'name=hidden');
  return lines.join(dice.pick(['\n', '\n', '\r\n', '\r']));
}

function flagsOf(dice, list) {
  const args = {};
  for (const [key, text] of list) {
    const isFlag = [FLAGS, VALUES['strict-ssl']].includes(VALUES[key]);
    if (isFlag && dice.chance(0.7)) args[key] = dice.chance(0.5);
    else if (['packages', 'scopes', 'orgs'].includes(key) && dice.chance(0.5)) args[key] = [text, 'z'];
    else args[key] = text;
  }
  if (dice.chance(0.1)) args[dice.pick(['name', 'otp', 'proxy', 'cidr'])] = null;
  if (dice.chance(0.02)) args.name = 'false';
  return args;
}

function variablesOf(dice, list) {
  const name = (key) => (key.startsWith('//') ? key : dice.pick([key.replaceAll('-', '_'), key]));
  const prefix = () => dice.pick(['npm_config_', 'npm_config_', 'NPM_CONFIG_', 'Npm_Config_']);
  const blankLine = (key, text) => (['packages', 'orgs'].includes(key) && text ? `${text}\n\nlast` : text);
  const variable = ([key, text]) => [`${prefix()}${name(key)}`, dice.chance(0.2) ? blankLine(key, text) : text];
  return Object.fromEntries(list.map(variable));
}

/** Makes the files of a case below `root` and gives what a resolver needs to know. */
export function makeCase(dice, root) {
  const { cwd, project, files } = layout(dice);
  const all = {
    'home/ca.pem': PEM('HOME'),
    [`${cwd}/ca.pem`]: PEM('CWDX'),
    [`${cwd}/c.pem`]: PEM('CERT'),
    [`${cwd}/k.pem`]: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
    ...files,
  };
  const lists = { project: entries(dice, 6), user: entries(dice, 6), global: entries(dice, 4) };
  if (dice.chance(0.6)) dice.pick(Object.values(lists)).push(['registry', dice.pick(VALUES.registry.slice(0, 4))]);
  const args = flagsOf(dice, entries(dice, 5).map(outsideOfFiles));
  const env = { HOME: join(root, 'home'), ...VARIABLES, ...variablesOf(dice, entries(dice, 4).map(outsideOfFiles)) };
  const moved = { user: 'home/.npmrc', global: 'node/etc/npmrc' };
  redirect(dice, { root, args, env, lists, moved });
  if (dice.chance(0.05)) {
    lists.project.push(['//r.example/:_authToken', 'null']);
    lists.user.push(['//r.example/:_authToken', 'T1'], ['registry', 'https://r.example/']);
  }
  if (dice.chance(0.01)) {
    env.npm_config_registry = 'typo';
    lists.user.push(['json', '1']);
  }
  for (const [layer, path] of [
    ['global', moved.global],
    ['user', moved.user],
    ['project', `${project}/.npmrc`],
  ]) {
    if (dice.chance(0.85)) all[path] = fileOf(dice, lists[layer]);
  }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { cwd: join(root, cwd), node: join(root, 'node/bin/node'), env, args };
}

/** Lets some layer say that the user's or the global file is elsewhere. */
function redirect(dice, { root, args, env, lists, moved }) {
  const set = (layer, key, path) => {
    const text = dice.chance(0.5) ? join(root, path) : `~/../${path}`;
    if (layer === 'cli') args[key] = text;
    else if (layer === 'env') env[`npm_config_${key}`] = text;
    else lists[layer].push([key, text]);
  };
  if (dice.chance(0.2)) {
    moved.user = 'moved/user';
    set(dice.pick(['cli', 'env', 'project']), 'userconfig', moved.user);
  }
  const hasGlobal = dice.chance(0.2);
  if (hasGlobal) {
    moved.global = 'moved/global';
    set(dice.pick(['cli', 'env', 'project', 'user']), 'globalconfig', moved.global);
    if (dice.chance(0.15)) set('user', 'globalconfig', 'moved/other');
  } else if (dice.chance(0.2)) {
    moved.global = 'moved/etc/npmrc';
    if (dice.chance(0.3)) env.PREFIX = join(root, 'moved');
    else set(dice.pick(['env', 'project', 'user']), 'prefix', 'moved');
  }
  if (dice.chance(0.03)) args.globalconfig = moved.user.startsWith('home') ? '~/.npmrc' : join(root, moved.user);
  if (dice.chance(0.05)) args.global = true;
  if (dice.chance(0.05)) args.workspaces = false;
  if (dice.chance(0.05)) args.prefix = join(root, dice.pick(['project', 'mono', 'home']));
}
