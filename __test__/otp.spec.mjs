import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createToken, listTokens, revokeToken } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { connectionTo, lines, sandboxFor } from './helpers/registry.mjs';

const TOKENS = '/-/npm/v1/tokens';
const LIST = `GET ${TOKENS}?perPage=1000`;
const POST = `POST ${TOKENS}`;
const ALL = Number.POSITIVE_INFINITY;

/** The options of a creation that lacks nothing but a one-time password. */
function creation(sandbox, options) {
  return { ...connectionTo(sandbox), name: 'ci', packages: ['a'], password: sandbox.password, ...options };
}

/** The one-time passwords that were sent, undefined for none. */
function otps(sandbox) {
  return sandbox.requests.map(({ headers }) => headers['npm-otp']);
}

/** A callback that gives one answer after the other, and notes the challenges. */
function answering(...answers) {
  const challenges = [];
  const otp = (challenge) => {
    challenges.push(challenge);
    const answer = answers[challenges.length - 1];
    return typeof answer === 'function' ? answer() : answer;
  };
  return { otp, challenges };
}

describe('a one-time password that is given', () => {
  it('is sent with the request', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const otp = sandbox.currentOtp();
    assert.ok((await createToken(creation(sandbox, { otp }))).token);
    assert.deepEqual([lines(sandbox), otps(sandbox)], [[POST], [otp]]);
    assert.equal(sandbox.requests[0].headers['npm-auth-type'], 'legacy');
  });

  it('and refused is EOTP, without a second request', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const error = await failure(createToken(creation(sandbox, { otp: 'wrong-code' })));
    assert.deepEqual([error.code, error.statusCode, error.method], ['EOTP', 401, 'POST']);
    assert.match(error.message, /refused/);
    assert.match(error.hint, /fresh/);
    assert.deepEqual(otps(sandbox), ['wrong-code']);
    assert.equal(sandbox.tokens.length, 0);
  });

  it('serves the list and the deletion of a revocation (T36, T37)', async (t) => {
    const sandbox = await sandboxFor(t, {
      twoFactor: 'totp',
      twoFactorFor: ['list', 'revoke'],
      otpSingleUse: false,
      tokens: [{ name: 'ci' }],
    });
    const otp = sandbox.currentOtp();
    const [{ key }] = sandbox.tokens;
    assert.equal((await revokeToken({ ...connectionTo(sandbox), name: 'ci', otp })).key, key);
    assert.deepEqual(lines(sandbox), [LIST, LIST, `DELETE ${TOKENS}/token/${key}`]);
    assert.deepEqual(otps(sandbox), [undefined, otp, otp]);
  });

  it('comes from the environment too', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    process.env.npm_config_otp = sandbox.currentOtp();
    t.after(() => delete process.env.npm_config_otp);
    assert.ok((await createToken(creation(sandbox))).token);
    assert.equal(sandbox.requests.length, 1);
  });
});

describe('a callback', () => {
  const ways = {
    sync: (code) => () => code,
    async: (code) => async () => code,
    later: (code) => () => new Promise((resolve) => setImmediate(resolve, code)),
  };
  for (const [way, callback] of Object.entries(ways)) {
    it(`answers ${way}, and is called only when it is asked`, async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
      const code = sandbox.currentOtp();
      assert.ok((await createToken(creation(sandbox, { otp: callback(code) }))).token);
      assert.deepEqual(
        [lines(sandbox), otps(sandbox)],
        [
          [POST, POST],
          [undefined, code],
        ],
      );
      assert.equal(sandbox.requests[0].headers['npm-auth-type'], 'web');
    });
  }

  it('is not called without a challenge', async (t) => {
    const sandbox = await sandboxFor(t);
    await createToken(creation(sandbox, { otp: () => assert.fail('called') }));
    await listTokens({ ...connectionTo(sandbox), otp: () => assert.fail('called') });
    assert.deepEqual(otps(sandbox), [undefined, undefined]);
  });

  it('gets the challenge: the registry’s words', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const { otp, challenges } = answering(() => sandbox.currentOtp());
    await createToken(creation(sandbox, { otp }));
    const [{ message, ...others }] = challenges;
    // The notice says where a security key can be used.
    assert.match(message, /^You must provide a one-time pass\. .* Open http:\S+ to use your security key/);
    assert.deepEqual(others, { refused: false });
    assert.equal(challenges.length, 1);
  });

  it('gets the challenge: the addresses of a web sign-in, which work (T31)', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const { otp, challenges } = answering(async () => {
      const [{ authUrl, doneUrl }] = challenges;
      assert.equal((await fetch(doneUrl)).status, 202);
      assert.equal((await fetch(authUrl)).status, 200);
      return (await (await fetch(doneUrl)).json()).token;
    });
    assert.ok((await createToken(creation(sandbox, { otp }))).token);
    const [{ authUrl, doneUrl, refused }] = challenges;
    assert.ok(authUrl.startsWith(`${sandbox.url}auth/cli/`));
    assert.ok(doneUrl.startsWith(`${sandbox.url}-/v1/done?authId=`));
    assert.deepEqual([challenges.length, refused], [1, false]);
  });

  it('is asked again after a wrong code, and told so', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const right = sandbox.currentOtp();
    const { otp, challenges } = answering('wrong-code', right);
    assert.ok((await createToken(creation(sandbox, { otp }))).token);
    assert.deepEqual(otps(sandbox), [undefined, 'wrong-code', right]);
    assert.deepEqual(
      challenges.map(({ refused }) => refused),
      [false, true],
    );
  });

  it('is asked at most three times for one request (T35)', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const { otp, challenges } = answering('wrong-1', 'wrong-2', 'wrong-3', 'wrong-4', 'wrong-5');
    const error = await failure(createToken(creation(sandbox, { otp })));
    assert.equal(error.code, 'EOTP');
    assert.equal(challenges.length, 3);
    assert.deepEqual(otps(sandbox), [undefined, 'wrong-1', 'wrong-2', 'wrong-3']);
  });

  it('that gives the refused code again ends in EOTP, which is not sent twice', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const { otp, challenges } = answering('wrong-code', 'wrong-code');
    const error = await failure(createToken(creation(sandbox, { otp })));
    assert.equal(error.code, 'EOTP');
    assert.match(error.message, /refused/);
    assert.deepEqual(otps(sandbox), [undefined, 'wrong-code']);
    assert.equal(challenges.length, 2);
  });

  for (const nothing of [undefined, null, '']) {
    for (const way of [() => nothing, async () => nothing]) {
      it(`that gives ${JSON.stringify(nothing)} ${way.constructor.name === 'Function' ? 'at once' : 'later'} ends in EOTP`, async (t) => {
        const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
        const error = await failure(createToken(creation(sandbox, { otp: way })));
        assert.deepEqual([error.code, error.statusCode], ['EOTP', 401]);
        assert.match(error.message, /asks for a one-time password/);
        assert.equal(sandbox.requests.length, 1);
      });
    }
  }

  const thrown = {
    'an Error': new RangeError('the phone is lost'),
    'an object': { why: 'lost' },
    'a text': 'lost',
    nothing: undefined,
  };
  for (const [what, value] of Object.entries(thrown)) {
    const ways = {
      throws: () => {
        throw value;
      },
      rejects: () => Promise.reject(value),
      'rejects later': async () => {
        await new Promise(setImmediate);
        throw value;
      },
    };
    for (const [way, otp] of Object.entries(ways)) {
      it(`that ${way} with ${what} ends in ECALLBACK with that cause`, async (t) => {
        const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
        const error = await failure(createToken(creation(sandbox, { otp })));
        assert.equal(error.code, 'ECALLBACK');
        assert.match(error.message, /^`otp` failed/);
        assert.equal(error.cause, value);
        assert.equal(sandbox.requests.length, 1);
      });
    }
  }

  for (const [what, value] of Object.entries({ number: 123_456, boolean: true, object: { otp: '123456' } })) {
    for (const [way, otp] of Object.entries({ 'at once': () => value, later: async () => value })) {
      it(`that gives a ${what} ${way} ends in an error that says so, and nothing is sent`, async (t) => {
        const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
        const error = await failure(createToken(creation(sandbox, { otp })));
        assert.ok(['ECALLBACK', 'ERR_INVALID_ARG_TYPE'].includes(error.code), error.code);
        assert.match(error.message, /`otp`/);
        assert.equal(sandbox.requests.length, 1);
      });
    }
  }

  it('that gives what cannot be sent ends in an error that does not show it', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const error = await failure(createToken(creation(sandbox, { otp: () => '123\r\nx-evil: 456' })));
    assert.equal(error.code, 'ECALLBACK');
    assert.match(error.message, /`otp`/);
    assert.doesNotMatch(error.message, /evil/);
    assert.equal(sandbox.requests.length, 1);
  });

  it('serves the list and the deletion with one answer (T36, T37)', async (t) => {
    const sandbox = await sandboxFor(t, {
      twoFactor: 'totp',
      twoFactorFor: ['list', 'revoke'],
      otpSingleUse: false,
      tokens: [{ name: 'ci' }],
    });
    const { otp, challenges } = answering(() => sandbox.currentOtp());
    const code = sandbox.currentOtp();
    await revokeToken({ ...connectionTo(sandbox), name: 'ci', otp });
    assert.deepEqual(otps(sandbox), [undefined, code, code]);
    assert.equal(challenges.length, 1);
  });

  it('is asked again, once, where a code is good for one request', async (t) => {
    const sandbox = await sandboxFor(t, {
      twoFactor: 'totp',
      twoFactorFor: ['list', 'revoke'],
      tokens: [{ name: 'ci' }],
    });
    const sent = [];
    const challenges = [];
    const otp = (challenge) => {
      challenges.push(challenge.refused);
      sent.push(sandbox.currentOtp());
      return sent.at(-1);
    };
    await revokeToken({ ...connectionTo(sandbox), name: 'ci', otp });
    assert.deepEqual(otps(sandbox), [undefined, sent[0], sent[0], sent[1]]);
    assert.deepEqual(challenges, [false, true]);
    assert.equal(sandbox.tokens.length, 0);
  });

  it('answers a challenge to the list, on every page (T36)', async (t) => {
    const sandbox = await sandboxFor(t, {
      twoFactor: 'totp',
      twoFactorFor: ['list'],
      otpSingleUse: false,
      tokens: 5,
      perPageMax: 2,
    });
    const { otp, challenges } = answering(() => sandbox.currentOtp());
    assert.equal((await listTokens({ ...connectionTo(sandbox), otp })).length, 5);
    assert.ok(challenges.length >= 1);
  });

  it('keeps two calls apart', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    await createToken(creation(sandbox, { otp: () => sandbox.currentOtp() }));
    const error = await failure(createToken(creation(sandbox)));
    assert.equal(error.code, 'EOTP');
    assert.deepEqual(
      otps(sandbox).map((otp) => otp === undefined),
      [true, false, true],
    );
  });
});

describe('a challenge is recognised', () => {
  const forms = ['documented', 'header', 'header-list', 'header-realm', 'header-only', 'body-only', 'capitalised'];
  for (const twoFactor of ['totp', 'email', 'web']) {
    for (const challengeForm of forms) {
      it(`in the form ${challengeForm} of ${twoFactor} (T29, T30, O17, O18)`, async (t) => {
        const sandbox = await sandboxFor(t, { twoFactor, challengeForm, twoFactorFor: ['list', 'create', 'revoke'] });
        const otp = async ({ doneUrl }) => {
          if (!doneUrl) return sandbox.currentOtp();
          sandbox.approve();
          return (await (await fetch(doneUrl)).json()).token;
        };
        // The header alone says nothing of a web sign-in.
        const options = twoFactor === 'web' && challengeForm === 'header-only' ? { authType: 'legacy' } : {};
        const { key } = await createToken(creation(sandbox, { otp, ...options }));
        assert.equal((await listTokens({ ...connectionTo(sandbox), otp, ...options })).length, 1);
        assert.equal((await revokeToken({ ...connectionTo(sandbox), key, otp, ...options })).key, key);
        assert.equal(sandbox.tokens.length, 0);
      });
    }
  }

  const bodies = [
    { what: 'npm’s words', json: { error: 'You must provide a one-time pass.' } },
    { what: 'the words of an e-mail (T29)', json: { error: 'A One Time Password (OTP) by email is required.' } },
    { what: 'words in `message`', json: { message: 'one-time password required' } },
    { what: 'plain text', body: 'one-time pass' },
    { what: 'a scheme in lower case', json: {}, headers: { 'www-authenticate': 'otp' } },
    { what: 'a scheme among others', json: {}, headers: { 'www-authenticate': 'Bearer realm="x", OTP' } },
  ];
  for (const { what, ...answer } of bodies) {
    it(`by ${what}`, async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ method: 'POST', status: 401, ...answer });
      await createToken(creation(sandbox, { otp: () => 'any-code' }));
      assert.deepEqual(otps(sandbox), [undefined, 'any-code']);
    });
  }

  const others = [
    { what: 'another 401', code: 'E401', status: 401, json: { error: 'Unauthorized' } },
    { what: 'another scheme', code: 'E401', status: 401, json: {}, headers: { 'www-authenticate': 'Basic, Bearer' } },
    { what: 'a refused address', code: 'EAUTHIP', status: 401, json: {}, headers: { 'www-authenticate': 'ipaddress' } },
    {
      what: 'a 403',
      code: 'E403',
      status: 403,
      json: { error: 'one-time pass' },
      headers: { 'www-authenticate': 'OTP' },
    },
    {
      what: 'addresses that cannot be opened',
      code: 'E401',
      status: 401,
      json: { authUrl: 'javascript:x', doneUrl: 'file:///x' },
    },
  ];
  for (const { what, code, ...answer } of others) {
    it(`but not in ${what}`, async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ method: 'POST', ...answer });
      const error = await failure(createToken(creation(sandbox, { otp: () => assert.fail('called') })));
      assert.deepEqual([error.code, error.statusCode], [code, answer.status]);
      assert.equal(sandbox.requests.length, 1);
    });
  }
});

describe('without anybody to ask', () => {
  const operations = {
    list: { LIST, call: (options) => listTokens(options) },
    create: { call: (options, sandbox) => createToken(creation(sandbox, options)) },
    revoke: { call: (options, sandbox) => revokeToken({ ...options, key: sandbox.tokens[0].key }) },
  };
  for (const [operation, { call }] of Object.entries(operations)) {
    it(`${operation} rejects with EOTP and addresses that can be used (T31)`, async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor: 'web', twoFactorFor: [operation], tokens: 1 });
      const error = await failure(call(connectionTo(sandbox), sandbox));
      assert.deepEqual([error.code, error.statusCode], ['EOTP', 401]);
      assert.match(error.hint, /`authUrl`.*`doneUrl`/);
      const { authUrl, doneUrl } = JSON.parse(JSON.stringify(error));
      assert.deepEqual([authUrl, doneUrl], [error.authUrl, error.doneUrl]);
      assert.equal((await fetch(doneUrl)).status, 202);
      assert.equal((await fetch(authUrl)).status, 200);
      const { token } = await (await fetch(doneUrl)).json();
      assert.ok(await call({ ...connectionTo(sandbox), otp: token }, sandbox));
    });
  }

  it('and without a sign-in, EOTP has no addresses and a hint', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'email' });
    const error = await failure(createToken(creation(sandbox)));
    assert.equal(error.code, 'EOTP');
    assert.equal('authUrl' in error || 'doneUrl' in error, false);
    assert.match(error.hint, /e-mail/);
  });

  it('a code for the e-mail’s challenge has eight digits or whatever the registry likes (O19)', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'email' });
    const otp = sandbox.currentOtp();
    assert.match(otp, /^\d{8}$/);
    assert.ok((await createToken(creation(sandbox, { otp: () => otp }))).token);
  });
});

describe('a web sign-in', { concurrency: true }, () => {
  /** Notes when `doneUrl` was polled. */
  function polls(sandbox) {
    const times = [];
    sandbox.inject({
      path: '/-/v1/done',
      times: ALL,
      handler: (_request, next) => {
        times.push(performance.now());
        return next();
      },
    });
    return times;
  }

  it('is shown to the callback, polled at most once a second, and ends when it is approved (T38)', async (t) => {
    // A registry that asks for no pause at all.
    const sandbox = await sandboxFor(t, { twoFactor: 'web', retryAfter: 0 });
    const times = polls(sandbox);
    const shown = [];
    const onWebAuth = (webAuth) => {
      shown.push(webAuth);
      setTimeout(() => sandbox.approve(), 1500);
    };
    const created = await createToken(creation(sandbox, { onWebAuth }));
    assert.equal(created.token, sandbox.tokens[0].token);
    assert.deepEqual(Object.keys(shown[0]).sort(), ['authUrl', 'doneUrl']);
    assert.ok(shown[0].authUrl.startsWith(`${sandbox.url}auth/cli/`));
    assert.equal(shown.length, 1);
    const gaps = times.slice(1).map((time, index) => time - times[index]);
    assert.equal(gaps.length, 2);
    for (const gap of gaps) assert.ok(gap >= 980, `${gap} ms`);
    assert.equal(otps(sandbox).at(-1).length, 16);
    assert.deepEqual(lines(sandbox).filter((line) => line === POST).length, 2);
  });

  for (const [what, headers] of Object.entries({
    'no retry-after': { 'retry-after': undefined },
    'a retry-after that is no number': { 'retry-after': 'soon' },
    'a retry-after in the past': { 'retry-after': 'Thu, 01 Jan 2026 00:00:00 GMT' },
  })) {
    it(`is polled once a second with ${what} (T38)`, async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor: 'web' });
      sandbox.inject({ path: '/-/v1/done', headers });
      const times = [];
      const noted = {
        path: '/-/v1/done',
        handler: (_request, next) => {
          times.push(performance.now());
          return next();
        },
        times: ALL,
      };
      sandbox.inject(noted);
      let first;
      await createToken(
        creation(sandbox, {
          onWebAuth: () => {
            first = performance.now();
            setTimeout(() => sandbox.approve(), 100);
          },
        }),
      );
      assert.equal(times.length, 1);
      assert.ok(times[0] - first >= 900, `${times[0] - first} ms`);
    });
  }

  it('tolerates hiccups while it polls (T38)', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    sandbox.inject({ path: '/-/v1/done', status: 503 });
    sandbox.inject({ path: '/-/v1/done', destroy: 'before' });
    assert.ok((await createToken(creation(sandbox, { onWebAuth: () => void sandbox.approve() }))).token);
  });

  it('obeys a longer retry-after', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web', retryAfter: 2 });
    const times = polls(sandbox);
    await createToken(creation(sandbox, { onWebAuth: () => void setTimeout(() => sandbox.approve(), 200) }));
    assert.ok(times[1] - times[0] >= 1980, `${times[1] - times[0]} ms`);
  });

  it('goes before the otp callback', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const onWebAuth = () => void sandbox.approve();
    assert.ok((await createToken(creation(sandbox, { onWebAuth, otp: () => assert.fail('called') }))).token);
  });

  it('waits for the registry, not for the callback to end', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const onWebAuth = () => {
      sandbox.approve();
      return new Promise(() => {});
    };
    assert.ok((await createToken(creation(sandbox, { onWebAuth }))).token);
  });

  const failures = {
    throws: () => {
      throw new Error('no browser');
    },
    rejects: async () => {
      throw new Error('no browser');
    },
  };
  for (const [way, onWebAuth] of Object.entries(failures)) {
    it(`ends in ECALLBACK if the callback ${way}`, async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor: 'web' });
      const error = await failure(createToken(creation(sandbox, { onWebAuth })));
      assert.equal(error.code, 'ECALLBACK');
      assert.equal(error.message, '`onWebAuth` failed: no browser');
      assert.equal(error.cause.message, 'no browser');
      assert.equal(sandbox.tokens.length, 0);
    });
  }

  it('gives any text as a one-time password (T35)', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const token = 'Any string: ~!@#$%^&*()_+ with 4 words';
    sandbox.inject({ path: '/-/v1/done', json: { token } });
    const handler = ({ headers }) =>
      headers['npm-otp'] === token ? { status: 201, body: { key: 'k', token: 'npm_new' } } : { status: 500 };
    sandbox.inject({ method: 'POST', times: 1, handler: (_request, next) => next() });
    sandbox.inject({ method: 'POST', handler });
    assert.equal((await createToken(creation(sandbox, { onWebAuth: () => {} }))).token, 'npm_new');
    assert.deepEqual(otps(sandbox), [undefined, undefined, token]);
  });

  const results = [
    { what: 'without a token', answer: { json: { ok: true } }, code: 'EBADRESPONSE' },
    { what: 'with an empty token', answer: { json: { token: '' } }, code: 'EBADRESPONSE' },
    { what: 'that is not JSON', answer: { body: 'done' }, code: 'EBADRESPONSE' },
    { what: 'that refuses', answer: { status: 404, json: { message: 'unknown authId' } }, code: 'E404' },
  ];
  for (const { what, answer, code } of results) {
    it(`ends in ${code} at an answer ${what}`, async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor: 'web' });
      sandbox.inject({ path: '/-/v1/done', ...answer });
      const error = await failure(createToken(creation(sandbox, { onWebAuth: () => {} })));
      assert.deepEqual([error.code, error.method], [code, 'GET']);
      assert.equal(sandbox.tokens.length, 0);
    });
  }

  it('on another host is polled without credentials (T40)', async (t) => {
    const elsewhere = await sandboxFor(t);
    elsewhere.inject({ path: '/-/v1/done', json: { token: '0123456789012345' } });
    const sandbox = await sandboxFor(t);
    const json = { authUrl: `${elsewhere.url}auth`, doneUrl: `${elsewhere.url}-/v1/done?authId=1` };
    sandbox.inject({ method: 'POST', status: 401, json });
    await createToken(creation(sandbox, { onWebAuth: () => {} }));
    assert.deepEqual(lines(elsewhere), ['GET /-/v1/done?authId=1']);
    const [{ headers }] = elsewhere.requests;
    assert.deepEqual([headers.authorization, headers['npm-otp']], [undefined, undefined]);
    assert.deepEqual(otps(sandbox), [undefined, '0123456789012345']);
  });

  it('on the registry’s host is polled with its credentials', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    await createToken(creation(sandbox, { onWebAuth: () => void sandbox.approve() }));
    const [poll] = sandbox.requests.filter(({ route }) => route === '/-/v1/done');
    assert.equal(poll.headers.authorization, `Bearer ${sandbox.authToken}`);
  });

  it('serves the list and the deletion of a revocation (T36, T37)', async (t) => {
    const sandbox = await sandboxFor(t, {
      twoFactor: 'web',
      twoFactorFor: ['list', 'revoke'],
      otpSingleUse: false,
      tokens: [{ name: 'ci' }],
    });
    let shown = 0;
    const onWebAuth = () => {
      shown += 1;
      sandbox.approve();
    };
    await revokeToken({ ...connectionTo(sandbox), name: 'ci', onWebAuth });
    assert.equal(shown, 1);
    assert.equal(sandbox.tokens.length, 0);
  });

  it('is not offered to who says `legacy`', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const options = { authType: 'legacy', onWebAuth: () => assert.fail('called'), otp: () => sandbox.currentOtp() };
    assert.ok((await createToken(creation(sandbox, options))).token);
  });
});
