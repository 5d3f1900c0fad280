// Against a real registry: Verdaccio, with its own storage, on loopback.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  auditTokens,
  createToken,
  listTokens,
  revokeToken,
  revokeTokens,
  rotateToken,
  streamed,
} from './helpers/addon.mjs';
import { run } from './helpers/cli.mjs';
import { failure } from './helpers/failure.mjs';
import { folderForTokens } from './helpers/folder.mjs';
import { rawServer } from './helpers/raw.mjs';
import { credentialVariable } from './helpers/registry.mjs';
import { startVerdaccio, user } from './helpers/verdaccio.mjs';

const KEY = /^[\da-f]{32}$/;

let verdaccio;
before(async () => {
  verdaccio = await startVerdaccio();
});
after(() => verdaccio?.stop());

const connection = (more) => ({ registry: verdaccio.url, authToken: verdaccio.authToken, fetchRetries: 0, ...more });

const create = (options) => createToken({ ...connection(), password: user.password, ...options });

const keys = async () => (await listTokens(connection())).map(({ key }) => key);

/** What the registry answers to somebody who comes with this token. */
async function whoami(token) {
  const answer = await fetch(`${verdaccio.url}-/whoami`, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, ...(await answer.json()) };
}

function cli(args, options = {}) {
  const env = {
    npm_config_registry: verdaccio.url,
    npm_config_fetch_retries: '0',
    [credentialVariable(verdaccio.url)]: verdaccio.authToken,
    ...options.env,
  };
  return run(args, { ...options, env });
}

/** What Verdaccio knows nothing of. */
const UNKNOWN_THERE = ['create', '--name=ci', '--packages=a', '--expires=7'];

const createByCli = async (...args) => {
  const { code, stdout, stderr } = await cli(['create', '--json', '--password-stdin', ...args], {
    input: `${user.password}\n`,
  });
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  return JSON.parse(stdout);
};

describe('the functions', () => {
  it('rotates a token, after the new one was handed over and works', async () => {
    const { key, token } = await create({ readOnly: true, cidr: '127.0.0.0/8' });
    const seen = [];
    const deliver = async (given) => seen.push(given.token, (await keys()).includes(key));
    const { created, old } = await rotateToken({ ...connection(), key, password: user.password, deliver });
    assert.deepEqual(seen, [created.token, true]);
    assert.deepEqual([created.readonly, created.cidr, old.result], [true, ['127.0.0.0/8'], 'revoked']);
    assert.deepEqual([(await whoami(created.token)).status, (await whoami(token)).status], [200, 403]);
  });

  it('streams what it lists', async () => {
    const { key } = await create({ readOnly: true });
    const given = await streamed(connection());
    assert.ok(given.some((token) => token.key === key));
    const listed = await listTokens(connection());
    assert.deepEqual(
      given,
      listed.map((token) => ({ ...token, id: token.key })),
    );
  });

  it('creates a token that works', async () => {
    const token = await create();
    assert.match(token.key, KEY);
    assert.equal(token.readonly, false);
    assert.deepEqual(token.cidr, []);
    assert.equal(token.name, undefined, 'Verdaccio keeps no names');
    const { status, username } = await whoami(token.token);
    assert.deepEqual({ status, username }, { status: 200, username: user.name });
  });

  it('lists what was created, masked, with its limits', async () => {
    const created = await create({ readOnly: true, cidr: ['127.0.0.0/8', '192.0.2.0/24'] });
    const listed = (await listTokens(connection())).find(({ key }) => key === created.key);
    assert.equal(listed.readonly, true);
    assert.deepEqual(listed.cidr, ['127.0.0.0/8', '192.0.2.0/24']);
    assert.ok(created.key.startsWith(listed.id) && listed.id.length >= 6, listed.id);
    assert.equal(listed.created, created.created);
    assert.ok(!JSON.stringify(listed).includes(created.token));
    assert.equal(listed.raw.user, user.name);
  });

  it('audits what it lists, by what Verdaccio says of it', async () => {
    const [wide, narrow] = [await create(), await create({ readOnly: true, cidr: ['127.0.0.0/8'] })];
    const found = await auditTokens(connection());
    const rules = ({ key }) => found.filter(({ token }) => token.key === key).map(({ rule }) => rule);
    assert.deepEqual(rules(wide), ['all-packages-write', 'classic-token', 'no-cidr']);
    assert.deepEqual(rules(narrow), ['classic-token']);
    const { code, stdout } = await cli(['audit', '--json', '--fail-on=warning']);
    assert.equal(code, 3);
    assert.deepEqual(
      JSON.parse(stdout).findings.map(({ key, rule }) => [key, rule]),
      found.map(({ token, rule }) => [token.key, rule]),
    );
  });

  it('T8, O7: creates a read-only token that reads, and can neither create nor revoke', async () => {
    const { token, key } = await create({ readOnly: true });
    assert.equal((await whoami(token)).status, 200);
    const creation = await failure(create({ authToken: token }));
    assert.deepEqual([creation.code, creation.statusCode], ['E403', 403]);
    const revocation = await failure(revokeToken(connection({ authToken: token, key })));
    assert.deepEqual([revocation.code, revocation.statusCode], ['E403', 403]);
    assert.ok((await keys()).includes(key));
  });

  it('O2: creates a token that only other addresses may use', async () => {
    const { token } = await create({ cidr: ['10.0.0.0/8'] });
    assert.equal((await whoami(token)).status, 403);
    const error = await failure(listTokens(connection({ authToken: token })));
    assert.deepEqual([error.code, error.statusCode], ['E403', 403]);
  });

  const selectors = [
    ['key', ({ key }) => ({ key })],
    ['id', ({ key }) => ({ id: key.slice(0, 12) })],
    ['full value (T16)', ({ token }) => ({ token })],
  ];
  for (const [what, selector] of selectors) {
    it(`revokes a token without a name by its ${what}`, async () => {
      const [doomed, kept] = [await create(), await create()];
      const revoked = await revokeToken(connection(selector(doomed)));
      assert.equal(revoked.key, doomed.key);
      const left = await keys();
      assert.ok(!left.includes(doomed.key) && left.includes(kept.key));
      assert.equal((await whoami(doomed.token)).status, 403);
      assert.equal((await whoami(kept.token)).status, 200);
    });
  }

  it('rejects a key that is not there, although Verdaccio would answer that it is gone', async () => {
    const error = await failure(revokeToken(connection({ key: '0'.repeat(32) })));
    assert.equal(error.code, 'ETOKENNOTFOUND');
  });

  it('rejects with E401 for a wrong password, and makes no token', async () => {
    const before = await keys();
    const error = await failure(create({ password: 'wrong horse' }));
    assert.deepEqual([error.code, error.statusCode, error.method], ['E401', 401, 'POST']);
    assert.deepEqual(await keys(), before);
  });

  it('rejects with E401 for credentials that were never any', async () => {
    const error = await failure(listTokens(connection({ authToken: 'invented' })));
    assert.deepEqual([error.code, error.statusCode], ['E401', 401]);
  });

  it('rejects with E403 for a token that was revoked', async () => {
    const { token, key } = await create();
    await revokeToken(connection({ key }));
    const error = await failure(listTokens(connection({ authToken: token })));
    assert.deepEqual([error.code, error.statusCode], ['E403', 403]);
  });

  it('rejects with ENEEDAUTH without credentials, and does not even connect', async (t) => {
    const { url, connections } = await rawServer(t, (socket) => {
      const upstream = connect(new URL(verdaccio.url).port, '127.0.0.1');
      socket.pipe(upstream).on('error', () => socket.destroy());
      upstream.pipe(socket);
      socket.once('close', () => upstream.destroy());
    });
    const error = await failure(listTokens({ registry: url, fetchRetries: 0 }));
    assert.equal(error.code, 'ENEEDAUTH');
    assert.equal(connections(), 0);
    assert.ok(Array.isArray(await listTokens(connection({ registry: url }))));
    assert.equal(connections(), 1);
  });
});

describe('many', () => {
  it('are revoked but for the token in use, which works on', async () => {
    const [own, ...others] = [await create(), await create(), await create(), await create({ readOnly: true })];
    const call = connection({ authToken: own.token, allExceptCurrent: true });
    const planned = await revokeTokens({ ...call, dryRun: true });
    assert.ok(planned.length >= 3 && planned.every(({ key, inUse }) => key !== own.key && inUse === undefined));
    const gone = await revokeTokens(call);
    assert.deepEqual(
      gone.map(({ key, result }) => [key, result]),
      planned.map(({ key }) => [key, 'revoked']),
    );
    assert.deepEqual(await keys(), [own.key]);
    for (const { token } of others) assert.equal((await whoami(token)).status, 403);
    assert.equal((await whoami(own.token)).status, 200);
  });

  it('are revoked with the token in use, which goes last', async () => {
    const [own] = [await create(), await create()];
    const gone = await revokeTokens(connection({ authToken: own.token, noCidr: true }));
    assert.deepEqual([gone.at(-1).key, gone.at(-1).inUse], [own.key, true]);
    assert.ok(gone.length >= 2 && gone.every(({ result }) => result === 'revoked'));
    assert.deepEqual(await keys(), []);
    assert.equal((await whoami(own.token)).status, 403);
  });
});

describe('the command', () => {
  it('creates a token that works, with its limits', async () => {
    const created = await createByCli('--read-only', '--cidr=127.0.0.0/8,192.0.2.0/24');
    assert.match(created.key, KEY);
    assert.equal(created.readonly, true);
    assert.deepEqual(created.cidr, ['127.0.0.0/8', '192.0.2.0/24']);
    assert.equal((await whoami(created.token)).status, 200);
    const refused = await cli(['create', '--password-stdin'], {
      input: user.password,
      env: { [credentialVariable(verdaccio.url)]: created.token },
    });
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^error\[E403\]: /);
  });

  it('lists as a table, as JSON and in parseable lines', async () => {
    const { key, token } = await createByCli('--read-only');
    const table = await cli(['list']);
    assert.deepEqual([table.code, table.stderr], [0, '']);
    const [titles, ...rows] = table.stdout.trimEnd().split('\n');
    assert.match(titles, /^id +token +access +(cidr +)?created$/);
    const row = rows.find((line) => key.startsWith(line.split(' ')[0]));
    assert.match(row, /^[\da-f]{6,} +\S+ +read-only +\d{4}-\d{2}-\d{2}$/);

    const json = JSON.parse((await cli(['list', '--json'])).stdout);
    assert.deepEqual(
      json.filter((listed) => listed.key === key).map(({ user, readonly, cidr }) => ({ user, readonly, cidr })),
      [{ user: user.name, readonly: true, cidr: [] }],
    );

    const parseable = (await cli(['list', '--parseable'])).stdout;
    const fields = parseable.split('\n').find((line) => line.startsWith(`${key}\t`));
    assert.equal(fields.split('\t').length, 7);
    assert.ok(![table.stdout, JSON.stringify(json), parseable].some((text) => text.includes(token)));
  });

  it('revokes a token at once that ignores packages, end and name, and exits with 1', async () => {
    const before = await keys();
    const { code, stdout, stderr } = await cli([...UNKNOWN_THERE, '--password-stdin'], { input: user.password });
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^error\[ERESTRICTION\]: the registry made a token with key `[\da-f]{32}` without `name` /);
    assert.match(stderr, /`packages` \(.*`expires` \(.*; it was revoked$/m);
    assert.deepEqual(await keys(), before);
  });

  it('creates it all the same if these may be missing, and says so', async () => {
    const words = [...UNKNOWN_THERE, '--allow-unenforced', 'packages,expires,name', '--json', '--password-stdin'];
    const { code, stdout, stderr } = await cli(words, { input: user.password });
    assert.equal(code, 0, stderr);
    const { key, token, unenforced } = JSON.parse(stdout);
    assert.deepEqual(unenforced, ['name', 'packages', 'expires']);
    assert.equal(stderr, 'warning: the registry did not apply `name`, `packages`, `expires`\n');
    assert.ok((await keys()).includes(key));
    assert.equal((await whoami(token)).status, 200);
  });

  it('revokes by key, by id and by full value, several at once', async () => {
    const doomed = [await createByCli(), await createByCli(), await createByCli()];
    const kept = await createByCli();
    const words = [doomed[0].key, doomed[1].key.slice(0, 12), doomed[2].token];
    const { code, stdout, stderr } = await cli(['revoke', ...words]);
    assert.deepEqual(
      { code, stdout, stderr },
      { code: 0, stdout: doomed.map(({ key }) => `Revoked ${key}\n`).join(''), stderr: '' },
    );
    const left = await keys();
    assert.ok(doomed.every(({ key }) => !left.includes(key)) && left.includes(kept.key));
    assert.equal((await whoami(doomed[2].token)).status, 403);
  });

  it('revokes what its own list shows', async () => {
    const { key } = await createByCli();
    const { id } = JSON.parse((await cli(['list', '--json'])).stdout).find((listed) => listed.key === key);
    const { code, stdout } = await cli(['revoke', '--json', id]);
    assert.deepEqual([code, JSON.parse(stdout)], [0, [{ key, id, result: 'revoked' }]]);
    assert.ok(!(await keys()).includes(key));
  });

  it('revokes the lines of a file, and says what is planned', async () => {
    const doomed = [await createByCli(), await createByCli(), await createByCli()];
    const kept = await createByCli();
    const input = `# old ones\n${doomed.map(({ key }) => key).join('\n')}\n`;
    const rehearsed = await cli(['revoke', '--file', '-', '--dry-run', '--json'], { input });
    assert.ok(JSON.parse(rehearsed.stdout).every(({ result }) => result === 'planned'));
    assert.ok((await keys()).includes(doomed[2].key));
    const { code, stdout, stderr } = await cli(['revoke', '--file', '-', '--yes'], { input });
    assert.deepEqual([code, stdout], [0, doomed.map(({ key }) => `Revoked ${key}\n`).join('')]);
    assert.match(stderr, /^To be revoked on http:.*: 3 tokens$/m);
    const left = await keys();
    assert.ok(doomed.every(({ key }) => !left.includes(key)) && left.includes(kept.key));
  });

  it('rotates a token, with the new one in the place of the old one in an .npmrc', async (t) => {
    const { key, token } = await createByCli('--read-only');
    const file = join(folderForTokens(t), 'rc');
    const line = (value) => `${credentialVariable(verdaccio.url).replace('npm_config_', '')}=${value}\n`;
    writeFileSync(file, line(token));
    const args = ['rotate', key, `--to=npmrc:${file}`, '--json', '--password-stdin'];
    const { code, stdout, stderr } = await cli(args, { input: user.password });
    assert.equal(code, 0, stderr);
    const { created, old } = JSON.parse(stdout);
    assert.deepEqual([created.readonly, old.key, old.result], [true, key, 'revoked']);
    const value = /=(.*)\n$/.exec(readFileSync(file, 'utf8'))[1];
    assert.deepEqual([(await whoami(value)).username, (await whoami(token)).status], [user.name, 403]);
    const left = await keys();
    assert.deepEqual([left.includes(key), left.includes(created.key)], [false, true]);
  });

  it('exits with 1 for a wrong password, which it does not repeat', async () => {
    const { code, stdout, stderr } = await cli(['create', '--password-stdin'], { input: 'wrong horse' });
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^error\[E401\]: .+\nhint: .+\n$/);
    assert.ok(!stderr.includes('wrong horse'));
  });

  it('exits with 2 without credentials', async () => {
    const { code, stdout, stderr } = await run(['list'], { env: { npm_config_registry: verdaccio.url } });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^error\[ENEEDAUTH\]: no credentials for http:\/\/127\.0\.0\.1:\d+\/\nhint: .+\n$/);
  });

  it('exits with 1 for a token that was revoked', async () => {
    const { key, token } = await createByCli();
    await cli(['revoke', key]);
    const { code, stderr } = await cli(['list'], { env: { [credentialVariable(verdaccio.url)]: token } });
    assert.equal(code, 1);
    assert.match(stderr, /^error\[E403\]: /);
  });
});
