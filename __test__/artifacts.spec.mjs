// What is shipped is checked by rules; here it is checked that they find what they are there for.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { check } from '../scripts/native/check.mjs';
import { readElf } from '../scripts/native/elf.mjs';
import { readMachO } from '../scripts/native/macho.mjs';
import { readPe } from '../scripts/native/pe.mjs';
import { rulesFor } from '../scripts/native/rules.mjs';
import { findTarget, TARGETS } from '../scripts/native/targets.mjs';
import { AD_HOC, GOOD, NAPI, SYSTEM } from './helpers/artifact-facts.mjs';
import { machOFile, peFile } from './helpers/binaries.mjs';
import { home } from './helpers/isolate.mjs';

const isLinux = process.platform === 'linux';

/** What breaks a rule: target, file, rule, what differs from a good file, and what is reported. */
const BROKEN = [
  ['linux-x64-gnu', 'addon', 'architecture', { arch: 'arm64' }, ['arm64']],
  ['linux-x64-gnu', 'addon', 'kind', { isLibrary: false }, ['an executable']],
  ['linux-x64-gnu', 'executable', 'kind', { isLibrary: true }, ['a library']],
  ['linux-x64-gnu', 'addon', 'exports', { exported: [] }, [`no ${NAPI}`]],
  ['linux-x64-gnu', 'addon', 'exports', { exported: [NAPI, 'ring_core_sha256'] }, ['ring_core_sha256']],
  ['linux-x64-gnu', 'addon', 'imports', { imported: ['napi_create_object', 'read'] }, ['napi_create_object']],
  ['linux-x64-gnu', 'addon', 'libraries', { libraries: ['libc.so.6', 'libgcc_s.so.1'] }, ['libgcc_s.so.1']],
  ['linux-x64-gnu', 'addon', 'libraries', { libraries: ['libssl.so.3'] }, ['libssl.so.3']],
  ['linux-x64-musl', 'executable', 'relocatable', { isRelocatable: false }, ['a fixed address']],
  ['linux-x64-gnu', 'addon', 'search path', { searched: ['/opt/lib'] }, ['/opt/lib']],
  ['linux-x64-gnu', 'addon', 'glibc', { versions: ['GLIBC_2.17', 'GLIBC_2.18'] }, ['GLIBC_2.18']],
  ['linux-x64-gnu', 'addon', 'glibc', { versions: ['GLIBC_3.0'] }, ['GLIBC_3.0']],
  ['linux-x64-gnu', 'addon', 'glibc', { versions: ['GLIBC_PRIVATE'] }, ['GLIBC_PRIVATE']],
  ['linux-x64-gnu', 'addon', 'stripped', { isStripped: false }, ['a table of symbols']],
  ['linux-x64-gnu', 'executable', 'interpreter', { interpreter: undefined }, ['no /lib64/ld-linux-x86-64.so.2']],
  [
    'linux-arm64-gnu',
    'executable',
    'interpreter',
    { interpreter: '/lib/ld.so' },
    ['/lib/ld.so', 'no /lib/ld-linux-aarch64.so.1'],
  ],
  ['linux-x64-musl', 'addon', 'libraries', { libraries: ['libc.so.6'] }, ['libc.so.6']],
  ['linux-x64-musl', 'executable', 'libraries', { libraries: ['libc.so'] }, ['libc.so']],
  [
    'linux-x64-musl',
    'executable',
    'interpreter',
    { interpreter: '/lib/ld-musl-x86_64.so.1' },
    ['/lib/ld-musl-x86_64.so.1'],
  ],
  ['darwin-arm64', 'addon', 'exports', { exported: [] }, [`no _${NAPI}`]],
  ['darwin-arm64', 'addon', 'exports', { exported: [`_${NAPI}`, '_rust_eh_personality', '_ring_sha'] }, ['_ring_sha']],
  ['darwin-arm64', 'addon', 'imports', { imported: [{ name: '_napi_throw', library: undefined }] }, ['_napi_throw']],
  ['darwin-arm64', 'addon', 'libraries', { libraries: [SYSTEM, '/usr/lib/libz.dylib'] }, ['/usr/lib/libz.dylib']],
  [
    'darwin-arm64',
    'addon',
    'install name',
    { installName: '/build/a.dylib' },
    ['/build/a.dylib', 'no @rpath/npm-token.darwin-arm64.node'],
  ],
  ['darwin-arm64', 'addon', 'macos', { macos: '15.0' }, ['for macOS 15.0 and newer; it has to be 11.0']],
  ['darwin-arm64', 'addon', 'signature', { signature: undefined }, ['none']],
  [
    'darwin-arm64',
    'executable',
    'signature',
    { signature: { ...AD_HOC, problem: 'page 3 was changed' } },
    ['page 3 was changed'],
  ],
  ['darwin-x64', 'addon', 'signature', { signature: { isAdHoc: false } }, ['not an ad-hoc one']],
  ['win32-x64-msvc', 'addon', 'exports', { exported: [] }, [`no ${NAPI}`]],
  ['win32-x64-msvc', 'addon', 'libraries', { libraries: ['KERNEL32.dll', 'VCRUNTIME140.dll'] }, ['VCRUNTIME140.dll']],
  ['win32-x64-msvc', 'addon', 'libraries', { libraries: ['node.exe'] }, ['node.exe']],
  ['win32-arm64-msvc', 'executable', 'subsystem', { isConsole: false }, ['no console program']],
];

describe('rules for what is shipped', () => {
  it('exist for every target', () => {
    assert.deepEqual(Object.keys(GOOD).sort(), TARGETS.map(({ name }) => name).sort());
  });

  for (const [name, files] of Object.entries(GOOD)) {
    for (const [kind, facts] of Object.entries(files)) {
      it(`find nothing against a good ${kind} of ${name}`, () => assert.deepEqual(failures(name, kind, facts), {}));
    }
  }

  for (const [name, kind, rule, different, found] of BROKEN) {
    it(`${rule}: find ${found.join(', ')} in the ${kind} of ${name}`, () => {
      assert.deepEqual(failures(name, kind, { ...GOOD[name][kind], ...different }), { [rule]: found });
    });
  }

  const paths = [
    join(homedir(), 'x.rs'),
    '/home/somebody/x.rs',
    '/Users/somebody/x.rs',
    'C:\\Users\\somebody\\x.rs',
    '/c/registry/src/x.rs',
  ];
  for (const path of paths) {
    it(`paths: find ${path}`, () => {
      const found = failures('linux-x64-gnu', 'addon', GOOD['linux-x64-gnu'].addon, Buffer.from(`\0at ${path}\0`));
      assert.deepEqual(Object.keys(found), ['paths']);
    });
  }

  for (const [name, kind, limit] of [
    ['linux-x64-gnu', 'addon', 3_500_000],
    ['linux-x64-gnu', 'executable', 3_250_000],
    ['darwin-x64', 'addon', 4_250_000],
    ['darwin-x64', 'executable', 4_000_000],
  ]) {
    it(`size: find the ${kind} of ${name} that weighs too much`, () => {
      const facts = GOOD[name][kind];
      assert.deepEqual(failures(name, kind, facts, Buffer.alloc(limit)), {});
      assert.deepEqual(Object.keys(failures(name, kind, facts, Buffer.alloc(limit + 1))), ['size']);
    });
  }
});

describe('checking a file', () => {
  const cases = [
    ['a text', 'not a binary at all, whatever its name may say', 'neither ELF, PE nor Mach-O of 64 bits'],
    [
      'a file that is cut off',
      machOFile({ symbols: Array(99).fill({ name: '_a' }) }).subarray(0, 4200),
      'a text lies outside the file',
    ],
    ['a file of another system', peFile(), 'PE'],
  ];
  for (const [what, content, found] of cases) {
    it(`refuses ${what}`, () => {
      const path = join(home, 'npm-token.node');
      writeFileSync(path, content);
      const [failure, ...rest] = check(path, findTarget('darwin-arm64'), 'addon');
      assert.equal(failure.rule, 'format');
      assert.deepEqual(failure.found, [found]);
      assert.deepEqual(rest, []);
    });
  }

  it('refuses a file that is not there', () => {
    const failures = check(join(home, 'none'), findTarget('darwin-arm64'), 'addon');
    assert.deepEqual(failures, [{ rule: 'file', found: ['it is not there'] }]);
  });
});

describe('reading a binary', () => {
  const own = fileURLToPath(new URL(`../npm-token.linux-${process.arch}-gnu.node`, import.meta.url));
  const hasOwn = isLinux && process.report.getReport().header.glibcVersionRuntime !== undefined;

  it('agrees with readelf on the addon of this machine', { skip: !hasOwn && 'readelf is of Linux' }, () => {
    const said = (...flags) => execFileSync('readelf', ['--wide', ...flags, own], { encoding: 'utf8' });
    const each = (text, pattern) => [...text.matchAll(pattern)].map(([, value]) => value).sort();
    const facts = readElf(readFileSync(own));
    assert.deepEqual([...facts.libraries].sort(), each(said('--dynamic'), /\(NEEDED\).*\[(.*)\]/g));
    assert.deepEqual([...facts.versions].sort(), each(said('--version-info'), /Name: (\S+) {2}Flags/g));
    const symbols = said('--dyn-syms');
    assert.deepEqual([...facts.exported].sort(), each(symbols, /(?:DEFAULT|PROTECTED)\s+\d+ (\S+)$/gm));
    assert.deepEqual([...facts.imported].sort(), each(symbols, /UND ([^@\s]+)/g));
  });

  it('finds that an executable linked by this machine is not for others', {
    skip: !hasOwn && 'it is about glibc',
  }, () => {
    const linked = fileURLToPath(new URL('../target/debug/npm-token', import.meta.url));
    const rules = check(linked, findTarget(`linux-${process.arch}-gnu`), 'executable').map(({ rule }) => rule);
    for (const rule of ['libraries', 'glibc', 'stripped', 'paths']) assert.ok(rules.includes(rule), rule);
  });

  it('gives what a Windows library says', () => {
    const described = { machine: 0xaa64, libraries: ['KERNEL32.dll', 'ws2_32.dll'], exported: ['a', 'napi_b'] };
    assert.deepEqual(readPe(peFile(described)), {
      format: 'PE',
      arch: 'arm64',
      isLibrary: true,
      libraries: described.libraries,
      exported: described.exported,
      isStripped: true,
      isHardened: true,
      isConsole: true,
    });
    assert.equal(readPe(peFile({ flags: 0x140 })).isHardened, false);
  });

  it('gives what a macOS library says', () => {
    const symbols = [{ name: '_read', library: 1 }, { name: '_found_anywhere', library: 254 }, { name: '_made_here' }];
    assert.deepEqual(readMachO(machOFile({ libraries: [SYSTEM], installName: '@rpath/x.node', symbols })), {
      format: 'Mach-O',
      arch: 'arm64',
      isLibrary: true,
      installName: '@rpath/x.node',
      libraries: [SYSTEM],
      searched: [],
      exported: ['_made_here'],
      imported: [
        { name: '_read', library: SYSTEM },
        { name: '_found_anywhere', library: undefined },
      ],
      macos: '11.0',
      signature: AD_HOC,
    });
  });

  it('finds that a signed macOS library was changed', () => {
    const bytes = machOFile({ symbols: [{ name: '_a' }] });
    bytes[3000] ^= 1;
    assert.equal(readMachO(bytes).signature.problem, 'page 0 was changed');
  });
});

function failures(name, kind, facts, bytes = Buffer.alloc(64)) {
  const found = Object.entries(rulesFor(findTarget(name), kind)).map(([rule, find]) => [rule, find(facts, bytes)]);
  return Object.fromEntries(found.filter(([, what]) => what.length > 0));
}
