// Creations that are asked for a one-time password.
import './isolate.mjs';
import { connectionTo } from './registry.mjs';

export const TOKENS = '/-/npm/v1/tokens';
export const POST = `POST ${TOKENS}`;

/** A registry with a token to revoke, where the same code is good for the list and the deletion. */
export const ONE_CODE = { twoFactorFor: ['list', 'revoke'], otpSingleUse: false, tokens: [{ name: 'ci' }] };

/** The options of a creation that lacks nothing but a one-time password. */
export function creation(sandbox, options) {
  return { ...connectionTo(sandbox), name: 'ci', packages: ['a'], password: sandbox.password, ...options };
}

/** The one-time passwords that were sent, undefined for none. */
export function otps(sandbox) {
  return sandbox.requests.map(({ headers }) => headers['npm-otp']);
}

/** A callback that gives one answer after the other, and notes the challenges. */
export function answering(...answers) {
  const challenges = [];
  const otp = (challenge) => {
    challenges.push(challenge);
    const answer = answers[challenges.length - 1];
    return typeof answer === 'function' ? answer() : answer;
  };
  return { otp, challenges };
}
