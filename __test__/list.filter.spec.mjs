// Which tokens of a list are asked for, and in which order: by options and by flags, which mean the same.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listTokens, streamed } from './helpers/addon.mjs';
import { runOn } from './helpers/cli.mjs';
import { failure } from './helpers/failure.mjs';
import { OPTION } from './helpers/refusals.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

const DAY = 24 * 60 * 60 * 1000;
/** A time so many days from now, less a minute that the test may take. */
const at = (days) => new Date(Date.now() + days * DAY - 60_000).toISOString();
const key = (number) => `0000000${number}-aaaa-4bbb-8ccc-000000000000`;
const right = (action) => [{ name: 'package', action }];

const TOKENS = [
  {
    key: key(1),
    name: 'ci-release',
    created: at(-200),
    accessed: at(-1),
    expiry: at(10),
    bypass_2fa: true,
    permissions: right('write'),
    scopes: [{ type: 'package', name: '*' }],
  },
  {
    key: key(2),
    name: 'ci-docs',
    created: at(-100),
    accessed: null,
    expiry: at(60),
    cidr: ['192.0.2.0/24'],
    permissions: right('write'),
    scopes: [{ type: 'package', name: '@acme/docs' }],
  },
  {
    key: key(3),
    name: 'reader',
    created: at(-300),
    accessed: at(-95),
    expiry: at(-5),
    permissions: right('read'),
    scopes: [{ type: 'scope', name: '@acme' }],
  },
  {
    key: key(4),
    name: 'members',
    created: at(-2),
    accessed: null,
    expiry: null,
    permissions: [{ name: 'org', action: 'write' }],
    scopes: [{ type: 'org', name: 'acme' }],
  },
];

/** What is asked for, and the numbers of the tokens that are listed. */
const CASES = [
  [{ name: 'ci-*' }, [1, 2]],
  [{ name: 'ci-????' }, [2]],
  [{ name: 'CI-*' }, []],
  [{ scope: '@acme' }, [1, 2, 3]],
  [{ package: '@acme/docs' }, [1, 2, 3]],
  [{ package: '@acme/app' }, [1, 3]],
  [{ package: 'other', permission: 'read-write' }, [1]],
  [{ permission: 'read-write' }, [1, 2]],
  [{ permission: 'read-only' }, [3]],
  [{ permission: 'no-access' }, [4]],
  [{ bypass2fa: true }, [1]],
  [{ bypass2fa: false }, [2, 3, 4]],
  [{ expired: true }, [3]],
  [{ expired: false }, [1, 2, 4]],
  [{ expiresWithin: 14 }, [1]],
  [{ expiresWithin: '10w' }, [1, 2]],
  [{ unusedSince: '90d' }, [2, 3]],
  [{ unusedSince: '150d' }, []],
  [{ olderThan: '150d' }, [1, 3]],
  [{ noCidr: true }, [1, 3, 4]],
  [{ noCidr: false }, [2]],
  [{ sort: 'name' }, [2, 1, 4, 3]],
  [{ sort: 'created' }, [3, 1, 2, 4]],
  [{ sort: 'accessed' }, [2, 4, 3, 1]],
  [{ sort: 'expiry' }, [3, 1, 2, 4]],
];

/** The flags that mean the same as options. */
function flags(options) {
  return Object.entries(options).map(([name, value]) => {
    const flag = name.replace(/2fa|[A-Z]/g, (letters) => `-${letters.toLowerCase()}`);
    return `--${flag}=${value}`;
  });
}

describe('what is asked for of a list', () => {
  for (const [options, numbers] of CASES) {
    const words = flags(options);
    it(`${words.join(' ')} is ${numbers.length === 0 ? 'none' : numbers}`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: TOKENS });
      const listed = await listTokens({ ...connectionTo(sandbox), ...options });
      const keys = numbers.map(key);
      assert.deepEqual(
        listed.map((token) => token.key),
        keys,
      );
      if (!options.sort) {
        const given = await streamed({ ...connectionTo(sandbox), ...options });
        assert.deepEqual(
          given.map((token) => token.key),
          keys,
        );
      }
      const { code, stdout } = await runOn(sandbox, ['list', '--json', ...words]);
      assert.equal(code, 0);
      assert.deepEqual(
        JSON.parse(stdout).map((token) => token.key),
        keys,
      );
    });
  }

  it('leaves the ids those of the whole list', async (t) => {
    const alike = { key: 'deadbeef-aaaa-4bbb-8ccc-000000000001', name: 'a' };
    const other = { key: 'deadbee5-aaaa-4bbb-8ccc-000000000002', name: 'b' };
    const sandbox = await sandboxFor(t, { tokens: [alike, other] });
    const [token] = await listTokens({ ...connectionTo(sandbox), name: 'a' });
    assert.equal(token.id, 'deadbeef');
  });

  it('is said where it is none', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const { code, stdout, stderr } = await runOn(sandbox, ['list', '--name=nothing']);
    assert.deepEqual({ code, stdout }, { code: 0, stdout: '' });
    assert.match(stderr, /of the 4 tokens on .*, none is as asked for/);
  });

  it('comes from no variable', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const env = { npm_config_name: 'nothing', npm_config_expired: 'true', npm_config_bypass_2fa: 'true' };
    const { stdout } = await runOn(sandbox, ['list', '--json'], { env });
    assert.equal(JSON.parse(stdout).length, 4);
  });
});

describe('a list of another registry', () => {
  const old = { created: at(-100) };
  for (const [dialect, tokens, options, expected] of [
    ['verdaccio', [{ ...old, readonly: true }, { created: at(-1) }], { olderThan: 90 }, 1],
    ['verdaccio', [{ ...old, readonly: true }], { permission: 'read-only' }, 1],
    // It keeps no uses and no ends, so nothing is known of them.
    ['verdaccio', [old], { unusedSince: 90 }, 0],
    ['verdaccio', [old], { expired: true }, 0],
    ['cnpmcore', [old, { created: at(-1) }], { olderThan: 90 }, 1],
    [
      'cnpmcore',
      [
        { ...old, accessed: at(-95) },
        { ...old, accessed: at(-1) },
      ],
      { unusedSince: 90 },
      1,
    ],
  ]) {
    it(`${flags(options).join(' ')} of ${dialect} is ${expected}`, async (t) => {
      const sandbox = await sandboxFor(t, { dialect, tokens });
      for (const list of [listTokens, streamed]) {
        assert.equal((await list({ ...connectionTo(sandbox), ...options })).length, expected);
      }
    });
  }
});

describe('what cannot be asked for', () => {
  const cases = [
    [{ name: '' }, 'empty'],
    [{ package: '@acme/*' }, 'pattern'],
    [{ scope: '@acme/app' }, 'no scope'],
    [{ permission: 'write' }, 'not known'],
    [{ expiresWithin: 'soon' }, 'no number of days'],
    [{ unusedSince: 0 }, 'below one day'],
    [{ olderThan: 1.5 }, 'no number of days'],
    [{ sort: 'size' }, 'not known'],
  ];
  for (const [options, problem] of cases) {
    it(`${flags(options)[0]} is refused before anything is sent`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: TOKENS });
      const error = await failure(listTokens({ ...connectionTo(sandbox), ...options }));
      assert.equal(error.code, OPTION);
      assert.ok(error.message.includes(problem), error.message);
      assert.ok(error.message.includes(`\`${Object.keys(options)[0]}\``), error.message);
      const { code, stderr } = await runOn(sandbox, ['list', ...flags(options)]);
      assert.equal(code, 2);
      assert.ok(stderr.includes(problem), stderr);
      assert.ok(stderr.includes(flags(options)[0].split('=')[0]), stderr);
      assert.equal(sandbox.requests.length, 0);
    });
  }
});
