'use strict';
// What one might write by hand: page after page, by the links.
exports.client = (registry, token) => async () => {
  const rows = [];
  let address = `${registry}-/npm/v1/tokens`;
  while (address) {
    const response = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const { objects, urls } = await response.json();
    rows.push(...objects);
    address = urls.next;
  }
  return rows;
};

if (require.main === module) require('./print.js').print(exports.client);
