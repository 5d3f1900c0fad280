// Completion: the scripts, and what they are told. Bash is run as it is with a person at it: on a terminal, with the Tab key.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'node:test';
import { run, runOn } from './helpers/cli.mjs';
import { projectWith } from './helpers/folder.mjs';
import { PROGRAM } from './helpers/program.mjs';
import { lines, sandboxFor } from './helpers/registry.mjs';
import { ENTER, noTerminal, openTerminal } from './helpers/terminal.mjs';
import { userconfigFor } from './helpers/userconfig.mjs';

const noBash = noTerminal || (spawnSync('bash', ['--version']).status !== 0 && 'there is no bash');
const TOKENS = [
  { key: '0000000a-aaaa-4bbb-8ccc-000000000001', name: 'ci' },
  { key: '0000000b-aaaa-4bbb-8ccc-000000000002', name: '@acme/deploy' },
  { key: '1b2c3d4e-aaaa-4bbb-8ccc-000000000003', name: '$(touch pwned)' },
];

const TWICE = ['2', '3'].map((digit) => ({ key: `${digit.repeat(8)}-aaaa-4bbb-8ccc-000000000004`, name: 'twice' }));

/** The candidates for the last of some words. */
async function candidates(sandbox, words) {
  const { code, stdout, stderr } = await runOn(sandbox, ['completion', '--words', '--', ...words]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'));
}

describe('the words that scripts ask for', () => {
  it('are tokens, by id, and by a name that no shell reads as more than text', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [...TOKENS, ...TWICE] });
    const words = (await candidates(sandbox, ['revoke', ''])).map(([word]) => word);
    const ids = sandbox.tokens.map(({ key }) => key);
    assert.deepEqual(
      words.filter((word) => ids.every((id) => !id.startsWith(word))),
      ['ci', '@acme/deploy'],
    );
    assert.equal(words.length, 7);
    assert.deepEqual(await candidates(sandbox, ['rotate', 'c']), [['ci', 'token 0000000a']]);
    assert.ok(sandbox.requests.every(({ method }) => method === 'GET'));
  });

  it('are of the registry that the command line names', async (t) => {
    const [first, second] = [await sandboxFor(t), await sandboxFor(t, { tokens: TOKENS })];
    const flags = [`--registry=${second.url}`, `--${second.url.slice(5)}:_authToken=${second.authToken}`];
    assert.deepEqual(await candidates(first, ['revoke', ...flags, 'c']), [['ci', 'token 0000000a']]);
    assert.equal(first.requests.length, 0);
  });

  it('are none where the registry is not to be had, and that is no error', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    sandbox.inject({ status: 500, times: Number.POSITIVE_INFINITY });
    assert.deepEqual(await candidates(sandbox, ['revoke', 'c']), []);
    const { code, stdout, stderr } = await run(['completion', '--words', '--', 'revoke', 'c']);
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: '', stderr: '' });
  });

  it('are commands, flags and values without a request', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    for (const [words, first] of [
      [['rev'], 'revoke'],
      [['list', '--so'], '--sort='],
      [['create', '--packages-and-scopes-permission=read-o'], '--packages-and-scopes-permission=read-only'],
    ]) {
      assert.deepEqual(
        (await candidates(sandbox, words)).map(([word]) => word),
        [first],
      );
    }
    assert.deepEqual(lines(sandbox), []);
  });
});

describe('npm-token completion', () => {
  for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
    it(`prints a script for ${shell}`, async () => {
      const { code, stdout, stderr } = await run(['completion', shell]);
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
      assert.ok(stdout.includes('npm-token completion --words --'));
    });
  }

  for (const args of [[], ['csh'], ['bash', 'zsh'], ['--words']]) {
    it(`is refused as ${JSON.stringify(args)}`, async () => {
      const { code, stdout, stderr } = await run(['completion', ...args]);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
      assert.match(stderr, /hint: write `npm-token completion` and one of `bash`, `zsh`, `fish`, `powershell`/);
    });
  }
});

/** A bash at a terminal that completes `npm-token`, which is the command under test, signed in at a sandbox. */
async function bashFor(t, sandbox) {
  const folder = projectWith(t);
  const program = join(folder, 'npm-token');
  writeFileSync(program, `#!/bin/sh\nexec ${PROGRAM.map((word) => `'${word}'`).join(' ')} "$@"\n`);
  chmodSync(program, 0o755);
  // Bash hands no variable on whose name it could not have itself.
  const env = { ...userconfigFor(t, sandbox), PATH: `${folder}${delimiter}${process.env.PATH}`, PS1: 'ready> ' };
  const bash = openTerminal(t, ['--norc', '--noprofile', '-i'], { program: ['bash'], env });
  await bash.shows('ready> ');
  bash.type(`eval "$(npm-token completion bash)"${ENTER}`);
  await bash.shows('ready> ', 2);
  return bash;
}

describe('bash with the script', { skip: noBash }, () => {
  for (const [typed, becomes] of [
    ['npm-token rev', 'npm-token revoke '],
    ['npm-token revoke c', 'npm-token revoke ci '],
    ['npm-token revoke @ac', 'npm-token revoke @acme/deploy '],
    ['npm-token rotate 1b', 'npm-token rotate 1b2c3d '],
    ['npm-token list --so', 'npm-token list --sort='],
    ['npm-token list --sort=ex', 'npm-token list --sort=expiry '],
    ['npm-token list --sort ex', 'npm-token list --sort expiry '],
    ['npm-token audit --ignore=no-cidr,never-u', 'npm-token audit --ignore=no-cidr,never-used '],
    ['npm-token create --to=fi', 'npm-token create --to=file:'],
  ]) {
    it(`makes \`${becomes}\` of \`${typed}\``, async (t) => {
      const bash = await bashFor(t, await sandboxFor(t, { tokens: TOKENS }));
      bash.type(`${typed}\t|`);
      await bash.shows(`${becomes}|`);
    });
  }

  it('shows what there is to choose from, and runs none of it', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const bash = await bashFor(t, sandbox);
    bash.type('npm-token revoke \t\t');
    await bash.shows('@acme/deploy');
    await bash.shows('1b2c3d');
    assert.ok(!bash.shown.includes('pwned'));
  });
});
