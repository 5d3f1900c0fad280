// A stranger's project in which the real npm runs the command: what npm exports of the project's file is the project's.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { nerf } from './helpers/config.mjs';
import { MISDIRECTING, strangersProject, WIDENING } from './helpers/hostile.mjs';
import { npmIn, npmIsMissing } from './helpers/npm.mjs';
import { PROGRAM } from './helpers/program.mjs';
import { OF_ENVIRONMENT, PASSWORD } from './helpers/secrets.mjs';

const COMMAND = PROGRAM.map((word) => `"${word}"`).join(' ');
const CREATE = `${COMMAND} create --name=n`;

/** The ways in which npm runs a command, and which rows each is tried with: they export the same, and npm is slow. */
const WAYS = [
  ['npm exec', (line) => ['exec', '-c', line], (rows) => rows],
  ['npm run', () => ['run', 'release'], (rows) => rows.filter((_, index) => index % 5 === 0)],
];

const WIDER = [...WIDENING.filter((line) => !line.startsWith('name=')), 'Bypass_2FA=true'];

/** Lines that npm reads in another way than we do, or hands on under another name. */
const TRICKS = [
  ['a key in other letters', (evil) => `Proxy=${evil}`],
  ['a key that is computed', (evil) => `\u0024{npm_lifecycle_event?}registry=${evil}`],
  ['a value that is computed', (evil) => `registry=${evil}\u0024{npm_lifecycle_event?}`],
  ['a global file below a prefix', (evil) => `proxy=${evil}\nprefix=sub`, 'sub/etc/npmrc'],
  ['its own file hidden', (evil) => `global=true\nregistry=${evil}`],
];

describe('a project’s file that npm hands on', { skip: npmIsMissing }, () => {
  for (const [way, words, some] of WAYS) {
    const stops = async (t, row, line, code) => {
      const site = await strangersProject(t, row);
      writeFileSync(join(site.cwd, 'package.json'), JSON.stringify({ scripts: { release: line } }));
      const env = { ...site.env, npm_config_password: PASSWORD };
      const { stderr } = await npmIn(site.cwd, words(line), env);
      assert.match(stderr, new RegExp(`^error\\[${code}\\]: `, 'm'), stderr);
      assert.ok(!stderr.includes(OF_ENVIRONMENT), stderr);
      assert.equal(site.evil.connections(), 0);
      assert.deepEqual(site.good.requests, []);
    };

    for (const row of some(MISDIRECTING)) {
      it(`T2: ${way}, ${row.what}`, (t) => stops(t, row, `${CREATE} --packages=a`, 'EUNTRUSTED'));
    }
    for (const [what, npmrc, file] of TRICKS) {
      it(`T2: ${way}, another place by ${what}`, (t) =>
        stops(t, { npmrc, file }, `${CREATE} --packages=a`, 'EUNTRUSTED'));
    }
    for (const npmrc of some(WIDER)) {
      const line = npmrc.startsWith('packages') ? CREATE : `${CREATE} --packages=a`;
      const given = npmrc.startsWith('orgs-') ? `${line} --orgs=o` : line;
      it(`T6: ${way}, ${npmrc}`, (t) => stops(t, { npmrc: () => npmrc }, given, 'EINVALIDCONFIG'));
    }

    it(`T2: ${way}, a variable that the file escapes`, async (t) => {
      const site = await strangersProject(t, {
        npmrc: (evil) => `registry=${evil}\n${nerf(evil)}:_authToken=literal\nscope=\\\u0024{SPEC_SECRET}`,
      });
      const line = `${COMMAND} list`;
      writeFileSync(join(site.cwd, 'package.json'), JSON.stringify({ scripts: { release: line } }));
      const { stderr } = await npmIn(site.cwd, words(line), site.env);
      assert.match(stderr, /^error\[EUNTRUSTED\]: .*`scope` in .*would send the variable `SPEC_SECRET`/m, stderr);
      assert.equal(site.evil.connections(), 0);
    });

    it(`T2: ${way}, and flags of npm’s own are the person’s`, async (t) => {
      const site = await strangersProject(t, { npmrc: () => 'fetch-retries=0' });
      const line = `${CREATE} --packages=a`;
      writeFileSync(join(site.cwd, 'package.json'), JSON.stringify({ scripts: { release: line } }));
      const env = { ...site.env, npm_config_password: site.good.password };
      const { code, stderr } = await npmIn(site.cwd, [`--registry=${site.good.url}`, ...words(line)], env);
      assert.equal(code, 0, stderr);
      assert.equal(site.good.tokens.length, 1);
    });
  }
});
