import { isIP } from 'node:net';
import { refuse } from './http.mjs';

const DAY = 24 * 60 * 60 * 1000;
const WRITE_DAYS = { default: 7, most: 90 };
const READ_DAYS = { default: 30 };
const LAST_TIME = 8.64e15;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/;
const PERMISSIONS = ['no-access', 'read-only', 'read-write'];
// Not in the description of the API, but clients send it for packages.
const STAGE_ONLY = 'read-write-stage-only';

/**
 * Checks the body of a creation and gives the fields of the new row.
 * @param {Record<string, unknown>} body
 * @param {{ packages?: string[], orgs?: string[], now: () => number }} settings
 * @returns {Partial<import('./store.mjs').Row>}
 */
export function readNewToken(body, settings) {
  if (typeof body.name !== 'string' || body.name.trim() === '') throw bad('Token name is required');
  const targets = readTargets(body, settings);
  const permissions = readPermissions(body, targets);
  const canWrite = permissions.some(({ action }) => action === 'write');
  return {
    name: body.name,
    description: readDescription(body.token_description ?? body.description ?? null),
    expiry: readExpiry(body.expires, canWrite, settings.now()),
    cidr: readCidr(body.cidr ?? body.cidr_whitelist ?? []),
    bypass_2fa: body.bypass_2fa === true,
    readonly: !canWrite,
    permissions,
    scopes: [
      ...targets.packages.map((name) => ({ type: 'package', name })),
      ...targets.scopes.map((name) => ({ type: 'scope', name })),
      ...targets.orgs.map((name) => ({ type: 'org', name })),
    ],
  };
}

function readDescription(text) {
  if (text !== null && typeof text !== 'string') throw bad('Token description must be a string');
  return text;
}

function readTargets(body, settings) {
  const packages = readList(body.packages, 'Packages');
  const scopes = readList(body.scopes, 'Scopes');
  const orgs = readList(body.orgs, 'Organizations');
  if (body.packages_all === true) packages.splice(0, packages.length, '*');
  const strangePackage = packages.find((name) => name !== '*' && settings.packages?.includes(name) === false);
  if (strangePackage !== undefined) throw bad(`Package not found: ${strangePackage}`);
  const strangeOrg = orgs.find((name) => settings.orgs?.includes(name) === false);
  if (strangeOrg !== undefined) throw bad(`Organization not found: ${strangeOrg}`);
  return { packages, scopes, orgs };
}

function readList(value, label) {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw bad(`${label} must be an array`);
  return value.map(String);
}

function readPermissions(body, { packages, scopes, orgs }) {
  const hasPackages = packages.length + scopes.length > 0;
  const hasOrgs = orgs.length > 0;
  const field = 'packages_and_scopes_permission';
  const forPackages = readPermission(body, field, hasPackages, [...PERMISSIONS, STAGE_ONLY]);
  const forOrgs = readPermission(body, 'orgs_permission', hasOrgs, PERMISSIONS);

  if (forOrgs !== 'no-access' && !hasOrgs) {
    throw bad('You must select at least one organization if granting organization permissions to this token.');
  }
  if (forPackages !== 'no-access' && !hasPackages) {
    throw bad('You must select at least one package or scope if granting package/scopes permissions to this token.');
  }
  if (!hasPackages && !hasOrgs && body[field] === undefined && body.orgs_permission === undefined) {
    throw bad('You must have at least one package / scope or organization added to this token.');
  }
  if (forPackages === 'no-access' && forOrgs === 'no-access') {
    throw bad('Please select at least one: package, scope or organization.');
  }
  return [
    { name: 'package', permission: forPackages },
    { name: 'org', permission: forOrgs },
  ]
    .filter(({ permission }) => permission !== 'no-access')
    .map(({ name, permission }) => ({ name, action: permission === 'read-only' ? 'read' : 'write' }));
}

function readPermission(body, field, hasTargets, accepted) {
  const value = body[field] ?? (hasTargets ? 'read-only' : 'no-access');
  if (!accepted.includes(value)) throw bad(`Invalid ${field}. Must be one of: ${PERMISSIONS.join(', ')}`);
  return value;
}

function readExpiry(expires, canWrite, now) {
  const days = expires ?? (canWrite ? WRITE_DAYS.default : READ_DAYS.default);
  const time = typeof days === 'number' ? now + days * DAY : parseDate(days);
  if (!(time > now) || time > LAST_TIME) throw bad('Invalid expiration');
  if (canWrite && time > now + WRITE_DAYS.most * DAY) {
    throw bad(`Read-write tokens cannot have expiration longer than ${WRITE_DAYS.most} days`);
  }
  return new Date(time).toISOString();
}

function parseDate(text) {
  return typeof text === 'string' && ISO_DATE.test(text) ? Date.parse(text) : Number.NaN;
}

function readCidr(ranges) {
  if (!Array.isArray(ranges)) throw bad('CIDR must be an array');
  const strange = ranges.find((range) => !isCidr(range));
  if (strange !== undefined) throw bad(`Invalid CIDR: ${strange}`);
  return ranges;
}

function isCidr(range) {
  const [address, bits, ...rest] = String(range).split('/');
  const most = { 4: 32, 6: 128 }[isIP(address)];
  return rest.length === 0 && most !== undefined && /^\d{1,3}$/.test(bits ?? '') && Number(bits) <= most;
}

function bad(error) {
  return refuse(400, { error });
}
