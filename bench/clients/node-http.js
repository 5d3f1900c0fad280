'use strict';
// What one might write by hand: connections are kept, and after the first page up to 16 are fetched at a time.
const { Agent, get } = require('node:http');

const LANES = 16;
const agent = new Agent({ keepAlive: true });

exports.client = (registry, token) => async () => {
  const headers = { authorization: `Bearer ${token}` };
  const address = `${registry}-/npm/v1/tokens`;
  const first = await fetchJson(address, headers);
  const pages = [first.objects];
  const count = Math.ceil(first.total / Math.max(first.objects.length, 1));
  let next = 1;
  const lane = async () => {
    while (next < count) {
      const page = next;
      next += 1;
      pages[page] = (await fetchJson(`${address}?page=${page}&perPage=${first.objects.length}`, headers)).objects;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return pages.flat();
};

function fetchJson(address, headers) {
  return new Promise((resolve, reject) => {
    const request = get(address, { agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode !== 200) return reject(new Error(`status ${response.statusCode}`));
        resolve(JSON.parse(Buffer.concat(chunks).toString()));
      });
    });
    request.on('error', reject);
  });
}

if (require.main === module) require('./print.js').print(exports.client);
