// Which binaries are tried in a dry run: those of the sources as they are, unless others are named.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'node:test';
import { gather } from '../scripts/release/gather.mjs';
import { host, platforms, root } from '../scripts/release/platforms.mjs';
import { makeArtifacts } from './helpers/artifacts.mjs';
import { projectWith } from './helpers/folder.mjs';
import { environment } from './helpers/isolate.mjs';

const other = platforms.find((platform) => platform !== host);

describe('the binaries of a dry run', { skip: !host && 'there is no package for this platform' }, () => {
  it('are built, and taken from where cargo puts them', {
    skip: process.platform === 'win32' && 'the commands are scripts',
  }, (t) => {
    const folder = projectWith(t);
    const path = (name) => join(folder, name);
    const script = (name, lines) => {
      writeFileSync(path(name), ['#!/bin/sh', 'set -e', ...lines, ''].join('\n'));
      chmodSync(path(name), 0o755);
    };
    script('npm', ['echo "npm $*"']);
    script('cargo', ['mkdir -p "$CARGO_TARGET_DIR/release"', 'echo built now >"$CARGO_TARGET_DIR/release/npm-token"']);
    const module = new URL('../scripts/release/gather.mjs', import.meta.url).href;
    const code = `import { gather } from ${JSON.stringify(module)};
      console.log(gather(${JSON.stringify(path('to'))}).map(({ name }) => name).join());`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
      env: environment({ PATH: `${folder}${delimiter}${process.env.PATH}`, CARGO_TARGET_DIR: path('target') }),
      encoding: 'utf8',
    });
    assert.equal(stdout, `npm run build\n${host.name}\n`, stderr);
    assert.equal(readFileSync(join(path('to'), host.name, host.executable), 'utf8'), 'built now\n');
    const addon = readFileSync(join(path('to'), host.name, host.addon));
    assert.ok(addon.equals(readFileSync(join(root, host.addon))));
  });

  it('are all those of a folder that is named', (t) => {
    const folder = projectWith(t);
    makeArtifacts(join(folder, 'from'), [host, other]);
    const names = gather(join(folder, 'to'), join(folder, 'from')).map(({ name }) => name);
    assert.deepEqual(names.toSorted(), [host.name, other.name].toSorted());
    for (const { name, addon, executable } of [host, other]) {
      assert.deepEqual(readdirSync(join(folder, 'to', name)).toSorted(), [addon, executable].toSorted());
    }
  });

  it("are not those of a folder without this platform's", (t) => {
    const folder = projectWith(t);
    makeArtifacts(join(folder, 'from'), [other]);
    const gathering = () => gather(join(folder, 'to'), join(folder, 'from'));
    assert.throws(gathering, new RegExp(`there are no binaries for ${host.name} in `));
    assert.ok(!existsSync(join(folder, 'to')));
  });
});
