import { randomInt, randomUUID } from 'node:crypto';
import { Refusal, refuse } from './http.mjs';

/** @typedef {import('./http.mjs').Answer} Answer */
/** @typedef {import('./index.d.mts').SandboxRequest} SandboxRequest */
/** @typedef {'list' | 'create' | 'revoke'} Operation */

const DIGITS = { none: 6, email: 8, totp: 6, web: 16 };

const withHeader = (value) => (answer) => ({ ...answer, headers: { ...answer.headers, 'www-authenticate': value } });

/** How a challenge is worded. @type {Record<string, (answer: Answer, operation: Operation) => Answer>} */
const FORMS = {
  // The description of the API gives the header to listing and revoking, and none to creating.
  documented: (answer, operation) => (operation === 'create' ? answer : withHeader('OTP')(answer)),
  header: withHeader('OTP'),
  'header-list': withHeader('Basic, OTP'),
  'header-realm': withHeader('OTP realm="sandbox"'),
  'header-only': (answer) => ({ ...withHeader('OTP')(answer), body: undefined }),
  'body-only': (answer) => answer,
  capitalised: (answer) => (answer.body.error ? { ...answer, body: { error: 'One-time pass required.' } } : answer),
};

/** Asks for the second factor and checks the codes sent. */
export class TwoFactor {
  #settings;
  #signIns;
  #code;
  #granted = new Set();

  /**
   * @param {{ twoFactor: string, twoFactorFor: string[], otpSingleUse: boolean, challengeForm: string }} settings
   * @param {import('./sign-ins.mjs').SignIns} signIns
   */
  constructor(settings, signIns) {
    this.#settings = settings;
    this.#signIns = signIns;
    this.reset();
  }

  /** A code that would be accepted now. */
  currentOtp() {
    return this.#code;
  }

  get enabled() {
    return this.#settings.twoFactor === 'totp' || this.#settings.twoFactor === 'web';
  }

  /**
   * Throws the challenge unless the operation may go on.
   * @param {Operation} operation
   * @param {SandboxRequest} request
   * @param {string} baseUrl
   */
  check(operation, request, baseUrl) {
    const { twoFactor, twoFactorFor, challengeForm } = this.#settings;
    if (twoFactor === 'none' || !twoFactorFor.includes(operation)) return;
    const otp = request.headers['npm-otp'];
    if (!otp) throw new Refusal(FORMS[challengeForm](this.#challenge(request, baseUrl), operation));
    if (!this.#accept(otp)) throw refuse(401, { error: 'invalid OTP' }, { 'www-authenticate': 'OTP' });
  }

  reset() {
    this.#code = this.#newCode();
    this.#granted.clear();
  }

  #accept(otp) {
    const { otpSingleUse } = this.#settings;
    if (this.#granted.has(otp)) {
      if (otpSingleUse) this.#granted.delete(otp);
      return true;
    }
    if (otp !== this.#code) return false;
    if (otpSingleUse) this.#code = this.#newCode();
    return true;
  }

  /** @returns {Answer} */
  #challenge({ headers }, baseUrl) {
    const { twoFactor } = this.#settings;
    if (twoFactor === 'email') {
      return { status: 401, body: { error: 'A One Time Password (OTP) by email is required.' } };
    }
    if (twoFactor === 'web' && headers['npm-auth-type'] === 'web' && headers['npm-command'] === 'token') {
      const id = this.#signIns.open(() => this.#grant());
      const urls = { authUrl: `${baseUrl}auth/cli/${id}`, doneUrl: `${baseUrl}-/v1/done?authId=${id}` };
      return { status: 401, body: urls };
    }
    return {
      status: 401,
      headers: { 'npm-notice': `Open ${baseUrl}login/${randomUUID()} to use your security key for authentication` },
      body: { error: 'You must provide a one-time pass. Upgrade your client to npm@latest in order to use 2FA.' },
    };
  }

  #grant() {
    const code = this.#newCode();
    this.#granted.add(code);
    return code;
  }

  #newCode() {
    const digits = DIGITS[this.#settings.twoFactor];
    let code;
    do {
      code = Array.from({ length: digits }, () => randomInt(10)).join('');
    } while (code === this.#code);
    return code;
  }
}
