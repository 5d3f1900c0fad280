// What an error says.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listTokens } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { faulty } from './helpers/faults.mjs';
import { projectWith } from './helpers/folder.mjs';
import { rawServer } from './helpers/raw.mjs';

describe('an error', () => {
  it('quotes the registry’s words, printable and cut', async (t) => {
    const words = `why \u001b[31mnot\u0007\n${'x'.repeat(1000)}`;
    for (const body of [{ error: words }, { message: words }]) {
      const { promise } = await faulty(t, { status: 403, json: body });
      const { message } = await failure(promise);
      assert.match(message, /why {1,2}\[31mnot/);
      assert.equal(
        [...message].some((letter) => letter < ' '),
        false,
      );
      assert.ok(message.length < 600);
    }
    const { promise } = await faulty(t, { status: 403, body: '<html>Forbidden</html>' });
    assert.doesNotMatch((await failure(promise)).message, /html/);
  });

  it('ERATELIMIT says how long to wait', async (t) => {
    const { promise } = await faulty(t, { status: 429, headers: { 'retry-after': '7' }, json: {} });
    assert.match((await failure(promise)).hint, /7 s/);
  });

  it('ENEEDAUTH says where it looked, and nothing was sent', async (t) => {
    const server = await rawServer(t);
    const cwd = projectWith(t, '');
    const { hint, registry } = await failure(listTokens({ registry: server.url, cwd }));
    assert.ok(hint.includes(`//127.0.0.1:${server.port}/:_authToken`), hint);
    assert.ok(hint.includes(cwd), hint);
    assert.equal(registry, server.url);
    assert.equal(server.connections(), 0);
  });

  const vendors = {
    'x-github-request-id': ['1', /GitHub/],
    'x-gitlab-meta': ['{}', /GitLab/],
    'x-jfrog-version': ['7', /Artifactory/],
    'x-artifactory-id': ['1', /Artifactory/],
    server: ['Nexus/3.70.0', /Nexus/],
    'x-amzn-requestid': ['1', /CodeArtifact/],
    'x-vss-e2eid': ['1', /Azure/],
    'x-gitea-version': ['1.22', /Gitea/],
    'x-other': ['1', /web site/],
  };
  for (const [header, [value, hint]] of Object.entries(vendors)) {
    it(`ENOTSUPPORTED says what there is instead, by ${header}`, async (t) => {
      const { promise } = await faulty(t, { status: 404, headers: { [header]: value } });
      assert.match((await failure(promise)).hint, hint);
    });
  }
});
