// Checks one file against the rules for it.
import { existsSync, readFileSync } from 'node:fs';
import { isElf, readElf } from './elf.mjs';
import { isMachO, readMachO } from './macho.mjs';
import { isPe, readPe } from './pe.mjs';
import { formatOf, rulesFor } from './rules.mjs';

const FORMATS = [
  [isElf, readElf],
  [isPe, readPe],
  [isMachO, readMachO],
];

/**
 * Gives what is wrong with a file, by rule, as `{ rule, found }`.
 * @param {string} path the file
 * @param {object} target the target it is for
 * @param {'addon' | 'executable'} kind which of the target's two files it is
 */
export function check(path, target, kind) {
  if (!existsSync(path)) return [{ rule: 'file', found: ['it is not there'] }];
  const bytes = readFileSync(path);
  let facts;
  try {
    facts = readFacts(bytes);
  } catch (error) {
    return [{ rule: 'format', found: [error.message] }];
  }
  // Nothing else can be asked of a file of another format.
  if (facts.format !== formatOf(target)) return [{ rule: 'format', found: [facts.format] }];
  return Object.entries(rulesFor(target, kind))
    .map(([rule, find]) => ({ rule, found: find(facts, bytes) }))
    .filter(({ found }) => found.length > 0);
}

function readFacts(bytes) {
  const format = FORMATS.find(([isOfFormat]) => isOfFormat(bytes));
  if (format === undefined) throw new Error('neither ELF, PE nor Mach-O of 64 bits');
  return format[1](bytes);
}
