import { randomUUID } from 'node:crypto';

/** Sign-ins in a browser: opened by a request, approved by the user, collected once through `doneUrl`. */
export class SignIns {
  #pending = new Map();

  /** @param {() => string} grant makes what the client collects once the user has approved */
  open(grant) {
    const id = randomUUID();
    this.#pending.set(id, { grant, approved: false });
    return id;
  }

  /** @param {string} id */
  has(id) {
    return this.#pending.has(id);
  }

  /**
   * Approves one sign-in, or all that wait.
   * @param {string} [only]
   * @returns {string[]} the ids approved by this call
   */
  approve(only) {
    if (only !== undefined && !this.#pending.has(only)) throw new RangeError(`no sign-in \`${only}\` is pending`);
    const approved = [...this.#pending].filter(([id, { approved }]) => !approved && id === (only ?? id));
    for (const [, signIn] of approved) signIn.approved = true;
    return approved.map(([id]) => id);
  }

  /** @param {string} id @returns {{ state: 'unknown' | 'waiting' } | { state: 'done', token: string }} */
  collect(id) {
    const signIn = this.#pending.get(id);
    if (!signIn) return { state: 'unknown' };
    if (!signIn.approved) return { state: 'waiting' };
    this.#pending.delete(id);
    return { state: 'done', token: signIn.grant() };
  }

  reset() {
    this.#pending.clear();
  }
}
