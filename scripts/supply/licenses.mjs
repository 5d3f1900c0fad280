// The text of `THIRD-PARTY-LICENSES`: under which license each thing in the binaries is, and the words that license
// wants to be handed on. Where there is a choice, the first that `deny.toml` allows is taken.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { order, root, shipped, TARGETS } from './dependencies.mjs';

/** What is linked in and is no crate. Where LLVM's unwinder is, its license wants no words for binaries. */
const OTHERS = [
  { id: 'the Rust standard library and the crates in it', holder: 'The Rust Project Contributors' },
  { id: 'musl, in the executables for musl', holder: '2005-2020 Rich Felker, et al.' },
];

/** The whole text, for all targets together. */
export function licensesText() {
  const allowed = allowedLicenses();
  const crates = new Map(TARGETS.flatMap((target) => shipped(target).crates.map((crate) => [crate.id, crate])));
  const uses = [...crates.values()].flatMap((crate) =>
    wordsOf(crate, allowed).map((words) => ({ id: crate.id, words })),
  );
  for (const { id, holder } of OTHERS) uses.push({ id, words: mitFor(holder) });

  const groups = new Map();
  for (const { id, words } of uses) groups.set(words, [...(groups.get(words) ?? []), id]);
  const sections = [...groups].map(([words, ids]) => ({ words, ids: [...new Set(ids)].sort(order) }));
  sections.sort((one, other) => order(one.ids[0], other.ids[0]) || order(one.words, other.words));
  return [
    HEAD,
    ...sections.map(({ words, ids }) => `${RULE}\n${ids.map((id) => `- ${id}`).join('\n')}\n${RULE}\n\n${words}\n`),
  ].join('\n');
}

const RULE = '-'.repeat(80);
const HEAD = `The binaries of npm-token contain the following, each under the license below its name. Where there was a choice, this
is the license that was chosen. Which of it is in the binaries of one platform, the file sbom.cdx.json in its package says.
`;

/**
 * The licenses of an SPDX expression that apply, chosen by the order of `allowed`. Throws if there is no choice.
 * @param {string} expression
 * @param {string[]} allowed
 * @returns {string[]}
 */
export function chosen(expression, allowed) {
  const words = expression.replaceAll('/', ' OR ').replaceAll(/[()]/g, ' $& ').split(/\s+/).filter(Boolean);
  const rank = (licenses) => Math.max(...licenses.map((license) => allowed.indexOf(license)));
  const found = either();
  if (words.length > 0 || !found) throw new Error(`no license of \`${expression}\` is on the list in deny.toml`);
  return found;

  function either() {
    const choices = [both()];
    while (words[0] === 'OR') {
      words.shift();
      choices.push(both());
    }
    return choices.filter(Boolean).sort((one, other) => rank(one) - rank(other))[0];
  }

  function both() {
    const parts = [one()];
    while (words[0] === 'AND') {
      words.shift();
      parts.push(one());
    }
    return parts.every(Boolean) ? [...new Set(parts.flat())] : undefined;
  }

  function one() {
    const word = words.shift();
    if (word === '(') {
      const inner = either();
      words.shift();
      return inner;
    }
    const license = words[0] === 'WITH' ? [word, ...words.splice(0, 2)].join(' ') : word;
    return allowed.includes(license) ? [license] : undefined;
  }
}

function allowedLicenses() {
  const [, list] = /^allow = \[([^\]]*)\]/m.exec(readFileSync(`${root}deny.toml`, 'utf8'));
  return [...list.matchAll(/"([^"]+)"/g)].map(([, license]) => license);
}

/** The texts in a crate's package that belong to the licenses chosen for it. */
function wordsOf(crate, allowed) {
  const licenses = chosen(crate.license, allowed);
  const files = readdirSync(crate.folder).filter((name) => /^(licen[cs]e|copying|notice|unlicense)/i.test(name));
  const own = files.filter((name) => licenses.length === 1 && name.toLowerCase().includes(licenses[0].toLowerCase()));
  const others = files.filter((name) => /third-party|notice/i.test(name));
  const names = own.length > 0 ? [...own, ...others] : files;
  if (names.length > 0) return names.sort(order).map((name) => readText(join(crate.folder, name)));
  if (licenses.join() !== 'MIT') throw new Error(`${crate.id} has no file with the words of ${licenses.join(' and ')}`);
  return [mitFor(crate.authors.join(', ') || `the authors of ${crate.name}`)];
}

/** As one text wherever it was written, so that the same words are there once. */
function readText(path) {
  const lines = readFileSync(path, 'utf8').replaceAll('\r', '').split('\n');
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/^\n+/, '')
    .trimEnd();
}

function mitFor(holder) {
  return `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
}
