'use strict';
// Why the addon cannot be loaded, and what to do about it. Only read when that has happened.
const { existsSync, readFileSync } = require('node:fs');
const { dirname, join, sep } = require('node:path');
const manifest = require('../../package.json');

/** The platforms that have a package, and what people call them. */
const PLATFORMS = {
  'darwin-arm64': 'macOS on Apple silicon',
  'darwin-x64': 'macOS on Intel',
  'linux-arm64-gnu': 'Linux with glibc on arm64',
  'linux-arm64-musl': 'Linux with musl (Alpine) on arm64',
  'linux-x64-gnu': 'Linux with glibc on x64',
  'linux-x64-musl': 'Linux with musl (Alpine) on x64',
  'win32-arm64-msvc': 'Windows on arm64',
  'win32-x64-msvc': 'Windows on x64',
};

const AGAIN = 'delete `node_modules` and install again';

/**
 * The error of the package where it has no addon.
 * @param {string} platform what Node.js runs on, as the packages call it
 * @param {unknown} [cause] what went wrong, unless the package there is has another version
 * @returns {import('../../index.js').LoadError}
 */
function loadError(platform, cause) {
  const present = Object.keys(PLATFORMS).map(packageFor).flatMap(installed);
  const { name, code, message, hint } = explain(platform, present, cause);
  const error = new Error(message.replace(/\s+/g, ' '), cause && { cause });
  const fields = { code, ...(name && { package: name }), version: manifest.version, present, hint };
  return Object.assign(error, fields);
}

function explain(platform, present, cause) {
  const name = packageFor(platform);
  const own = present.find((one) => one.name === name);
  if (cause?.code === 'ERR_DLOPEN_FAILED') return { name, ...unloadable(cause) };
  if (!PLATFORMS[platform]) return unsupported(platform);
  if (!own) return { name, code: 'ENOBINARY', ...missing(platform, present) };
  if (own.version !== manifest.version) return { name, ...mismatch(own) };
  if (cause?.code === 'MODULE_NOT_FOUND') return { name, ...emptied(name) };
  return { name, ...unloadable(cause) };
}

function packageFor(platform) {
  return `@npm-token/${platform}`;
}

/** The package by a name, with its version, if there is one. */
function installed(name) {
  try {
    return [{ name, version: require(`${name}/package.json`).version }];
  } catch {
    return [];
  }
}

function unsupported(platform) {
  const supported = Object.entries(PLATFORMS).map(([name, called]) => `${name} (${called})`);
  return {
    code: 'EBADPLATFORM',
    message: `there is no binary for this platform, \`${platform}\``,
    hint: `there are binaries for ${supported.join(', ')}; elsewhere, build the package from source`,
  };
}

function mismatch({ name, version }) {
  return {
    code: 'EBINARYVERSION',
    message: `npm-token is ${manifest.version}, but \`${name}\` is ${version}`,
    hint: `both have to be of one version: ${AGAIN}; see that no \`overrides\` or \`resolutions\` name it, and that no bundler or cache mixes two installations`,
  };
}

function emptied(name) {
  return {
    code: 'ENOBINARY',
    message: `\`${name}\` is installed, but its binary is not there`,
    hint: `${AGAIN}; if it goes away again, see what removes files ending in \`.node\`: a virus scanner, a bundler, or a script that makes an image smaller`,
  };
}

function missing(platform, present) {
  const message = `\`${packageFor(platform)}\`, which has the binary for this platform, is not installed`;
  if (isSource()) return { message, hint: 'this is the source: `npm run build` makes the binary' };
  if (present.length === 0) return { message, hint: omitted(platform) };
  const others = present.map(({ name }) => name.slice(packageFor('').length));
  const there = present.map(({ name }) => `\`${name}\``).join(', ');
  return { message: `${message}; there is only ${there}`, hint: foreign(platform, others) };
}

function isSource() {
  return existsSync(join(__dirname, '../../Cargo.toml'));
}

/** What to do where the packages of other platforms are installed. */
function foreign(platform, others) {
  const [system, architecture, libc] = platform.split('-');
  const there = others.map((one) => PLATFORMS[one]).join(', ');
  const install = `the packages were installed for ${there}, and this Node.js is for ${PLATFORMS[platform]}`;
  if (libc && others.some((one) => one.startsWith(`${system}-${architecture}-`))) {
    return `${install}: do not copy \`node_modules\` between Alpine and other systems, but install where it runs`;
  }
  if (system === 'darwin' && others.some((one) => one.startsWith('darwin-'))) {
    return `${install}: one of the two runs under Rosetta; install and run with the same (\`node -p process.arch\` tells which it is)`;
  }
  if (others.some((one) => one.startsWith(`${system}-`))) {
    return `${install}: install and run with a Node.js of the same architecture, \`node -p process.arch\` tells which it is`;
  }
  return `${install}: do not copy or mount \`node_modules\` from another system, but install where it runs`;
}

/** What to do where no platform's package is installed. */
function omitted(platform) {
  const lock = lockFile();
  if (lock?.isNamed(platform)) {
    return 'the lock file names it, so it was left out: install without `--omit=optional` and `--no-optional` (`npm config get omit` tells, as does `optional=false` in an `.npmrc`)';
  }
  if (lock) {
    return `\`${lock.path}\` does not name it, as it was made on another platform by an npm that wrote down that one's packages only: delete it and \`node_modules\`, and install again`;
  }
  return `install again, without \`--omit=optional\`, \`--no-optional\` and \`--ignore-optional\`; if the lock file was made on another platform and does not name it, delete that and \`node_modules\` first`;
}

/** npm's lock file of the project this is installed in, if it names npm-token. Others name every platform's packages. */
function lockFile() {
  const [project] = dirname(__dirname).split(`${sep}node_modules${sep}`);
  for (const file of ['npm-shrinkwrap.json', 'package-lock.json']) {
    const path = join(project, file);
    const places = existsSync(path) ? placesOf(path) : [];
    if (places.some((place) => place.endsWith('node_modules/npm-token'))) {
      const isNamed = (platform) => places.some((place) => place.endsWith(`node_modules/${packageFor(platform)}`));
      return { path, isNamed };
    }
  }
}

function placesOf(path) {
  try {
    return Object.keys(JSON.parse(readFileSync(path, 'utf8')).packages ?? {});
  } catch {
    return [];
  }
}

/** What the system says of a file that it does not load, and what is behind that. */
const REASONS = [
  [/GLIBC_|GLIBCXX_/, "the system's C library is older than the binary needs, which is glibc 2.17: use a newer system"],
  [
    /ld-linux|libc\.musl|libc\.so|Error relocating/i,
    'the file is for another C library than this Node.js runs on: install where it runs',
  ],
  [
    /incompatible architecture|wrong ELF class|not a valid Win32 application|invalid ELF header|file too short|slice is not valid|not a mach-o/i,
    `the file is damaged or made for another platform: ${AGAIN}`,
  ],
  [
    /failed to map segment|not permitted|permission denied|access is denied/i,
    'the system does not let it be executed: see the permissions of the file, and whether its file system is mounted `noexec`',
  ],
];

function unloadable(cause) {
  const said = String(cause?.message ?? cause);
  const [, reason] = REASONS.find(([pattern]) => pattern.test(said)) ?? [];
  return {
    code: 'EBINARYLOAD',
    message: `the binary for this platform cannot be loaded: ${said}`,
    hint: reason ?? AGAIN,
  };
}

/**
 * A command that fails with an error, shown as the addon shows its own.
 * @param {import('../../index.js').LoadError} error
 * @param {string[]} args
 * @returns {import('../../index.js').CliOutcome}
 */
function failing(error, args) {
  const { code, message, hint, package: needed, version, present } = error;
  if (hint === undefined) throw error;
  return {
    exitCode: 1,
    stdout: args.includes('--json')
      ? `${JSON.stringify({ error: { code, summary: message, detail: hint, package: needed, version, present } }, null, 2)}\n`
      : '',
    stderr: `error[${code}]: ${message}\nhint: ${hint}\n`,
    ifLost: '',
  };
}

module.exports = { loadError, failing };
