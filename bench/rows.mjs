// The tokens of the registry that is measured against, always the same ones: of several kinds, in the order of no id.
import { createHash } from 'node:crypto';

const DAY = 24 * 60 * 60 * 1000;
const BEGINNING = Date.UTC(2026, 0, 1);

const HOST = '192.0.2.7/32';
const NETWORKS = ['192.0.2.0/24', '198.51.100.0/28'];

/** What tokens may do, to what, from where and whether without a second factor; each is had by every fourth. */
const KINDS = [
  { action: 'read', scopes: [{ type: 'package', name: '*' }], cidr: [], bypass_2fa: false },
  { action: 'write', scopes: [{ type: 'package', name: '@acme/tool' }], cidr: [HOST], bypass_2fa: true },
  { action: 'read', scopes: [{ type: 'scope', name: '@acme' }], cidr: [], bypass_2fa: false },
  { action: 'write', scopes: ['@acme/app', '@acme/ui', 'acme-cli'].map(ofPackage), cidr: NETWORKS, bypass_2fa: false },
];

function ofPackage(name) {
  return { type: 'package', name };
}

/** A row as the registry lists it. @param {number} index counted from 0 */
export function row(index) {
  const hex = createHash('sha256').update(`row ${index}`).digest('hex');
  const { action, scopes, cidr, bypass_2fa } = KINDS[index % KINDS.length];
  const created = new Date(BEGINNING + (index % 300) * DAY).toISOString();
  return {
    name: `token-${index + 1}`,
    description: index % 3 === 0 ? 'made for a pipeline' : null,
    expiry: new Date(BEGINNING + (index % 300) * DAY + 3650 * DAY).toISOString(),
    key: uuid(hex),
    token: `npm_${hex.slice(32, 36)}...${hex.slice(36, 40)}`,
    readonly: action === 'read',
    bypass_2fa,
    cidr,
    revoked: null,
    created,
    updated: created,
    accessed: index % 2 === 0 ? null : created,
    permissions: [{ name: 'package', action }],
    scopes,
  };
}

function uuid(hex) {
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
