// The command line: what is taken, and what is refused before anything is sent.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { run, runOn } from './helpers/cli.mjs';
import { projectWith } from './helpers/folder.mjs';
import { proxyServer } from './helpers/raw.mjs';
import { credentialVariable, lines, sandboxFor } from './helpers/registry.mjs';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

const DAY = 24 * 60 * 60 * 1000;
const names = (count, prefix = 'name-') => Array.from({ length: count }, (_, index) => `${prefix}${index}`).join(',');
const daysAhead = (days) => new Date(Date.now() + days * DAY).toISOString();

/** A creation that would succeed. */
const CREATE = ['create', '--name=ci', '--packages=@acme/app'];

/** Lists that would succeed. */
const LIST = ['list'];

/** Runs a command line with everything it needs to succeed in the environment. */
function runWith(sandbox, args, options = {}) {
  const env = { npm_config_password: sandbox.password, ...options.env };
  return runOn(sandbox, args, { ...options, env });
}

/** The command line must be refused: exit code 2, the code, the words, no result, and no request. */
async function refuses(t, args, code, words, options) {
  const sandbox = await sandboxFor(t, { tokens: 1 });
  const ran = await runWith(sandbox, args, options);
  assert.equal(ran.code, 2, ran.stderr);
  if (asksForJson(args)) assert.equal(JSON.parse(ran.stdout).error.code, code);
  else assert.equal(ran.stdout, '');
  assert.match(ran.stderr, /^(warning: .+\n)?error\[\w+\]: .+\nhint: .+\n$/);
  assert.equal(/error\[(\w+)\]/.exec(ran.stderr)[1], code);
  for (const word of [words].flat()) assert.ok(ran.stderr.includes(word), `${word} in ${ran.stderr}`);
  assert.deepEqual(lines(sandbox), []);
  assert.equal(sandbox.openSockets, 0);
}

/** Whether a refusal is to be told as JSON too. */
function asksForJson(args) {
  const flags = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  return flags.includes('--json') || flags.includes('--output=json');
}

/** The command line must create a token with these fields in its request. */
async function creates(t, args, fields, options) {
  const sandbox = await sandboxFor(t);
  const { code, stderr } = await runWith(sandbox, args, options);
  assert.equal(code, 0, stderr);
  assert.deepEqual(lines(sandbox), ['POST /-/npm/v1/tokens']);
  const [{ body }] = sandbox.requests;
  for (const [name, value] of Object.entries(fields)) assert.deepEqual(body[name], value, name);
}

describe('refuses what npm guesses at or ignores', () => {
  const EUSAGE = [
    // T24: a flag without its value.
    ['T24: no value at the end', [...CREATE, '--expires'], '`--expires` needs a value'],
    ['T24: no value before a flag', ['create', '--name', '--json'], '`--name` needs a value'],
    ['T24: no value before a short flag', ['create', '--name', '-p'], '`--name` needs a value'],
    ['T24: no value before --', ['create', '--otp', '--', 'x'], '`--otp` needs a value'],
    ['T24: no password', [...CREATE, '--password', '--name=x'], '`--password` needs a value'],
    ['T24: no registry', [...LIST, '--registry'], '`--registry` needs a value'],
    ['T24: no folder', [...LIST, '-C'], '`-C` needs a value'],
    ['T24: no form', [...LIST, '--output'], '`--output` needs a value'],
    ['T24: no number', [...LIST, '--fetch-timeout', '--json=false'], '`--fetch-timeout` needs a value'],
    // T7: a boolean that is neither true nor false.
    ...['no', 'off', '0', 'False', '1', 'yes', ''].map((word) => [
      `T7: --bypass-2fa=${word}`,
      [...CREATE, `--bypass-2fa=${word}`],
      ['`--bypass-2fa` is neither true nor false', '=false'],
    ]),
    ['T7: --packages-all=no', ['create', '--name=ci', '--packages-all=no'], '`--packages-all` is neither'],
    ['T7: --readonly=0', [...CREATE, '--readonly=0'], '`--readonly` is neither'],
    ['T7: --json=1', [...LIST, '--json=1'], '`--json` is neither'],
    ['T7: --strict-ssl=no', [...LIST, '--strict-ssl=no'], '`--strict-ssl` is neither'],
    ['T7: --color=sometimes', [...LIST, '--color=sometimes'], ['`--color` is neither', '=always']],
    ['T7: --bypass-2fa no', [...CREATE, '--bypass-2fa', 'no'], '`create` takes no words'],
    ['a value for --no-json', [...LIST, '--no-json=false'], '`--no-json` takes no value'],
    ['a value for -p', [...LIST, '-p=1'], '`-p` takes no value'],
    ['a value for --silent', [...LIST, '--silent=1'], '`--silent` takes no value'],
    ['a value for --help', [...LIST, '--help=create'], '`--help` takes no value'],
    // T9, T23: unknown flags, and flags of other commands of npm.
    ['T9: a typing mistake', ['create', '--nmae=x', '--packages-all'], ['unknown flag `--nmae`', '`--name`']],
    [
      'T23: --package',
      [...CREATE, '--package=foo'],
      ['`--package` belongs to `list`, `audit` and `revoke`', '`--packages`'],
    ],
    ['T23: --description', [...CREATE, '--description=d'], ['unknown flag', '`--token-description`']],
    ['T23: --desc', [...CREATE, '--desc=d'], ['unknown flag `--desc`', '`--token-description`']],
    ['T9: --org', [...CREATE, '--org=x'], ['unknown flag `--org`', '`--orgs`']],
    ['T9: --expiry', [...CREATE, '--expiry=5'], ['unknown flag `--expiry`', '`--expires`']],
    [
      'T9: --permission',
      [...CREATE, '--permission=read-only'],
      '`--permission` belongs to `list` and `revoke`, not to `create`',
    ],
    ['T9: --cidr-whitelist', [...CREATE, '--cidr-whitelist=x'], ['unknown flag', '`--cidr`']],
    ['T9: --bypass2fa', [...CREATE, '--bypass2fa'], ['unknown flag `--bypass2fa`', '`--bypass-2fa`']],
    ['another case', [...LIST, '--JSON'], ['unknown flag `--JSON`', '`--json`']],
    ['a flag of nobody', [...LIST, '--foo', 'bar'], ['unknown flag `--foo`', '--help']],
    ['a flag of npm install', [...LIST, '--save-dev'], 'unknown flag `--save-dev`'],
    ['a flag of npm install', [...LIST, '--force'], 'unknown flag `--force`'],
    ['no twice', [...LIST, '--no-no-json'], 'unknown flag `--no-no-json`'],
    ['no for a command', [...LIST, '--no-help'], 'unknown flag `--no-help`'],
    ['no for a shorthand', [...LIST, '--no-silent'], 'unknown flag `--no-silent`'],
    // T49: abbreviations, and several letters behind one dash.
    ['T49: --reg', [...LIST, '--reg=http://127.0.0.1:9/'], ['unknown flag `--reg`', '`--registry`']],
    ['T49: --pass', [...CREATE, '--pass=x'], ['unknown flag `--pass`', '`--password`']],
    ['T49: --passw', [...CREATE, '--passw=x'], 'unknown flag `--passw`'],
    ['--js', [...LIST, '--js'], ['unknown flag `--js`', '`--json`']],
    ['one dash', [...CREATE, '-name=x'], ['unknown flag `-n`', 'two dashes']],
    ['one dash', [...LIST, '-silent'], ['unknown flag `-i`', 'two dashes']],
    ['a letter of npm', [...LIST, '-w'], 'unknown flag `-w`'],
    // Flags of another command here.
    ['list --expires', [...LIST, '--expires=3'], '`--expires` belongs to `create`, `rotate` and `exec`'],
    ['list --packages, without list', ['--packages=x'], ['`--packages` belongs to `create` and `exec`', '`--package`']],
    ['revoke --sort', ['revoke', '--expired', '--sort=name'], '`--sort` belongs to `list`, not to `revoke`'],
    ['revoke --name', ['revoke', '--name=x', 'token-1'], 'by words and by flags that ask for tokens'],
    [
      'revoke --password-stdin',
      ['revoke', 'token-1', '--password-stdin'],
      '`--password-stdin` belongs to `create`, `rotate` and `exec`',
    ],
    ['revoke --read-only', ['revoke', 'token-1', '--read-only'], '`--read-only` belongs to `create` and `exec`'],
    ['list --password', [...LIST, '--password=p'], '`--password` belongs to `create`, `rotate` and `exec`'],
    // T42, T49: what cannot be nothing.
    ['T42: --no-registry', [...LIST, '--no-registry'], '`--registry` cannot be turned off'],
    ['T49: --no-scope', [...LIST, '--no-scope'], '`--scope` cannot be turned off'],
    ['--no-loglevel', [...LIST, '--no-loglevel'], '`--loglevel` cannot be turned off'],
    [
      '--dry-run of list',
      [...LIST, '--dry-run'],
      '`--dry-run` belongs to `create`, `rotate`, `exec` and `revoke`, not to `list`',
    ],
    // Dashes that are none.
    ['an em dash', [...LIST, '—json'], 'a dash that is not `-`'],
    ['an en dash', [...LIST, '–json'], 'a dash that is not `-`'],
    ['an em dash before revoke’s words', ['revoke', '—json', 'token-1'], 'a dash that is not `-`'],
    // Words.
    ['T23: --packages a b', ['create', '--name=ci', '--packages', 'a', 'b'], ['takes no words', '--packages=a,b']],
    ['a word for list', [...LIST, 'token-1'], '`list` takes no words'],
    ['a word for list after --', [...LIST, '--', '--json'], '`list` takes no words'],
    ['a word for create', [...CREATE, 'other'], '`create` takes no words'],
    ['no word for revoke', ['revoke'], ['`revoke` does not say which token', '<key|id|name|token>']],
    ['an unknown command', ['rvoke', 'token-1'], ['unknown command `rvoke`', '`revoke`']],
    [
      'an unknown command',
      ['tokens'],
      ['unknown command\n', '`list`, `check`, `audit`, `create`, `rotate`, `exec`, `revoke`'],
    ],
    ['a command in capitals', ['REVOKE', 'token-1'], ['unknown command `REVOKE`', '`revoke`']],
    ['an empty command', [''], 'unknown command\n'],
    ['an unknown command after --', ['--', 'lst'], ['unknown command `lst`', '`list`']],
    ['help for an unknown command', ['help', 'lst'], ['unknown command `lst`', '`list`']],
    ['sandbox after a flag', ['--json=false', 'sandbox'], '`sandbox` is not the first word'],
    // Contradictions.
    ['two passwords', [...CREATE, '--password=x', '--password-stdin'], '`--password` and `--password-stdin`'],
    ['two forms', [...LIST, '--json', '--output=table'], '`--json` and `--output` contradict'],
    ['two forms', [...LIST, '--output=json', '--parseable'], '`--parseable` and `--output` contradict'],
    // Credentials.
    ['no credential', [...LIST, '--//registry.example/'], 'names no credential'],
    ['no credential npm knows', [...LIST, '--//registry.example/:_authtoken=x'], 'names no credential'],
    ['an empty credential', [...LIST, '--//registry.example/:_authToken='], 'needs a value'],
  ];
  for (const [what, args, words] of EUSAGE) {
    it(`${what}: ${args.join(' ')}`, (t) => refuses(t, args, 'EUSAGE', words));
  }

  const OPTIONS = [
    ['--output=token of list', [...LIST, '--output=token'], '`token` is for `create` and `rotate` alone'],
    ...['sarif', 'markdown', 'timeline'].map((form) => [
      `--output=${form} of list`,
      [...LIST, `--output=${form}`],
      `\`${form}\` is for \`audit\` alone`,
    ]),
    ['--output=yaml', [...LIST, '--output=yaml'], '`table`, `json`, `parseable`'],
    ['--loglevel=loud', [...LIST, '--loglevel=loud'], '`loud` is not known'],
    ['--auth-type=sso', [...LIST, '--auth-type=sso'], '`sso` is not known'],
  ];
  for (const [what, args, words] of OPTIONS) {
    it(`an unknown word: ${what}`, (t) => refuses(t, args, 'EINVALIDOPTION', words));
  }

  for (const registry of ['notaurl', 'localhost:8080', 'ftp://127.0.0.1/', '//127.0.0.1/', '', 'null', '$' + '{FOO}']) {
    it(`T42: --registry=${registry}`, async (t) => {
      const sandbox = await sandboxFor(t);
      const { code, stderr } = await runWith(sandbox, [...CREATE, `--registry=${registry}`]);
      assert.equal(code, 2);
      assert.deepEqual(lines(sandbox), [], 'npm would fall back to the registry of the environment');
      assert.match(stderr, /^error\[(EINVALIDOPTION|EINVALIDCONFIG)\]: .*registry.*\nhint: .+\n$/);
    });
  }

  const AMBIENT = [
    ['T22: npm_config_dry_run=perhaps', CREATE, { npm_config_dry_run: 'perhaps' }, 'neither true nor false'],
    ['T7: npm_config_bypass_2fa=no', CREATE, { npm_config_bypass_2fa: 'no' }, 'neither true nor false'],
    ['T42: npm_config_registry', LIST, { npm_config_registry: 'notaurl' }, 'registry'],
  ];
  for (const [what, args, env, words] of AMBIENT) {
    it(what, (t) => refuses(t, args, 'EINVALIDCONFIG', words, { env }));
  }

  it('quotes no password that lost its flag', async (t) => {
    const sandbox = await sandboxFor(t);
    const mistakes = [
      [...CREATE, '--passwrod=hunter2hunter2'],
      [...CREATE, '--password:hunter2hunter2'],
      [...CREATE, '--password-stdin', 'hunter2hunter2'],
      [...CREATE, '--password-stdin=hunter2hunter2'],
      [...CREATE, '--json=hunter2hunter2'],
      [...LIST, '-p=hunter2hunter2'],
      [...LIST, '--//h/:_authTokenhunter2hunter2'],
      ['--password=', 'hunter2hunter2'],
      ['hunter2hunter2'.padEnd(40, 'x')],
    ];
    for (const args of mistakes) {
      const { code, stdout, stderr } = await runWith(sandbox, [...args, '--output=json']);
      assert.equal(code, 2, stderr);
      assert.ok(!`${stdout}${stderr}`.includes('hunter2'), stderr);
    }
    assert.deepEqual(lines(sandbox), []);
  });
});

describe('refuses every bad option of create', () => {
  const OPTION = 'EINVALIDOPTION';
  const give = (...args) => ['create', '--name=ci', ...args];
  const cases = [
    [OPTION, 'packages-and-scopes-permission', [...CREATE, '--packages-and-scopes-permission=bogus']],
    [OPTION, 'packages-and-scopes-permission', [...CREATE, '--packages-and-scopes-permission=READ-ONLY'], 'T9'],
    [OPTION, 'packages-and-scopes-permission', [...CREATE, '--packages-and-scopes-permission=']],
    [OPTION, 'packages-and-scopes-permission', give('--orgs=o', '--packages-and-scopes-permission=read-only')],
    [OPTION, 'packages-and-scopes-permission', [...CREATE, '--packages-and-scopes-permission=no-access']],
    [OPTION, 'orgs-permission', [...CREATE, '--orgs=o', '--orgs-permission=bogus'], 'T9'],
    [OPTION, 'orgs-permission', [...CREATE, '--orgs=o', '--orgs-permission=read-write-stage-only'], 'O8'],
    [OPTION, 'orgs-permission', [...CREATE, '--orgs-permission=read-only']],
    [OPTION, 'orgs-permission', give('--orgs=o', '--orgs-permission=no-access')],
    [OPTION, 'read-only', [...CREATE, '--read-only', '--packages-and-scopes-permission=read-write'], 'T8'],
    [OPTION, 'read-only', [...CREATE, '--readonly', '--orgs=o', '--orgs-permission=read-write'], 'T8'],
    ...['::/0', '2001:db8::/32', '::1', '192.0.2.1', '192.0.2.0/33', '01.2.3.4/8', 'banana', '192.0.2.0/24,::/0'].map(
      (range) => ['EINVALIDCIDR', 'cidr', [...CREATE, `--cidr=${range}`]],
    ),
    ...['0', '0d', '-5', '30x', '1.9', '1e3', '1e21', '0x10', 'Infinity', 'soon', '', '2020-01-01', '2027-13-01'].map(
      (expires) => [OPTION, 'expires', [...CREATE, `--expires=${expires}`], 'T9, T25'],
    ),
    [OPTION, 'expires', [...CREATE, `--expires=${daysAhead(1 / 24)}`]],
    [OPTION, 'name', ['create', '--packages=a'], 'T56, O12'],
    [OPTION, 'name', ['create', '--packages=a', '--name='], 'T56'],
    [OPTION, 'name', ['create', '--packages=a', '--no-name'], 'T56'],
    [OPTION, 'name', ['create', '--expires=30'], 'T56'],
    [OPTION, 'packages', give(`--packages=${names(51)}`)],
    [OPTION, 'packages', give(`--packages=${names(30)}`, `--scopes=${names(21, '@s')}`)],
    [OPTION, 'scopes', give(`--scopes=${names(51, '@s')}`)],
    [OPTION, 'orgs', give(`--orgs=${names(51)}`)],
    [OPTION, 'packages', give('--packages=*', '--packages=a')],
    [OPTION, 'packages', give('--packages=a,*')],
    [OPTION, 'packages', give('--packages=a', '--packages-all')],
    ...['packages', 'scopes', 'orgs', 'cidr'].flatMap((list) =>
      ['', 'a,', ',a', 'a,,b'].map((value) => [
        OPTION,
        list,
        [...CREATE, `--${list}=${list === 'cidr' ? value.replace(/[ab]/g, '192.0.2.0/24') : value}`],
        'T23',
      ]),
    ),
    [OPTION, 'password', [...CREATE, '--password='], 'T33'],
    [OPTION, 'password', [...CREATE, '--no-password'], 'T33'],
  ];
  for (const [code, option, args, rows] of cases) {
    const shown = args.join(' ');
    it(`${rows ? `${rows}: ` : ''}${shown.length > 110 ? `${shown.slice(0, 110)}…` : shown}`, (t) =>
      refuses(t, args, code, code === 'EINVALIDCIDR' ? '`cidr`' : `${option}\`: `));
  }

  const PUBLIC = [
    ['expires', [...CREATE, '--packages-and-scopes-permission=read-write', '--expires=91']],
    ['expires', [...CREATE, '--packages-and-scopes-permission=read-write', '--expires=13w']],
    ['expires', [...CREATE, '--packages-and-scopes-permission=read-write', `--expires=${daysAhead(91)}`]],
    ['expires', give('--orgs=o', '--orgs-permission=read-write', '--expires=91d')],
    ['packages', give()],
    ['name', ['create']],
  ];
  for (const [option, args] of PUBLIC) {
    it(`O35: for the public registry alone: ${args.join(' ').replace(/\d{4}-.+/, '(91 days ahead)')}`, async (t) => {
      const proxy = await proxyServer(t);
      const env = {
        npm_config_https_proxy: proxy.url,
        npm_config_password: 'invented',
        npm_config_fetch_retries: '0',
      };
      const { code, stdout, stderr } = await run(args, { env });
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, new RegExp(`^error\\[EINVALIDOPTION\\]: .*${option}\`: .+\nhint: .+\n$`));
      assert.equal(proxy.connections(), 0);
    });
  }
});

describe('takes', () => {
  const cases = [
    ['a value behind =', [...CREATE, '--token-description=d'], { description: 'd', token_description: 'd' }],
    ['a value in the next word', [...CREATE, '--token-description', 'd e'], { token_description: 'd e' }],
    ['a value with =', [...CREATE, '--token-description=a=b'], { token_description: 'a=b' }],
    ['a value that begins with a dash', [...CREATE, '--token-description=--json'], { token_description: '--json' }],
    ['the last of several', ['create', '--packages=a', '--name=one', '--name', 'two'], { name: 'two' }],
    ['a name that is a number', ['create', '--packages=a', '--name=0123'], { name: '0123' }],
    ['a name that is a word', ['create', '--packages=a', '--name=true'], { name: 'true' }],
    [
      'T23: commas',
      ['create', '--name=ci', '--packages=a,b', '--scopes=@x,@y'],
      { packages: ['a', 'b'], scopes: ['@x', '@y'] },
    ],
    ['T23: repeats', ['create', '--name=ci', '--packages=a', '--packages', 'b,c'], { packages: ['a', 'b', 'c'] }],
    ['T23: white space beside commas', ['create', '--name=ci', '--packages= a , b '], { packages: ['a', 'b'] }],
    ['T23: repeated orgs', [...CREATE, '--orgs=a', '--orgs=b'], { orgs: ['a', 'b'] }],
    [
      'T23: repeated ranges',
      [...CREATE, '--cidr=192.0.2.0/24', '--cidr=10.0.0.0/8'],
      { cidr: ['192.0.2.0/24', '10.0.0.0/8'] },
    ],
    [
      'T23: --no-packages',
      ['create', '--name=ci', '--packages=a', '--no-packages', '--orgs=o'],
      { packages: undefined },
    ],
    ['a flag again after --no-', ['create', '--name=ci', '--no-packages', '--packages=a'], { packages: ['a'] }],
    ['--packages=*', ['create', '--name=ci', '--packages=*'], { packages: ['*'], packages_all: true }],
    ['--packages-all beside *', ['create', '--name=ci', '--packages=*', '--packages-all'], { packages: ['*'] }],
    ['T7: --bypass-2fa', [...CREATE, '--bypass-2fa'], { bypass_2fa: true }],
    ['T7: --bypass-2fa=true', [...CREATE, '--bypass-2fa=true'], { bypass_2fa: true }],
    ['T7: --bypass-2fa=false', [...CREATE, '--bypass-2fa=false'], { bypass_2fa: undefined }],
    ['T7: --bypass-2fa false', [...CREATE, '--bypass-2fa', 'false'], { bypass_2fa: undefined }],
    ['T7: --no-bypass-2fa', [...CREATE, '--no-bypass-2fa'], { bypass_2fa: undefined }],
    ['T8: --readonly', [...CREATE, '--readonly'], { readonly: true, packages_and_scopes_permission: 'read-only' }],
    ['T8: --read-only=false', [...CREATE, '--read-only=false'], { readonly: undefined }],
    ['O5: days', [...CREATE, '--expires', '30'], { expires: 30 }],
    ['O5: weeks', [...CREATE, '--expires=12w'], { expires: 84 }],
    ['--no-expires', [...CREATE, '--expires=3', '--no-expires'], { expires: undefined }],
    ['flags before the command', ['--name=ci', '--packages', 'a', 'create'], { name: 'ci', packages: ['a'] }],
    [
      'T50: --scope, which limits nothing',
      [...CREATE, '--scope=@corp'],
      { scopes: undefined, packages: ['@acme/app'] },
    ],
  ];
  for (const [what, args, fields] of cases) {
    it(`${what}: ${args.join(' ')}`, (t) => creates(t, args, fields));
  }

  const headers = [
    ['a code with a leading zero', ['--otp', '012345'], 'npm-otp', '012345'],
    ['an empty code, which is none', ['--otp='], 'npm-otp', undefined],
    ['T24: --no-otp', ['--otp=1', '--no-otp'], 'npm-otp', undefined],
    ['--user-agent', ['--user-agent=mine/1'], 'user-agent', 'mine/1'],
    ['--scope', ['--scope=corp'], 'npm-scope', '@corp'],
    ['--auth-type', ['--auth-type=legacy'], 'npm-auth-type', 'legacy'],
  ];
  for (const [what, args, name, value] of headers) {
    it(`${what}: ${args.join(' ')}`, async (t) => {
      const sandbox = await sandboxFor(t);
      assert.equal((await runWith(sandbox, [...CREATE, ...args])).code, 0);
      assert.equal(sandbox.requests[0].headers[name], value);
    });
  }

  const commands = [[], ['list'], ['ls'], ['--json=false'], ['--', 'list'], ['-d', 'ls']];
  for (const args of commands) {
    it(`a list: npm-token ${args.join(' ')}`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: 1 });
      const { code, stdout } = await runOn(sandbox, args);
      assert.equal(code, 0);
      assert.match(stdout, /token-1/);
      assert.match(lines(sandbox).join(), /^GET [^,]+$/);
    });
  }

  for (const name of ['revoke', 'rm', 'remove', 'delete']) {
    it(`${name}, and after -- what looks like a flag`, async (t) => {
      const sandbox = await sandboxFor(t, {
        tokens: [{ name: '--json' }, { name: '-x' }, { name: '—y' }, { name: 'z' }],
      });
      const { code, stderr } = await runOn(sandbox, [name, 'z', '--', '--json', '-x', '—y']);
      assert.equal(code, 0, stderr);
      assert.deepEqual(sandbox.tokens, []);
    });
  }

  it('a credential as a flag, with a warning that does not repeat it', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 1 });
    const flag = credentialVariable(sandbox.url).replace('npm_config_', '--');
    const args = ['list', `--registry=${sandbox.url}`, `${flag}=${sandbox.authToken}`];
    const { code, stderr } = await run(args);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^warning: .*visible to other processes\n/);
    assert.ok(!stderr.includes(sandbox.authToken));
    assert.equal(sandbox.requests[0].headers.authorization, `Bearer ${sandbox.authToken}`);
  });

  it('-C, which chooses the project, and -g, which leaves it out', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 1 });
    const folder = projectWith(t, 'user-agent=from-project\n');
    for (const [args, agent] of [
      [['-C', folder], /^from-project$/],
      [[`-C${folder}`], /^from-project$/],
      [[`--prefix=${folder}`], /^from-project$/],
      [['-C', folder, '-g'], /^npm-token/],
      [['-C', join(folder, 'nowhere')], /^npm-token/],
    ]) {
      sandbox.reset();
      const { code, stderr } = await runOn(sandbox, ['list', ...args]);
      assert.equal(code, 0, stderr);
      assert.match(sandbox.requests[0].headers['user-agent'], agent);
    }
  });
});

describe('help and version', () => {
  const topics = [
    { lines: [['--help'], ['-h'], ['help'], ['help', 'sandbox'], ['-?'], ['--usage']], example: 'npm-token create' },
    {
      lines: [
        ['list', '--help'],
        ['ls', '-h'],
        ['help', 'list'],
      ],
      example: 'npm-token list',
    },
    {
      lines: [
        ['create', '--help'],
        ['create', '--name', '--help'],
        ['help', 'create'],
      ],
      example: 'npm-token create',
    },
    {
      lines: [
        ['revoke', '--help'],
        ['rm', '-H'],
        ['revoke', '', '--foo', '--help'],
        ['help', 'delete'],
      ],
      example: 'npm-token revoke',
    },
  ];
  for (const { lines: commandLines, example } of topics) {
    it(`has an example and sends nothing: ${commandLines.map((words) => words.join(' ')).join(', ')}`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: 1 });
      const texts = new Set();
      for (const args of commandLines) {
        const { code, stdout, stderr } = await runWith(sandbox, args);
        assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
        assert.match(stdout, new RegExp(`^Example: ${example} `, 'm'));
        assert.match(stdout, /^Usage: npm-token/m);
        texts.add(stdout);
      }
      assert.equal(texts.size, 1);
      assert.deepEqual(lines(sandbox), []);
    });
  }

  it('names every command and its other names', async () => {
    const { stdout } = await run(['--help']);
    for (const word of ['list', 'audit', 'create', 'exec', 'revoke', 'sandbox'])
      assert.match(stdout, new RegExp(`npm-token \\[?${word}`));
    assert.match((await run(['revoke', '--help'])).stdout, /rm, remove, delete/);
  });

  it('is not asked for after --', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [{ name: '--help' }] });
    assert.equal((await runOn(sandbox, ['revoke', '--', '--help'])).code, 0);
    assert.deepEqual(sandbox.tokens, []);
  });

  for (const args of [['--version'], ['-v'], ['list', '--version', '--foo']]) {
    it(`prints the version for ${args.join(' ')}`, async () => {
      const env = { npm_config_registry: 'notaurl' };
      assert.deepEqual(await run(args, { env }), { code: 0, stdout: `${version}\n`, stderr: '' });
    });
  }
});
