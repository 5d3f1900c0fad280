const DAY = 24 * 60 * 60 * 1000;
const FIELDS = new Set([
  'type',
  'name',
  'description',
  'token',
  'key',
  'expiry',
  'cidr',
  'readonly',
  'automation',
  'bypass_2fa',
  'revoked',
  'created',
  'updated',
  'accessed',
  'permissions',
  'scopes',
  'allowedPackages',
  'allowedScopes',
  'listed',
]);

/**
 * How a registry makes and shows a token.
 * @typedef {object} TokenFormat
 * @property {'granular' | 'classic'} type what a seed row is unless it says otherwise
 * @property {() => string} mint makes a new value
 * @property {(token: string) => string} keyOf makes the key of a value
 */

/** @typedef {import('./index.d.mts').SandboxToken & { listed: boolean }} Row */

/** The user's tokens. Session tokens are rows as well; `listed` says whether the registry shows a row. */
export class Store {
  /** @type {Row[]} */
  #rows = [];
  #removed = new Set();
  #saved = [];
  #format;
  #now;

  /** @param {TokenFormat} format @param {() => number} now */
  constructor(format, now) {
    this.#format = format;
    this.#now = now;
  }

  /** @param {Partial<Row>} [partial] @returns {Row} */
  add(partial = {}) {
    for (const name of Object.keys(partial)) {
      if (!FIELDS.has(name)) throw new TypeError(`\`${name}\` is not a field of a sandbox token`);
    }
    const type = partial.type ?? this.#format.type;
    const token = partial.token ?? this.#format.mint();
    const row = {
      ...defaults(type, this.#now(), partial),
      key: this.#format.keyOf(token),
      ...partial,
      type,
      token,
    };
    if (this.byToken(token) || this.byKey(row.key)) throw new TypeError('a token with this value or key exists');
    this.#rows.push(row);
    return row;
  }

  /** Adds a token as a login makes it. */
  addSession(listed = false) {
    return this.add({ type: 'session', listed });
  }

  /** @param {Row} row */
  remove(row) {
    this.#rows = this.#rows.filter((other) => other !== row);
    this.#removed.add(row.token);
  }

  /** @param {string | undefined} token */
  byToken(token) {
    return this.#rows.find((row) => row.token === token);
  }

  /** @param {string} key */
  byKey(key) {
    return this.#rows.find((row) => row.key === key);
  }

  /** Whether this value was a token until it was removed. @param {string} token */
  wasRemoved(token) {
    return this.#removed.has(token);
  }

  listed() {
    return this.#rows.filter((row) => row.listed);
  }

  /** @param {Row} row */
  isExpired(row) {
    return row.expiry !== null && Date.parse(row.expiry) <= this.#now();
  }

  /** Notes that a token was used. @param {Row} row */
  touch(row) {
    row.accessed = new Date(this.#now()).toISOString();
  }

  /** Makes the present rows the ones `reset` comes back to. */
  save() {
    this.#saved = structuredClone(this.#rows);
  }

  reset() {
    this.#rows = structuredClone(this.#saved);
    this.#removed.clear();
  }
}

function defaults(type, now, { permissions, readonly }) {
  const granular = type === 'granular';
  const canWrite = permissions?.some(({ action }) => action === 'write') ?? readonly === false;
  return {
    name: null,
    description: null,
    expiry: granular ? new Date(now + 30 * DAY).toISOString() : null,
    cidr: [],
    readonly: granular && !canWrite,
    automation: false,
    bypass_2fa: false,
    revoked: null,
    created: new Date(now).toISOString(),
    updated: null,
    accessed: null,
    permissions: granular ? [{ name: 'package', action: canWrite ? 'write' : 'read' }] : [],
    scopes: granular ? [{ type: 'package', name: '*' }] : [],
    allowedPackages: [],
    allowedScopes: [],
    listed: true,
  };
}
