// What the command prints, and where.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noShell, run, runOn, runShell } from './helpers/cli.mjs';
import { closedPort } from './helpers/raw.mjs';
import { credentialVariable, environmentOf, lines, sandboxFor } from './helpers/registry.mjs';
import { noTerminal, openTerminal } from './helpers/terminal.mjs';
import { userconfigFor } from './helpers/userconfig.mjs';

const DAY = 24 * 60 * 60 * 1000;
const ESC = '\u001b';
const NOTICE = 'notice: SANDBOX NOTICE: this registry is a sandbox, its tokens open nothing.\n';
const LEGACY = `npm_aB1D${'x'.repeat(28)}7891`;

/** A time so many days from now, and an hour, so that the whole days left stay the same during a test. */
const ahead = (days) => new Date(Date.now() + days * DAY + DAY / 24).toISOString();

const uuid = (number) => `${String(number).padStart(8, '0')}-aaaa-4bbb-8ccc-000000000000`;

/** Tokens of every kind, as the public registry has them. */
const tokens = () => [
  {
    key: '1b2c3d4e-aaaa-4bbb-8ccc-000000000001',
    token: LEGACY,
    name: 'ci release',
    created: '2026-01-02T23:59:59.000Z',
    accessed: '2026-03-04T00:00:00.000Z',
    expiry: ahead(12),
    bypass_2fa: true,
    cidr: ['192.0.2.0/24', '198.51.100.7/32'],
    permissions: [{ name: 'package', action: 'write' }],
    scopes: [
      { type: 'package', name: '@acme/app' },
      { type: 'scope', name: '@acme' },
      { type: 'org', name: 'acme' },
    ],
  },
  {
    key: 'deadbeef-aaaa-4bbb-8ccc-000000000002',
    token: `npm_aB2D${'y'.repeat(28)}7892`,
    name: 'deploy',
    created: '2026-01-03T00:00:00.000Z',
    expiry: ahead(2),
  },
  {
    key: 'deadbee5-aaaa-4bbb-8ccc-000000000003',
    token: `npm_aB3D${'z'.repeat(28)}7893`,
    name: 'gone',
    created: '2026-01-04T00:00:00.000Z',
    expiry: ahead(200),
    revoked: '2026-02-01T00:00:00.000Z',
  },
  {
    key: '0badcafe-aaaa-4bbb-8ccc-000000000004',
    token: `npm_aB4D${'w'.repeat(28)}7894`,
    name: 'old',
    created: '2019-01-04T00:00:00.000Z',
    expiry: '2020-01-01T00:00:00.000Z',
  },
  {
    key: '5eed0000-aaaa-4bbb-8ccc-000000000005',
    token: `npm_aB5D${'v'.repeat(28)}7895`,
    name: null,
    type: 'classic',
    readonly: true,
    created: '2026-01-05T00:00:00.000Z',
  },
];

const TABLE = `\
id        name        token            access                  covers        cidr                          created     last used   expires
1b2c3d    ci release  npm_aB1D...7891  read-write, bypass-2fa  @acme/app +2  192.0.2.0/24,198.51.100.7/32  2026-01-02  2026-03-04  in 12 d
deadbeef  deploy      npm_aB2D...7892  read-only               all packages                                2026-01-03  never       in 2 d
deadbee5  gone        npm_aB3D...7893  read-only               all packages                                2026-01-04  never       revoked
0badca    old         npm_aB4D...7894  read-only               all packages                                2019-01-04  never       expired
5eed00                npm_aB5D...7895  read-only                                                           2026-01-05  never       never
`;

const PARSEABLE = `\
key\ttoken\tid\tname\tcreated\treadonly\tCIDR whitelist
1b2c3d4e-aaaa-4bbb-8ccc-000000000001\tnpm_aB1D...7891\t1b2c3d\tci release\t2026-01-02T23:59:59.000Z\tfalse\t192.0.2.0/24,198.51.100.7/32
deadbeef-aaaa-4bbb-8ccc-000000000002\tnpm_aB2D...7892\tdeadbeef\tdeploy\t2026-01-03T00:00:00.000Z\ttrue\t
deadbee5-aaaa-4bbb-8ccc-000000000003\tnpm_aB3D...7893\tdeadbee5\tgone\t2026-01-04T00:00:00.000Z\ttrue\t
0badcafe-aaaa-4bbb-8ccc-000000000004\tnpm_aB4D...7894\t0badca\told\t2019-01-04T00:00:00.000Z\ttrue\t
5eed0000-aaaa-4bbb-8ccc-000000000005\tnpm_aB5D...7895\t5eed00\t\t2026-01-05T00:00:00.000Z\ttrue\t
`;

/** Runs `create` with the sandbox's password. */
const createOn = (sandbox, args, env) =>
  runOn(sandbox, ['create', '--packages-all', ...args], { env: { npm_config_password: sandbox.password, ...env } });

/** Asks a sandbox who a token belongs to. */
async function whoami(sandbox, token) {
  const answer = await fetch(`${sandbox.url}-/whoami`, { headers: { authorization: `Bearer ${token}` } });
  return answer.status === 200 ? (await answer.json()).username : answer.status;
}

describe('list', () => {
  it('T51: prints a table that has everything in it', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: tokens() });
    assert.deepEqual(await runOn(sandbox, ['list']), { code: 0, stdout: TABLE, stderr: NOTICE });
  });

  it('prints npm’s parseable lines, with whole keys', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: tokens() });
    for (const spelling of ['--parseable', '-p', '--porcelain', '--output=parseable']) {
      assert.deepEqual(await runOn(sandbox, ['list', spelling]), { code: 0, stdout: PARSEABLE, stderr: NOTICE });
    }
  });

  it('prints the server’s own objects as JSON, with the id', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: tokens() });
    const answer = await fetch(`${sandbox.url}-/npm/v1/tokens`, {
      headers: { authorization: `Bearer ${sandbox.authToken}` },
    });
    const { objects } = await answer.json();
    const ids = ['1b2c3d', 'deadbeef', 'deadbee5', '0badca', '5eed00'];
    const expected = objects.map((object, index) => ({ ...object, id: ids[index] }));
    for (const spelling of ['--json', '--output=json']) {
      const { code, stdout, stderr } = await runOn(sandbox, ['list', spelling]);
      assert.deepEqual({ code, stderr }, { code: 0, stderr: NOTICE });
      assert.equal(stdout, `${JSON.stringify(expected, null, 2)}\n`);
    }
  });

  const emptyLists = [
    ['--json', '[]\n', NOTICE],
    ['--parseable', `${PARSEABLE.split('\n')[0]}\n`, NOTICE],
    ['--output=table', '', /^notice: SANDBOX .+\nnotice: there are no tokens on http:\S+\n$/],
  ];
  for (const [flag, stdout, stderr] of emptyLists) {
    it(`prints no token with ${flag} if there is none`, async (t) => {
      const ran = await runOn(await sandboxFor(t), ['list', flag]);
      assert.deepEqual([ran.code, ran.stdout], [0, stdout]);
      assert.match(ran.stderr, stderr instanceof RegExp ? stderr : new RegExp(`^${stderr}$`));
    });
  }

  it('T12: escapes what is not printable, in every form', async (t) => {
    const name = `${ESC}[31mred${ESC}[0m\u009b1m\u0007\u202e\ttab\nline`;
    const sandbox = await sandboxFor(t, { tokens: [{ name, key: uuid(1) }] });
    const table = (await runOn(sandbox, ['list'])).stdout;
    assert.match(table, /\\u\{1b\}\[31mred/);
    assert.equal(table.split('\n').length, 3);
    const parseable = (await runOn(sandbox, ['list', '-p'])).stdout;
    assert.deepEqual(
      parseable.split('\n').map((line) => line.split('\t').length),
      [7, 7, 1],
    );
    const json = (await runOn(sandbox, ['list', '--json'])).stdout;
    assert.equal(JSON.parse(json)[0].name, name);
    for (const text of [table, parseable, json]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  });

  it('T15: prints whole keys and ids as JSON that revoke takes', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 4 });
    const listed = JSON.parse((await runOn(sandbox, ['list', '--json'])).stdout);
    assert.deepEqual(
      listed.map(({ key }) => key),
      sandbox.tokens.map(({ key }) => key),
    );
    const words = [listed[0].key, listed[2].id];
    const { code, stdout } = await runOn(sandbox, ['revoke', '--json', ...words]);
    const gone = JSON.parse(stdout).map(({ key, result }) => [key, result]);
    assert.deepEqual(
      [code, gone],
      [
        0,
        [
          [listed[0].key, 'revoked'],
          [listed[2].key, 'revoked'],
        ],
      ],
    );
    assert.deepEqual(
      sandbox.tokens.map(({ name }) => name),
      ['token-2', 'token-4'],
    );
  });

  it('prints more than a pipe holds, whole, to a slow reader', { skip: noShell }, async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 1000 });
    // Reads a little at a time, and nothing before it has started itself.
    const reader = `const { readSync } = require("node:fs");
      const parts = [], part = Buffer.alloc(1000);
      for (let length; (length = readSync(0, part)) > 0; ) parts.push(Buffer.from(part.subarray(0, length)));
      const text = Buffer.concat(parts).toString();
      console.log(JSON.stringify({ length: text.length, keys: JSON.parse(text).map(({ key }) => key) }));`;
    const env = { ...userconfigFor(t, sandbox), READER: reader, NODE: process.execPath };
    const { code, stdout, stderr } = await runShell('"$@" list --json | "$NODE" -e "$READER"', { env });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: NOTICE });
    const { length, keys } = JSON.parse(stdout);
    assert.ok(length > 4 * 65_536, `${length}`);
    assert.deepEqual(
      keys,
      sandbox.tokens.map(({ key }) => key),
    );
  });
});

describe('create', () => {
  it('T13: prints JSON from which a shell reads the working token', { skip: noShell }, async (t) => {
    const sandbox = await sandboxFor(t);
    const env = {
      ...userconfigFor(t, sandbox),
      npm_config_password: sandbox.password,
      PATH: `${process.execPath.replace(/\/[^/]*$/, '')}:${process.env.PATH}`,
    };
    const line = `"$@" create --json --name=ci --packages-all | node -p 'JSON.parse(require("fs").readFileSync(0)).token'`;
    const { code, stdout, stderr } = await runShell(line, { env });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: NOTICE });
    assert.match(stdout, /^npm_[\dA-Za-z]{36}\n$/);
    assert.equal(await whoami(sandbox, stdout.trim()), sandbox.username);
  });

  it('T13, T14, O21, O22: has the true token and the true key in every form', async (t) => {
    const sandbox = await sandboxFor(t);
    const made = () => sandbox.tokens.at(-1);

    const json = await createOn(sandbox, ['--name=one', '--json']);
    const created = JSON.parse(json.stdout);
    assert.deepEqual([json.code, created.token, created.key], [0, made().token, made().key]);
    assert.deepEqual([created.name, created.expiry, created.updated], ['one', made().expiry, null]);
    assert.match(json.stdout, /^\{\n {2}"key": /);

    const parseable = await createOn(sandbox, ['--name=two', '--parseable']);
    const fields = new Map(
      parseable.stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t')),
    );
    assert.deepEqual([fields.get('token'), fields.get('key')], [made().token, made().key]);
    assert.deepEqual([fields.get('name'), fields.get('expiry')], ['two', made().expiry]);

    const plain = await createOn(sandbox, ['--name=three', '--cidr=192.0.2.0/24', '--expires=30']);
    assert.equal(
      plain.stdout,
      `Created token ${made().token}\nkey: ${made().key}\nname: three\nexpires: ${made().expiry}\ncidr: 192.0.2.0/24\n`,
    );

    const alone = await createOn(sandbox, ['--name=four', '--output=token']);
    assert.equal(alone.stdout, `${made().token}\n`);
    for (const { code, stderr } of [json, parseable, plain, alone]) {
      assert.deepEqual({ code, stderr }, { code: 0, stderr: NOTICE });
    }
    for (const { token } of sandbox.tokens) assert.equal(await whoami(sandbox, token), sandbox.username);
  });
});

describe('revoke', () => {
  it('T15: prints what is gone, in every form', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [1, 2, 3, 4].map((n) => ({ key: uuid(n), name: `t${n}` })) });
    sandbox.addToken({ key: uuid(5), name: null });
    const forms = [
      [['--json', 't1', 't2'], `${JSON.stringify([1, 2].map(revoked), null, 2)}\n`],
      [['-p', 't3'], `${uuid(3)}\n`],
      [['t4', uuid(5)], `Revoked ${uuid(4)} (t4)\nRevoked ${uuid(5)}\n`],
    ];
    function revoked(n) {
      return { key: uuid(n), id: uuid(n).slice(0, 8), name: `t${n}`, result: 'revoked' };
    }
    for (const [args, stdout] of forms) {
      assert.deepEqual(await runOn(sandbox, ['revoke', ...args]), { code: 0, stdout, stderr: NOTICE });
    }
    assert.deepEqual(sandbox.tokens, []);
  });

  it('prints the keys in one parseable line', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [1, 2].map((n) => ({ key: uuid(n), name: `t${n}` })) });
    const { stdout } = await runOn(sandbox, ['revoke', '--parseable', 't2', 't1']);
    assert.equal(stdout, `${uuid(2)}\t${uuid(1)}\n`);
  });
});

describe('the choice of a form', () => {
  const choices = [
    { what: 'npm_config_json=true', args: [], env: { npm_config_json: 'true' }, form: 'json' },
    { what: 'npm_config_parseable=true', args: [], env: { npm_config_parseable: 'true' }, form: 'parseable' },
    { what: 'npm_config_output=json', args: [], env: { npm_config_output: 'json' }, form: 'json' },
    { what: '--no-json over the environment', args: ['--no-json'], env: { npm_config_json: 'true' }, form: 'table' },
    { what: '--json=false', args: ['--json=false'], env: {}, form: 'table' },
    { what: '--json false', args: ['--json', 'false'], env: {}, form: 'table' },
    { what: '--json true', args: ['--json', 'true'], env: {}, form: 'json' },
    { what: 'JSON over parseable, as in npm', args: ['--json', '--parseable'], env: {}, form: 'json' },
    {
      what: '--output over npm_config_json',
      args: ['--output=table'],
      env: { npm_config_json: 'true' },
      form: 'table',
    },
  ];
  const shapes = { json: /^\[\n/, parseable: /^key\t/, table: /^id {2}/ };
  for (const { what, args, env, form } of choices) {
    it(`is ${form} for ${what}`, async (t) => {
      const { code, stdout } = await runOn(await sandboxFor(t, { tokens: 1 }), ['list', ...args], { env });
      assert.equal(code, 0);
      assert.match(stdout, shapes[form]);
    });
  }
});

describe('the width of a terminal', { skip: noTerminal }, () => {
  const wide = (text) => [...text].reduce((width, letter) => width + (/[\u3000-\u9fff]/.test(letter) ? 2 : 1), 0);
  const many = () => [
    ...tokens(),
    { key: uuid(8), name: '名前がとても長いトークンの名前', expiry: ahead(100) },
    { key: uuid(9), name: 'a name that is really much longer than it would have to be', expiry: ahead(100) },
  ];
  for (const columns of [60, 80, 120]) {
    it(`holds every line at ${columns} columns`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: many() });
      const env = { ...environmentOf(sandbox), npm_config_loglevel: 'error', NO_COLOR: '1' };
      const terminal = openTerminal(t, ['list'], { env, columns });
      assert.equal(await terminal.ends(), 0);
      const rows = terminal.shown.trimEnd().split('\r\n');
      assert.equal(rows.length, 8, terminal.shown);
      for (const row of rows) assert.ok(wide(row) <= columns, `${wide(row)}: ${row}`);
      for (const { key } of sandbox.tokens) assert.ok(rows.some((row) => key.startsWith(row.split(' ')[0])));
      assert.match(rows[0], /^id +name .*expires$/);
      assert.match(rows[1], /in 12 d$/);
    });
  }

  it('limits nothing elsewhere', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: many() });
    const { stdout } = await runOn(sandbox, ['list'], { env: { COLUMNS: '40' } });
    assert.ok(!stdout.includes('…') && stdout.split('\n')[0].length > 130, stdout);
  });
});

describe('colour', () => {
  const YELLOW = `${ESC}[33min 12 d${ESC}[39m`;
  const RED = [`${ESC}[31min 2 d${ESC}[39m`, `${ESC}[31mrevoked${ESC}[39m`, `${ESC}[31mexpired${ESC}[39m`];
  const cases = [
    { where: 'terminal', what: 'by itself', colour: true },
    { where: 'terminal', what: 'not with NO_COLOR', env: { NO_COLOR: '1' }, colour: false },
    { where: 'terminal', what: 'with NO_COLOR=0, as in npm', env: { NO_COLOR: '0' }, colour: true },
    { where: 'terminal', what: 'with an empty NO_COLOR', env: { NO_COLOR: '' }, colour: true },
    { where: 'terminal', what: 'not with --no-color', args: ['--no-color'], colour: false },
    { where: 'terminal', what: 'not with --color=false', args: ['--color=false'], colour: false },
    { where: 'terminal', what: 'not with npm_config_color=false', env: { npm_config_color: 'false' }, colour: false },
    { where: 'terminal', what: 'with --color over NO_COLOR', args: ['--color'], env: { NO_COLOR: '1' }, colour: true },
    { where: 'terminal', what: 'not with TERM=dumb', env: { TERM: 'dumb' }, colour: false },
    { where: 'terminal', what: 'not in JSON', args: ['--json'], colour: false },
    { where: 'terminal', what: 'not in parseable lines', args: ['-p'], colour: false },
    { where: 'pipe', what: 'not by itself', colour: false },
    { where: 'pipe', what: 'not with --color', args: ['--color'], colour: false },
    { where: 'pipe', what: 'not with FORCE_COLOR', env: { FORCE_COLOR: '1' }, colour: false },
    { where: 'pipe', what: 'with --color=always', args: ['--color=always'], colour: true },
    {
      where: 'pipe',
      what: 'with --color=always over NO_COLOR',
      args: ['--color=always'],
      env: { NO_COLOR: '1' },
      colour: true,
    },
    { where: 'pipe', what: 'not in JSON, even with --color=always', args: ['--color=always', '--json'], colour: false },
  ];
  for (const { where, what, args = [], env = {}, colour } of cases) {
    it(`in a ${where}: ${what}`, { skip: where === 'terminal' && noTerminal }, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: tokens() });
      const shown = await show(t, where, sandbox, ['list', ...args], env);
      if (colour) {
        assert.ok(shown.includes(YELLOW), shown);
        for (const text of RED) assert.ok(shown.includes(text), shown);
        assert.equal(shown.split(ESC).length - 1, 8, 'and nothing else is coloured');
      } else {
        assert.ok(!shown.includes(ESC), shown);
      }
    });
  }

  async function show(t, where, sandbox, args, env) {
    if (where === 'pipe') return (await runOn(sandbox, args, { env })).stdout;
    const terminal = openTerminal(t, args, { env: { ...environmentOf(sandbox), ...env }, columns: 160 });
    assert.equal(await terminal.ends(), 0);
    return terminal.shown;
  }
});

describe('notices of the registry', () => {
  it('T54: are shown for a successful list, each once', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 3, perPageMax: 1 });
    const { stderr } = await runOn(sandbox, ['list', '--json']);
    assert.equal(lines(sandbox).length, 6);
    assert.equal(stderr, NOTICE);
  });

  it('are shown beside an error', async (t) => {
    const { stderr } = await runOn(await sandboxFor(t, { tokens: 1 }), ['revoke', 'missing']);
    assert.ok(stderr.startsWith(`${NOTICE}error[ETOKENNOTFOUND]: `), stderr);
  });

  for (const flag of ['--loglevel=warn', '-q', '--quiet', '--loglevel=error', '-s', '--silent']) {
    it(`are left out with ${flag}`, async (t) => {
      const { code, stderr } = await runOn(await sandboxFor(t, { tokens: 1 }), ['list', flag]);
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    });
  }
});

describe('errors', () => {
  const wrong = { npm_config_password: 'wrong horse' };
  const failures = [
    { what: 'done', args: ['list'], code: 0 },
    {
      what: 'a wrong password',
      args: ['create', '--name=x', '--packages-all'],
      env: wrong,
      code: 1,
      error: 'E401',
      facts: ({ url }) => ({ statusCode: 401, method: 'POST', url: `${url}-/npm/v1/tokens`, registry: url }),
    },
    {
      what: 'an unknown token',
      args: ['revoke', 'missing'],
      code: 1,
      error: 'ETOKENNOTFOUND',
      facts: ({ url }) => ({ registry: url }),
    },
    { what: 'an unknown flag', args: ['list', '--foo'], code: 2, error: 'EUSAGE' },
    { what: 'a bad option', args: ['create', '--name=x', '--expires=0'], code: 2, error: 'EINVALIDOPTION' },
    { what: 'a bad range', args: ['create', '--name=x', '--cidr=::/0'], code: 2, error: 'EINVALIDCIDR' },
    {
      what: 'a bad variable',
      args: ['list'],
      env: { npm_config_strict_ssl: 'perhaps' },
      code: 2,
      error: 'EINVALIDCONFIG',
    },
  ];
  for (const { what, args, env, code, error, facts = () => ({}) } of failures) {
    it(`exits with ${code} for ${what}`, async (t) => {
      const sandbox = await sandboxFor(t);
      const plain = await runOn(sandbox, args, { env });
      assert.equal(plain.code, code);
      if (error) assert.match(plain.stderr, new RegExp(`^(notice: .+\\n)*error\\[${error}\\]: .+\\nhint: .+\\n$`));
      assert.equal(plain.stdout, '');
    });

    if (!error) continue;
    it(`T55: has one error object on stdout for ${what} with --json`, async (t) => {
      const sandbox = await sandboxFor(t);
      const plain = await runOn(sandbox, args, { env });
      const json = await runOn(sandbox, [...args, '--json'], { env });
      assert.equal(json.code, code);
      assert.equal(json.stderr, plain.stderr);
      const shown = JSON.parse(json.stdout);
      const [, summary, detail] = /error\[\w+\]: (.+)\nhint: (.+)\n/.exec(plain.stderr);
      assert.deepEqual(shown, { error: { code: error, summary, detail, ...facts(sandbox) } });
    });
  }

  it('has the error object for npm_config_json too', async (t) => {
    const { code, stdout } = await runOn(await sandboxFor(t), ['revoke', 'missing'], {
      env: { npm_config_json: 'true' },
    });
    assert.deepEqual([code, JSON.parse(stdout).error.code], [1, 'ETOKENNOTFOUND']);
    for (const env of [{ NPM_CONFIG_JSON: 'true' }, { npm_config_json: '1' }]) {
      const early = await run(['list', '--foo'], { env });
      assert.deepEqual([early.code, JSON.parse(early.stdout).error.code], [2, 'EUSAGE']);
    }
  });

  it('have no error object if the last word is against it, or --json is no flag', async () => {
    for (const args of [
      ['list', '--foo', '--json', '--no-json'],
      ['revoke', '--foo', '--', '--json'],
    ]) {
      const { code, stdout, stderr } = await run(args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /^error\[EUSAGE\]: /);
    }
  });

  it('exits with 2 without credentials, and says where they were looked for', async () => {
    const { code, stdout, stderr } = await run(['list'], { env: { npm_config_registry: 'http://127.0.0.1:9/' } });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^error\[ENEEDAUTH\]: no credentials for http:\/\/127\.0\.0\.1:9\/\nhint: .*npm login.*\n$/);
  });

  it('T52: says nothing of packages and shows no stack', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ method: 'GET', status: 403, json: { error: 'not today' } });
    const forbidden = await runOn(sandbox, ['list']);
    assert.match(forbidden.stderr, /error\[E403\]: GET http:\S+ failed with status 403: .*not today/);
    assert.doesNotMatch(forbidden.stderr, /package/i);

    const url = `http://127.0.0.1:${await closedPort()}/`;
    const env = { npm_config_registry: url, [credentialVariable(url)]: 'npm_invented', npm_config_fetch_retries: '0' };
    const refused = await run(['list'], { env });
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^error\[ECONNREFUSED\]: .+\nhint: .+\n$/);
  });

  it('T12: escapes what is not printable in the server’s words', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ method: 'GET', times: Infinity, status: 400, json: { message: `${ESC}[31mred\u009b\nline` } });
    for (const args of [['list'], ['list', '--json']]) {
      const { code, stdout, stderr } = await runOn(sandbox, args);
      assert.equal(code, 1);
      assert.match(stderr, /red/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      assert.doesNotMatch(stdout + stderr, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      assert.equal(stderr.match(/^error/gm).length, 1);
    }
  });

  it('says nothing at --loglevel=silent, and prints results all the same', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: tokens() });
    for (const flag of ['--loglevel=silent', '--silent', '-s']) {
      assert.deepEqual(await runOn(sandbox, ['list', flag]), { code: 0, stdout: TABLE, stderr: '' });
      const failed = await runOn(sandbox, ['revoke', 'missing', flag]);
      assert.deepEqual(failed, { code: 1, stdout: '', stderr: '' });
    }
    const json = await runOn(sandbox, ['revoke', 'missing', '-s', '--json']);
    assert.equal(JSON.parse(json.stdout).error.code, 'ETOKENNOTFOUND');
    assert.equal(json.stderr, '');
  });

  it('says nothing of a loglevel or a variable it has no use for', async (t) => {
    const sandbox = await sandboxFor(t);
    const env = { npm_config_init_author_name: 'x', npm_config_save: 'true', npm_lifecycle_event: 'test' };
    const { code, stderr } = await runOn(sandbox, ['list', '--json', '-dd'], { env });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: NOTICE });
  });
});

it('puts data on stdout and everything else on stderr', { skip: noShell }, async (t) => {
  const sandbox = await sandboxFor(t, { tokens: tokens() });
  const env = userconfigFor(t, sandbox);
  assert.deepEqual(await runShell('"$@" list 2>&-', { env }), { code: 0, stdout: TABLE, stderr: '' });
  assert.deepEqual(await runShell('"$@" list 2>/dev/null', { env }), { code: 0, stdout: TABLE, stderr: '' });
  assert.deepEqual(await runShell('"$@" list >/dev/null', { env }), { code: 0, stdout: '', stderr: NOTICE });
});
