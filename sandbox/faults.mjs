import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {import('./http.mjs').Answer} Answer */
/** @typedef {import('./index.d.mts').SandboxFault} SandboxFault */
/** @typedef {import('./index.d.mts').SandboxRequest} SandboxRequest */

const FIELDS = new Set([
  'method',
  'path',
  'times',
  'after',
  'delay',
  'status',
  'headers',
  'body',
  'json',
  'destroy',
  'hang',
  'handler',
]);

/** Rules that change the answer to the requests they match; the oldest rule that matches is used first. */
export class Faults {
  #rules = [];
  #signal;

  /** @param {AbortSignal} signal ends the delays */
  constructor(signal) {
    this.#signal = signal;
  }

  /**
   * @param {SandboxFault} fault
   * @returns {() => void} takes the rule away again
   */
  inject(fault) {
    for (const name of Object.keys(fault)) {
      if (!FIELDS.has(name)) throw new TypeError(`\`${name}\` is not a field of a fault`);
    }
    const rule = { ...fault, left: fault.times ?? 1 };
    this.#rules.push(rule);
    return () => {
      this.#rules = this.#rules.filter((other) => other !== rule);
    };
  }

  /**
   * @param {SandboxRequest} request
   * @param {() => Promise<Answer>} next carries the request out
   * @returns {Promise<Answer>}
   */
  async answer(request, next) {
    const rule = this.#rules.find((candidate) => candidate.left > 0 && matches(candidate, request));
    if (!rule) return next();
    rule.left -= 1;
    if (rule.handler) return rule.handler(request, next);

    const own = ownAnswer(rule);
    const early = rule.after ? await next() : undefined;
    if (rule.delay) await sleep(rule.delay, undefined, { signal: this.#signal });
    if (rule.hang) return { hang: true };
    if (rule.destroy === 'before') return { destroy: 'before' };

    const replaced = own.status !== undefined || 'body' in own;
    const base = early ?? (replaced ? {} : await next());
    return { ...base, ...own, headers: { ...base.headers, ...rule.headers }, destroy: rule.destroy };
  }

  reset() {
    this.#rules = [];
  }
}

/** @returns {Answer} */
function ownAnswer(rule) {
  const answer = {};
  if (rule.status !== undefined) answer.status = rule.status;
  if (rule.body !== undefined) answer.body = rule.body;
  if ('json' in rule) Object.assign(answer, { body: rule.json, json: true });
  return answer;
}

/** A string is the whole path below the prefix, with the query only if it has one; a RegExp sees the query too. */
function matches({ method, path }, request) {
  if (method !== undefined && method !== request.method) return false;
  if (path === undefined) return true;
  const { route, query } = request;
  if (route === undefined) return false;
  if (path instanceof RegExp) return (route + query).search(path) !== -1;
  return path === (path.includes('?') ? route + query : route);
}
