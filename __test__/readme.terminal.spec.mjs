// What the README shows of a terminal is what is to be seen there.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { at } from './helpers/bulk.mjs';
import { environmentOf, sandboxFor } from './helpers/registry.mjs';
import { screenOf } from './helpers/screen.mjs';
import { ENTER, noTerminal, openTerminal } from './helpers/terminal.mjs';

const DOWN = '\u001b[B';
const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const DAY = 24 * 60 * 60 * 1000;

/** What the README shows below a command, without what depends on when it was taken. */
function shownBelow(command) {
  const start = `\`\`\`console\n$ ${command}\n`;
  const blocks = README.split(start).slice(1);
  assert.equal(blocks.length, 1, `${command} in the README`);
  return undated(blocks[0].split('```')[0].trimEnd());
}

const undated = (text) =>
  text.replaceAll(/\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d\.\d{3}Z)?/g, (date) => date.replaceAll(/\d/g, 'D'));

/** The screen of a terminal that leads to a sandbox, as the README has it. */
function seen(terminal, sandbox) {
  const size = { columns: 100, rows: 40 };
  return undated(screenOf(terminal.shown.replaceAll(sandbox.url, 'https://registry.example/'), size).lines.join('\n'));
}

const token = (key, name, created, accessed, expiry, more) => ({
  key,
  name,
  created: at(created),
  accessed: accessed === null ? null : at(accessed),
  expiry: new Date(Date.parse(at(expiry)) + DAY / 2).toISOString(),
  ...more,
});

/** The tokens of the README's picture. */
const TOKENS = [
  token('79e3bc8d-9752-4c3e-b92f-334a5c317437', 'tmp-build', -20, -4, 10, { readonly: true }),
  token('4f3c8d2e-fa90-4771-8ff8-d0f4b65a6a73', 'release', -40, -1, 50, { readonly: false }),
  token('66015edf-c2f4-4fb0-a95f-1122945d1489', 'tmp-docs', -40, null, -10, {
    readonly: true,
    scopes: [{ type: 'package', name: '@acme/docs' }],
  }),
].map((one, index) => ({ ...one, token: `npm_aB${index}D${'x'.repeat(28)}789${index}` }));

describe('the README', { skip: noTerminal }, () => {
  it('shows the picker as it is', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const terminal = openTerminal(t, ['revoke'], { env: environmentOf(sandbox) });
    await terminal.shows('Filter: ');
    terminal.type(`tmp ${DOWN} `);
    await terminal.until(() => seen(terminal, sandbox).includes('2 marked'), 'two marks');
    assert.equal(seen(terminal, sandbox), shownBelow('npm-token revoke'));
  });

  it('shows the questions of create as they are', async (t) => {
    const sandbox = await sandboxFor(t);
    const terminal = openTerminal(t, ['create'], { env: environmentOf(sandbox) });
    const answers = ['ci', '@acme/app', '', '', '', 'y'];
    const questions = ['Name (', 'Packages', 'Choose one', 'How long it lives', 'IPv4 ranges', 'Create this token?'];
    for (const [index, question] of questions.entries()) {
      await terminal.shows(question);
      terminal.type(`${answers[index]}${ENTER}`);
    }
    await terminal.shows('Password of your account on ');
    assert.equal(seen(terminal, sandbox), shownBelow('npm-token create'));
  });
});
