// What users are told where there is no addon to load, for every cause.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { host, manifest, platforms } from '../scripts/release/platforms.mjs';
import { commandIn, loadIn, lockOf, projectOf } from './helpers/installation.mjs';
import { environment } from './helpers/isolate.mjs';

const all = platforms.map(({ name }) => name);
const own = `@npm-token/${host.name}`;
const NEWER = '99.0.0';

/** Lets Node.js pass for one of another platform. Its C library is that of the program, whatever the system is. */
const pose = (platform, arch) => `
Object.defineProperties(process, { platform: { value: '${platform}' }, arch: { value: '${arch}' } });
process.report.getReport = () => ({ header: {} });
const { openSync } = require('node:fs');
require('node:fs').openSync = (path, ...rest) => openSync(path === '/proc/self/exe' ? __filename : path, ...rest);
`;

/** Lets the system say something of every addon. */
const dlopen = (said) => `
process.dlopen = () => { throw Object.assign(new Error(${JSON.stringify(said)}), { code: 'ERR_DLOPEN_FAILED' }); };
`;

/** The linker of Node.js itself, on Linux. */
const linker = /\/[\w./-]*\/ld-[\w.-]+/.exec(beginning(process.execPath))?.[0];
const noLinker = (process.platform !== 'linux' || !linker) && 'there is no dynamic linker to start programs by';

const AGAIN = /delete `node_modules` and install again/;

const ROWS = [
  {
    what: 'nothing is installed, and there is no lock file',
    installed: [],
    code: 'ENOBINARY',
    message: `\`${own}\`, which has the binary for this platform, is not installed`,
    hint: /install again, without `--omit=optional`, `--no-optional`.*lock file was made on another platform/,
  },
  {
    what: 'optional packages were left out, though the lock file names them',
    installed: [],
    lock: lockOf(all),
    code: 'ENOBINARY',
    hint: /the lock file names it, so it was left out: install without `--omit=optional`/,
  },
  {
    what: 'the lock file was made on another platform',
    installed: [],
    lock: lockOf(['darwin-arm64', 'win32-x64-msvc'].filter((name) => name !== host.name)),
    code: 'ENOBINARY',
    hint: /`.*package-lock\.json` does not name it, as it was made on another platform .* delete it and `node_modules`/,
  },
  {
    what: 'the lock file is of a project that has it from elsewhere',
    installed: [],
    lock: { packages: { '': {} } },
    code: 'ENOBINARY',
    hint: /install again, without/,
  },
  {
    what: 'the package is there without its addon',
    installed: [{ platform: host.name, addon: 'none' }],
    code: 'ENOBINARY',
    message: `\`${own}\` is installed, but its binary is not there`,
    hint: AGAIN,
  },
  {
    what: '`node_modules` comes from another system',
    as: ['linux', 'x64'],
    needs: 'linux-x64-musl',
    installed: [{ platform: 'darwin-arm64' }],
    code: 'ENOBINARY',
    message:
      '`@npm-token/linux-x64-musl`, which has the binary for this platform, is not installed; there is only `@npm-token/darwin-arm64`',
    hint: /installed for macOS on Apple silicon, .* is for Linux with musl \(Alpine\) on x64: do not copy or mount/,
  },
  {
    what: '`node_modules` comes from a system with glibc, and this is Alpine',
    as: ['linux', 'x64'],
    needs: 'linux-x64-musl',
    installed: [{ platform: 'linux-x64-gnu' }],
    code: 'ENOBINARY',
    hint: /do not copy `node_modules` between Alpine and other systems/,
  },
  {
    what: 'Node.js runs under Rosetta',
    as: ['darwin', 'x64'],
    needs: 'darwin-x64',
    installed: [{ platform: 'darwin-arm64' }],
    code: 'ENOBINARY',
    hint: /Rosetta.*`node -p process\.arch`/,
  },
  {
    what: 'it was installed under Rosetta, and Node.js is not',
    as: ['darwin', 'arm64'],
    needs: 'darwin-arm64',
    installed: [{ platform: 'darwin-x64' }],
    code: 'ENOBINARY',
    hint: /Rosetta/,
  },
  {
    what: 'it was installed for another architecture',
    as: ['win32', 'arm64'],
    needs: 'win32-arm64-msvc',
    installed: [{ platform: 'win32-x64-msvc' }],
    code: 'ENOBINARY',
    hint: /with a Node\.js of the same architecture/,
  },
  {
    what: 'the package is of another version',
    installed: [{ platform: host.name, version: NEWER }],
    code: 'EBINARYVERSION',
    message: `npm-token is ${manifest.version}, but \`${own}\` is ${NEWER}`,
    hint: /`overrides` or `resolutions`/,
  },
  {
    what: 'there is no package for the system',
    as: ['freebsd', 'x64'],
    needs: null,
    installed: [{ platform: 'linux-x64-gnu' }],
    code: 'EBADPLATFORM',
    message: 'there is no binary for this platform, `freebsd-x64`',
    hint: new RegExp(
      `${all
        .toSorted()
        .map((name) => `${name} \\(.+?\\)`)
        .join(', ')}; elsewhere, build`,
    ),
  },
  {
    what: 'there is no package for the architecture',
    as: ['linux', 'ia32'],
    needs: null,
    installed: [],
    code: 'EBADPLATFORM',
    message: 'there is no binary for this platform, `linux-ia32-musl`',
    hint: /linux-x64-gnu/,
  },
  {
    what: 'the addon is damaged',
    installed: [{ platform: host.name, addon: 'not a library' }],
    code: 'EBINARYLOAD',
    message: /^the binary for this platform cannot be loaded: ./,
    hint: AGAIN,
  },
  ...[
    ["/x.node: /lib/libc.so.6: version `GLIBC_2.17' not found (required by /x.node)", /use a newer system/],
    ['Error loading shared library ld-linux-x86-64.so.2: No such file or directory', /another C library/],
    ['Error relocating /x.node: __register_atfork: symbol not found', /another C library/],
    ['libc.musl-x86_64.so.1: cannot open shared object file: No such file or directory', /another C library/],
    ["dlopen(/x.node, 0x0001): tried: '/x.node' (mach-o file, but is an incompatible architecture)", AGAIN],
    ['\\\\?\\C:\\x.node is not a valid Win32 application.', AGAIN],
    ['/x.node: failed to map segment from shared object', /mounted `noexec`/],
    ['something\nnobody has foreseen', AGAIN],
  ].map(([said, hint]) => ({
    what: `the system says \`${said.replace('\n', ' ')}\``,
    installed: [{ platform: host.name }],
    preload: dlopen(said),
    code: 'EBINARYLOAD',
    message: `the binary for this platform cannot be loaded: ${said.replace('\n', ' ')}`,
    hint,
  })),
];

function beginning(path) {
  const file = openSync(path);
  const bytes = Buffer.alloc(2048);
  readSync(file, bytes);
  closeSync(file);
  return bytes.toString('latin1');
}

function matches(text, wanted) {
  if (wanted instanceof RegExp) assert.match(text, wanted);
  else if (wanted !== undefined) assert.equal(text, wanted);
}

describe('loading a package that is installed as it should be', () => {
  for (const way of ['require', 'import']) {
    it(`gives the functions by ${way}, whichever other platforms' packages there are`, async (t) => {
      const others = all.filter((name) => name !== host.name).map((platform) => ({ platform, addon: 'no library' }));
      assert.equal(await loadIn(projectOf(t, [{ platform: host.name }]), way), 'function');
      assert.equal(await loadIn(projectOf(t, [...others, { platform: host.name }]), way), 'function');
    });
  }

  it('tells the C library of a program that was started by way of the linker', { skip: noLinker }, async (t) => {
    const project = projectOf(t, [{ platform: host.name }]);
    const print = `console.log(typeof require('npm-token').listTokens, process.report.excludeNetwork)`;
    const words = [process.execPath, '-e', print];
    const { stdout } = await promisify(execFile)(linker, words, { cwd: project, env: environment(), timeout: 60_000 });
    assert.equal(stdout, 'function false\n');
  });

  it('runs the command', async (t) => {
    const project = projectOf(t, [{ platform: host.name }]);
    const { code, stdout, stderr } = await commandIn(project, ['--version']);
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });
});

describe('an addon that cannot be loaded is an error', () => {
  for (const { what, installed, lock, as, needs = host.name, preload = as && pose(...as), ...row } of ROWS) {
    it(`${row.code} where ${what}`, async (t) => {
      const project = projectOf(t, installed, lock);
      const present = installed.map(({ platform, version = manifest.version }) => ({
        name: `@npm-token/${platform}`,
        version,
      }));
      const named = needs ? { package: `@npm-token/${needs}` } : {};
      for (const way of ['require', 'import']) {
        const error = await loadIn(project, way, preload);
        assert.equal(error.code, row.code, JSON.stringify(error));
        assert.ok(error.isError && error.name === 'Error');
        matches(error.message, row.message);
        matches(error.hint, row.hint);
        assert.equal(error.package, named.package);
        assert.equal(error.version, manifest.version);
        assert.deepEqual(error.present, present);
        // What Node.js said, unless nothing was wrong but the version.
        assert.equal(error.cause === undefined, row.code === 'EBINARYVERSION');
        assert.deepEqual(error.keys, ['code', ...(needs ? ['package'] : []), 'version', 'present', 'hint']);
      }
      const { code, stdout, stderr } = await commandIn(project, ['list'], preload);
      assert.deepEqual([code, stdout], [1, '']);
      const [, shownCode, message, hint] = /^error\[(\w+)\]: (.+)\nhint: (.+)\n$/.exec(stderr);
      assert.equal(shownCode, row.code);
      matches(message, row.message);
      matches(hint, row.hint);
      const json = await commandIn(project, ['list', '--json'], preload);
      assert.deepEqual([json.code, json.stderr], [1, stderr]);
      const { version } = manifest;
      const shown = { code: row.code, summary: message, detail: hint, ...named, version, present };
      assert.deepEqual(JSON.parse(json.stdout), { error: shown });
    });
  }

  it('which leaves the sandbox to be started', async (t) => {
    const { code, stdout } = await commandIn(projectOf(t, []), ['sandbox', '--help']);
    assert.equal(code, 0);
    assert.match(stdout, /npm-token sandbox/);
  });
});
