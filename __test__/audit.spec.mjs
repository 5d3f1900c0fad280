// What is wrong with an account's tokens: by the function, and by the command in each of its forms.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { auditTokens, listTokens } from './helpers/addon.mjs';
import { runOn } from './helpers/cli.mjs';
import { failure } from './helpers/failure.mjs';
import { OPTION, TYPE, VALUE } from './helpers/refusals.mjs';
import { connectionTo, environmentOf, FIRST_PAGE, lines, sandboxFor } from './helpers/registry.mjs';
import { sarifValidator } from './helpers/sarif.mjs';
import { noTerminal, openTerminal } from './helpers/terminal.mjs';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const DAY = 24 * 60 * 60 * 1000;
/** A time so many whole days from now, and a minute that the test may take. */
const at = (days) => new Date(Date.now() + days * DAY + Math.sign(days) * 60_000).toISOString();
const day = (time) => time.slice(0, 10);
const key = (number) => `0000000${number}-aaaa-4bbb-8ccc-000000000000`;
const right = (action) => [{ name: 'package', action }];

/** A name that means something wherever it is not escaped. */
const HOSTILE = 'a|`b`\n\u001b[31m</details>[x](y){0}@you';
const SHOWN = 'a|`b`\\u{a}\\u{1b}[31m</details>[x](y){0}@you';

/** Every rule with its severity, in the order of the rules. */
const RULES = [
  ['expired', 'error', 'The token has ended: what uses it fails.'],
  ['bypass-2fa-write', 'error', 'The token writes to packages without two-factor authentication.'],
  ['expiring', 'warning', 'The token ends soon.'],
  ['never-expires', 'warning', 'The token has no end.'],
  ['unused', 'warning', 'The token was not used for long.'],
  ['all-packages-write', 'warning', 'The token writes to every package of the account.'],
  ['classic-token', 'warning', 'The token is of the classic kind, without permissions and limits of its own.'],
  [
    'direct-publish-after-2027',
    'warning',
    'The token publishes directly, which is announced to end for granular tokens in January 2027.',
  ],
  ['never-used', 'note', 'The token was never used.'],
  ['no-cidr', 'note', 'The token writes to packages from any address.'],
];
const SEVERITIES = Object.fromEntries(RULES);

/** An account in which every rule is broken once, and what is found in it: the rule, the token's number, the words. */
function account() {
  const fine = {
    created: at(-40),
    accessed: at(-1),
    expiry: at(60),
    cidr: ['192.0.2.0/24'],
    readonly: true,
    permissions: right('read'),
    scopes: [{ type: 'package', name: '@acme/app' }],
  };
  const anywhere = { permissions: right('write'), scopes: [{ type: 'package', name: '*' }], cidr: [], readonly: false };
  const tokens = [
    { ...fine, key: key(1), name: HOSTILE, created: at(-40), accessed: null },
    { ...fine, key: key(2), name: 'old', expiry: at(-5), ...anywhere, bypass_2fa: true },
    { ...fine, key: key(3), name: 'soon', expiry: at(5) },
    { ...fine, key: key(4), name: 'endless', expiry: null },
    { ...fine, key: key(5), name: 'laptop', accessed: at(-120) },
    { ...fine, key: key(6), name: 'ci', ...anywhere, bypass_2fa: true },
    { ...fine, key: key(7), name: 'classic', permissions: [], scopes: [] },
    { ...fine, key: key(8), name: 'fine' },
    { ...fine, key: key(9), name: 'revoked', expiry: at(-5), revoked: at(-6) },
  ];
  const findings = [
    ['expired', 2, `it ended on ${day(tokens[1].expiry)}, 5 days ago`],
    ['bypass-2fa-write', 6, 'it writes to packages without two-factor authentication'],
    ['expiring', 3, `it ends on ${day(tokens[2].expiry)}, in 5 days`],
    ['never-expires', 4, 'it has no end'],
    ['unused', 5, `it was last used on ${day(tokens[4].accessed)}, 120 days ago`],
    ['all-packages-write', 6, 'it writes to every package of the account'],
    [
      'direct-publish-after-2027',
      6,
      'it publishes directly, which is announced to end for granular tokens in January 2027',
    ],
    ['classic-token', 7, 'it is of the classic kind, without permissions and limits of its own'],
    ['never-used', 1, `it was never used since it was made on ${day(tokens[0].created)}, 40 days ago`],
    ['no-cidr', 6, 'it writes to packages from any address'],
  ].map(([rule, number, message]) => {
    const token = tokens[number - 1];
    return { severity: SEVERITIES[rule], rule, key: token.key, id: `0000000${number}`, name: token.name, message };
  });
  return { tokens, findings };
}

/** A sandbox with that account, and what is found in it. */
async function seeded(t) {
  const { tokens, findings } = account();
  return { sandbox: await sandboxFor(t, { tokens }), findings };
}

/** What is said beside the findings. */
const beside = (sandbox, summary, failOn) =>
  [
    'SANDBOX NOTICE: this registry is a sandbox, its tokens open nothing.',
    `${summary} on ${sandbox.url}`,
    ...(failOn ? [`ends with 3, as \`--fail-on=${failOn}\` demands`] : []),
  ]
    .map((words) => `notice: ${words}\n`)
    .join('');

const SUMMARY = '2 errors, 6 warnings, 2 notes in 8 tokens';

/** Audits by the command, and checks all but what is printed. */
async function audit(t, ...flags) {
  const { sandbox, findings } = await seeded(t);
  const { code, stdout, stderr } = await runOn(sandbox, ['audit', ...flags]);
  assert.deepEqual({ code, stderr }, { code: 3, stderr: beside(sandbox, SUMMARY, 'error') });
  assert.deepEqual(lines(sandbox), [`GET ${FIRST_PAGE}`]);
  assert.ok(!stdout.includes('\u001b'), stdout);
  return { stdout, findings };
}

describe('auditTokens', () => {
  it('finds every rule that is broken, the gravest first, each with its token', async (t) => {
    const { sandbox, findings } = await seeded(t);
    const listed = await listTokens(connectionTo(sandbox));
    const found = await auditTokens(connectionTo(sandbox));
    const expected = findings.map(({ rule, severity, message, key }) => ({
      rule,
      severity,
      message,
      token: listed.find((token) => token.key === key),
    }));
    assert.deepEqual(found, expected);
    assert.deepEqual(found.map(({ rule }) => rule).sort(), RULES.map(([rule]) => rule).sort());
    assert.deepEqual(new Set(lines(sandbox)), new Set([`GET ${FIRST_PAGE}`]));
  });

  const rules = async (sandbox, options) =>
    (await auditTokens({ ...connectionTo(sandbox), ...options })).map(({ rule }) => rule);

  it('counts days as it is told', async (t) => {
    const { sandbox } = await seeded(t);
    assert.ok(!(await rules(sandbox, { expiresWithin: 4 })).includes('expiring'));
    assert.equal((await rules(sandbox, { expiresWithin: '10w' })).filter((rule) => rule === 'expiring').length, 6);
    assert.ok(!(await rules(sandbox, { unusedSince: '121d' })).includes('unused'));
    assert.equal((await rules(sandbox, { unusedSince: 1 })).filter((rule) => rule === 'unused').length, 6);
  });

  it('leaves out what is to be ignored, and tokens that are not meant', async (t) => {
    const { sandbox } = await seeded(t);
    assert.deepEqual(await rules(sandbox, { name: 'old', ignore: 'expired' }), []);
    assert.deepEqual(await rules(sandbox, { name: 'ci', ignore: ['no-cidr', 'all-packages-write'] }), [
      'bypass-2fa-write',
      'direct-publish-after-2027',
    ]);
    assert.deepEqual(await rules(sandbox, { package: 'other', ignore: [] }), [
      'expired',
      'bypass-2fa-write',
      'all-packages-write',
      'direct-publish-after-2027',
      'classic-token',
      'no-cidr',
    ]);
    assert.equal((await rules(sandbox, { scope: '@acme' })).length, 10);
  });

  it('finds nothing where there is nothing', async (t) => {
    assert.deepEqual(await auditTokens(connectionTo(await sandboxFor(t))), []);
  });
});

describe('npm-token audit', () => {
  it('prints a table', async (t) => {
    const { stdout, findings } = await audit(t);
    const rows = findings.map(({ severity, id, name, rule, message }) => [
      severity.padEnd(8),
      id,
      (name === HOSTILE ? SHOWN : name).padEnd(SHOWN.length),
      rule.padEnd(25),
      message,
    ]);
    const titles = ['severity', 'id'.padEnd(8), 'name'.padEnd(SHOWN.length), 'rule'.padEnd(25), 'what is wrong'];
    assert.equal(stdout, [titles, ...rows].map((row) => `${row.join('  ')}\n`).join(''));
  });

  it('prints JSON', async (t) => {
    for (const flag of ['--json', '--output=json']) {
      const { stdout, findings } = await audit(t, flag);
      const expected = { expiresWithin: 14, unusedSince: 90, ignore: [], judged: 8, findings };
      // A control character is written as an escape anyway.
      assert.equal(stdout, `${JSON.stringify(expected, null, 2)}\n`);
    }
  });

  it('prints lines with tabs', async (t) => {
    const { stdout, findings } = await audit(t, '--parseable');
    const shown = (name) => (name === HOSTILE ? SHOWN.replace('\\u{a}', ' ') : name);
    const rows = findings.map((one) => [one.severity, one.rule, one.key, one.id, shown(one.name), one.message]);
    const titles = ['severity', 'rule', 'key', 'id', 'name', 'message'];
    assert.equal(stdout, [titles, ...rows].map((row) => `${row.join('\t')}\n`).join(''));
  });

  it('prints Markdown, in which a name means nothing', async (t) => {
    const { stdout, findings } = await audit(t, '--output=markdown');
    const escaped = (text) => text.replace(/[^\w -]/g, (letter) => `&#${letter.codePointAt(0)};`);
    const rows = findings.map(({ severity, id, name, rule, message }) => {
      const shown = escaped(name === HOSTILE ? SHOWN : name);
      return `| ${severity} | ${id} | ${shown} | \`${rule}\` | ${message} |\n`;
    });
    const head = '| severity | id | name | rule | what is wrong |\n| --- | --- | --- | --- | --- |\n';
    assert.equal(stdout, `### npm tokens: ${SUMMARY}\n\n${head}${rows.join('')}`);
    for (const sign of ['</', '<d', '[x]', '@you', '`b`']) assert.ok(!stdout.includes(sign), sign);
  });

  it('prints SARIF 2.1.0', async (t) => {
    const { stdout, findings } = await audit(t, '--output=sarif');
    const text = (name) => name.replace(/[[\]]/g, '\\$&').replace(/[{}]/g, '$&$&');
    const expected = {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'npm-token',
              version,
              rules: RULES.map(([id, level, about]) => ({
                id,
                shortDescription: { text: about },
                defaultConfiguration: { level },
              })),
            },
          },
          columnKind: 'utf16CodeUnits',
          properties: { expiresWithin: 14, unusedSince: 90, ignore: [] },
          results: findings.map(({ severity, rule, key, id, name, message }) => ({
            ruleId: rule,
            ruleIndex: RULES.findIndex(([one]) => one === rule),
            level: severity,
            message: { text: `Token ${id} (${text(name)}): ${message}.` },
            locations: [{ logicalLocations: [{ name, fullyQualifiedName: key, kind: 'token' }] }],
            partialFingerprints: { 'tokenAndRule/v1': `${key}:${rule}` },
          })),
        },
      ],
    };
    assert.equal(stdout, `${JSON.stringify(expected, null, 2)}\n`);
  });

  it('prints SARIF that its schema allows, findings or none', async (t) => {
    const problems = sarifValidator();
    const { stdout } = await audit(t, '--output=sarif');
    assert.deepEqual(problems(JSON.parse(stdout)), []);
    const { stdout: empty } = await runOn(await sandboxFor(t), ['audit', '--output=sarif']);
    assert.deepEqual(problems(JSON.parse(empty)), []);
    for (const [right, wrong] of [
      ['"driver"', '"pilot"'],
      ['"level": "error"', '"level": "fatal"'],
      ['"version": "2.1.0"', '"version": "2.0"'],
      ['"ruleIndex": ', '"ruleIndex": -9'],
    ]) {
      assert.notDeepEqual(problems(JSON.parse(stdout.replace(right, wrong))), [], wrong);
    }
  });

  it('draws a timeline', async (t) => {
    const { stdout } = await audit(t, '--output=timeline');
    const life = (sign, after) => `${sign.repeat(9)}│${after}`;
    const rows = [
      ['00000002', 'old', life('█', ''), '5 d ago', 'expired'],
      ['00000003', 'soon', life('▓', '▓'), 'in 5 d', 'expiring'],
      ['00000001', 'a|`b`\\u{a}\\u{1b…', life('▒', '▒'.repeat(15)), 'in 60 d', 'never-used'],
      ['00000005', 'laptop', life('▓', '▓'.repeat(15)), 'in 60 d', 'unused'],
      ['00000006', 'ci', life('█', '█'.repeat(15)), 'in 60 d', 'bypass-2fa-write'],
      ['00000007', 'classic', life('▓', '▓'.repeat(15)), 'in 60 d', 'classic-token'],
      ['00000008', 'fine', life('░', '░'.repeat(15)), 'in 60 d', ''],
      ['00000004', 'endless', life('▓', `${'▓'.repeat(14)}▶`), 'never', 'never-expires'],
    ];
    assert.deepEqual(
      stdout
        .split('\n')
        .slice(1, 9)
        .map((line) => line.split(/ {2,}/).filter(Boolean)),
      rows.map((row) => row.map((cell) => cell.trim()).filter(Boolean)),
    );
    assert.ok(
      stdout.split('\n').every((line) => line.length <= 80),
      stdout,
    );
  });

  it('says so where nothing is wrong, or nothing is there', async (t) => {
    const { sandbox } = await seeded(t);
    const nothing = { code: 0, stdout: '' };
    const fine = beside(sandbox, 'nothing is wrong with 1 token');
    assert.deepEqual(await runOn(sandbox, ['audit', '--name=fine']), { ...nothing, stderr: fine });
    const none = beside(sandbox, 'nothing is wrong with 0 tokens');
    for (const flags of [[], ['--output=timeline']]) {
      assert.deepEqual(await runOn(sandbox, ['audit', '--name=none', ...flags]), { ...nothing, stderr: none });
    }
    const { stdout } = await runOn(sandbox, ['audit', '--name=none', '--json']);
    assert.deepEqual(JSON.parse(stdout).findings, []);
  });

  it('ends with 3 from the severity on that is given', async (t) => {
    const { sandbox } = await seeded(t);
    const of = (severity) => RULES.filter(([, one]) => one === severity).map(([rule]) => rule);
    const [errors, warnings, notes] = ['error', 'warning', 'note'].map(of);
    const WORDS = [[], ['--fail-on=error'], ['--fail-on=warning'], ['--fail-on=note'], ['--fail-on=none']];
    for (const [ignored, codes] of [
      [[], [3, 3, 3, 3, 0]],
      [errors, [0, 0, 3, 3, 0]],
      [
        [...errors, ...warnings],
        [0, 0, 0, 3, 0],
      ],
      [
        [...errors, ...warnings, ...notes],
        [0, 0, 0, 0, 0],
      ],
    ]) {
      const ignore = ignored.length > 0 ? [`--ignore=${ignored.join(',')}`] : [];
      const ran = await Promise.all(WORDS.map((words) => runOn(sandbox, ['audit', ...words, ...ignore])));
      assert.deepEqual(
        ran.map(({ code }) => code),
        codes,
        ignored.join(),
      );
    }
    assert.ok(lines(sandbox).every((line) => line.startsWith('GET ')));
  });

  it('takes no flag of its own from a variable, but the form', async (t) => {
    const { sandbox, findings } = await seeded(t);
    const names = ['name', 'scope', 'package', 'ignore', 'fail_on', 'expires_within', 'unused_since'];
    const values = ['none', '@none', 'none', 'expired', 'none', '1', '1'];
    const env = Object.fromEntries(names.map((name, index) => [`npm_config_${name}`, values[index]]));
    const { code, stdout } = await runOn(sandbox, ['audit'], { env: { ...env, npm_config_output: 'json' } });
    assert.equal(code, 3);
    assert.deepEqual(JSON.parse(stdout).findings, findings);
  });

  it('tells a failure as such', async (t) => {
    const { sandbox } = await seeded(t);
    sandbox.inject({ status: 403, body: { error: 'no' } });
    const { code, stdout, stderr } = await runOn(sandbox, ['audit', '--output=sarif']);
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
    assert.match(stderr, /^error\[E403\]/m);
  });
});

describe('an audit in a terminal', { skip: noTerminal }, () => {
  const PAINTS = { '\u001b[31m': '█', '\u001b[33m': '▓' };
  for (const columns of [80, 120]) {
    it(`is in colours, and no wider than ${columns} columns`, async (t) => {
      const { sandbox } = await seeded(t);
      for (const form of ['table', 'timeline']) {
        const env = { ...environmentOf(sandbox), npm_config_loglevel: 'error' };
        const terminal = openTerminal(t, ['audit', `--output=${form}`], { env, columns });
        assert.equal(await terminal.ends(), 3);
        const rows = terminal.shown.trimEnd().split('\r\n');
        assert.equal(rows.length, 11, terminal.shown);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the terminal's
        const plain = (row) => row.replace(/\u001b\[\d+m/g, '');
        for (const row of rows) assert.ok([...plain(row)].length <= columns, row);
        for (const row of rows.slice(1, -2)) {
          const paint = Object.keys(PAINTS).find((one) => row.includes(one));
          const signs =
            form === 'table' ? { error: '█', warning: '▓' }[plain(row).split(' ')[0]] : /[█▓]/.exec(row)?.[0];
          assert.equal(PAINTS[paint], signs, row);
        }
      }
    });
  }
});

describe('an audit of another registry', () => {
  const everything = ['all-packages-write', 'classic-token', 'no-cidr'];
  for (const [dialect, tokens, expected] of [
    ['verdaccio', [{ readonly: false }], everything],
    ['verdaccio', [{ readonly: false, cidr: ['192.0.2.0/24'] }], everything.slice(0, 2)],
    // It keeps no uses and no ends, so nothing is known of them.
    ['verdaccio', [{ readonly: true, created: at(-900) }], ['classic-token']],
    ['cnpmcore', [{ readonly: true, accessed: at(-1) }], ['classic-token']],
    ['cnpmcore', [{ readonly: true, accessed: at(-95) }], ['unused', 'classic-token']],
    ['cnpmcore', [{ readonly: false, accessed: at(-1) }], everything],
  ]) {
    it(`${expected.join(', ')} of ${dialect}`, async (t) => {
      const sandbox = await sandboxFor(t, { dialect, tokens });
      const found = await auditTokens(connectionTo(sandbox));
      assert.deepEqual(
        found.map(({ rule }) => rule),
        expected,
      );
      const { code, stdout } = await runOn(sandbox, ['audit', '--json', '--fail-on=note']);
      assert.equal(code, 3);
      assert.deepEqual(
        JSON.parse(stdout).findings.map(({ rule }) => rule),
        expected,
      );
      assert.ok(lines(sandbox).every((line) => line.startsWith('GET ')));
    });
  }
});

describe('what cannot be asked of an audit', () => {
  const known = RULES.map(([rule]) => `\`${rule}\``);
  for (const [options, flags, words] of [
    [{ ignore: 'expires' }, ['--ignore=expires'], ['`expires` is no rule', ...known]],
    [{ ignore: ['no-cidr', ''] }, ['--ignore=no-cidr,'], ['`` is no rule', ...known]],
    [{ expiresWithin: 0 }, ['--expires-within=0'], ['below one day']],
    [{ unusedSince: 'long' }, ['--unused-since=long'], ['no number of days']],
    [{ package: '@acme/*' }, ['--package=@acme/*'], ['pattern']],
    [undefined, ['--fail-on=fatal'], ['`fatal` is no severity', '`error`, `warning`, `note` or `none`']],
  ]) {
    it(`${flags} is refused before anything is sent`, async (t) => {
      const { sandbox } = await seeded(t);
      const { code, stdout, stderr } = await runOn(sandbox, ['audit', ...flags]);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
      assert.ok(stderr.startsWith(`error[${OPTION}]: invalid \`${flags[0].split('=')[0]}\``), stderr);
      for (const word of words) assert.ok(stderr.includes(word), `${word} in ${stderr}`);
      if (options) {
        const error = await failure(auditTokens({ ...connectionTo(sandbox), ...options }));
        assert.equal(error.code, OPTION);
        assert.ok(error.message.startsWith(`invalid \`${Object.keys(options)[0]}\``), error.message);
        for (const word of words) assert.ok(`${error.message} ${error.hint}`.includes(word), word);
      }
      assert.equal(sandbox.requests.length, 0);
    });
  }

  it('an option of another type, or of the command alone', async (t) => {
    const { sandbox } = await seeded(t);
    for (const [options, code] of [
      [{ ignore: 5 }, TYPE],
      [{ ignore: [5] }, TYPE],
      [{ expiresWithin: true }, TYPE],
      [{ failOn: 'error' }, VALUE],
      [{ sort: 'name' }, VALUE],
    ]) {
      assert.equal((await failure(auditTokens({ ...connectionTo(sandbox), ...options }))).code, code);
    }
    assert.equal(sandbox.requests.length, 0);
  });

  it('a flag of the list alone, or a word', async (t) => {
    const { sandbox } = await seeded(t);
    for (const word of ['--older-than=9', '--sort=name', '--expires=9', 'ci']) {
      const { code, stderr } = await runOn(sandbox, ['audit', word]);
      assert.equal(code, 2);
      assert.match(stderr, /^error\[EUSAGE\]/);
    }
    assert.equal(sandbox.requests.length, 0);
  });
});
