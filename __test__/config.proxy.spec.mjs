import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listTokens } from './helpers/addon.mjs';
import { anyToken, setVariables } from './helpers/config.mjs';
import { failure } from './helpers/failure.mjs';
import { proxyServer } from './helpers/raw.mjs';

describe('a proxy (T45)', () => {
  const through = 'through';
  const direct = 'direct';
  const rows = [
    { what: 'none', goes: direct },
    { what: 'the option', options: (proxy) => ({ proxy }), goes: through },
    { what: 'http_proxy', env: (proxy) => ({ http_proxy: proxy }), goes: through },
    { what: 'HTTP_PROXY', env: (proxy) => ({ HTTP_PROXY: proxy }), goes: through },
    { what: 'ALL_PROXY', env: (proxy) => ({ ALL_PROXY: proxy }), goes: through },
    { what: 'npm_config_proxy', env: (proxy) => ({ npm_config_proxy: proxy }), goes: through },
    { what: 'https-proxy alone, for an http registry', options: (httpsProxy) => ({ httpsProxy }), goes: direct },
    { what: 'HTTPS_PROXY, for an http registry', env: (proxy) => ({ HTTPS_PROXY: proxy }), goes: direct },
    {
      what: 'HTTP_PROXY switched off by null',
      env: (proxy) => ({ HTTP_PROXY: proxy }),
      options: () => ({ proxy: null }),
      goes: direct,
    },
    {
      what: 'npm_config_proxy switched off by null',
      env: (proxy) => ({ npm_config_proxy: proxy }),
      options: () => ({ proxy: null }),
      goes: direct,
    },
    {
      what: 'HTTP_PROXY with another option',
      env: () => ({ HTTP_PROXY: 'http://127.0.0.1:9' }),
      options: (proxy) => ({ proxy }),
      goes: through,
    },
    ...['*', '127.0.0.1', '127.0.0.0/8', 'a.b,127.0.0.1', ' a.b , 127.0.0.1 '].flatMap((hosts) => [
      { what: `noProxy: ${hosts}`, options: (proxy) => ({ proxy, noProxy: hosts }), goes: direct },
      { what: `NO_PROXY=${hosts}`, env: (proxy) => ({ HTTP_PROXY: proxy, NO_PROXY: hosts }), goes: direct },
      { what: `no_proxy=${hosts}`, env: (proxy) => ({ http_proxy: proxy, no_proxy: hosts }), goes: direct },
    ]),
    { what: 'noProxy: a list', options: (proxy) => ({ proxy, noProxy: ['a.b', '127.0.0.1'] }), goes: direct },
    ...['1', 'a.b', '10.0.0.0/8', 'localhost', '7.0.0.1'].map((hosts) => ({
      what: `noProxy: ${hosts}`,
      options: (proxy) => ({ proxy, noProxy: hosts }),
      goes: through,
    })),
  ];
  for (const { what, env = () => ({}), options = () => ({}), goes } of rows) {
    it(`${what}: ${goes}`, async (t) => {
      const proxy = await proxyServer(t);
      const registry = await anyToken(t);
      setVariables(t, env(proxy.url));
      await listTokens({
        registry: registry.url,
        authToken: 't',
        fetchRetries: 0,
        timeout: 5000,
        ...options(proxy.url),
      });
      const expected = goes === through ? [[`GET ${registry.url}-/npm/v1/tokens?perPage=1000`], []] : [[], ['t']];
      assert.deepEqual([proxy.asked.map(({ target }) => target), registry.seen()], expected);
    });
  }

  it('gets the user info of its address, and an https registry’s token does not reach it', async (t) => {
    const proxy = await proxyServer(t);
    const address = proxy.url.replace('://', '://us%20er:p%40ss@');
    const error = await failure(
      listTokens({ registry: 'https://registry.invalid/', authToken: 'secret', httpsProxy: address, fetchRetries: 0 }),
    );
    assert.equal(error.code, 'EPROXY');
    const [{ target, headers }] = proxy.asked;
    assert.equal(target, 'CONNECT registry.invalid:443');
    assert.equal(headers['proxy-authorization'], `Basic ${Buffer.from('us er:p@ss').toString('base64')}`);
    assert.equal(JSON.stringify(headers).includes('secret'), false);
  });
});
