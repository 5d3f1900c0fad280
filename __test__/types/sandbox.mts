// The sandbox as users write it, from an ES module. Checked by `tsc`, never run.
import { listTokens } from 'npm-token';
import {
  type Sandbox,
  type SandboxAnswer,
  type SandboxDialect,
  type SandboxFault,
  type SandboxOptions,
  type SandboxRequest,
  type SandboxToken,
  startSandbox,
} from 'npm-token/sandbox';

const dialect: SandboxDialect = 'verdaccio';
const options: SandboxOptions = { dialect, tokens: [{ name: 'ci' }], twoFactor: 'none', twoFactorFor: ['list'] };
const sandbox: Sandbox = await startSandbox(options);
await startSandbox();

const tokens: SandboxToken[] = sandbox.tokens;
const requests: SandboxRequest[] = sandbox.requests;
await listTokens({ registry: sandbox.url, authToken: sandbox.authToken, otp: () => sandbox.currentOtp() });

const fault: SandboxFault = { method: 'GET', path: /page=1/, times: Number.POSITIVE_INFINITY, destroy: 'body' };
const remove: () => void = sandbox.inject(fault);
remove();
sandbox.inject({
  handler: async (request, next) => {
    const answer: SandboxAnswer = await next();
    return request.headers['npm-otp'] === undefined ? { ...answer, status: 401 } : answer;
  },
});
const approved: string[] = sandbox.approve();
const added: SandboxToken = sandbox.addToken({ name: `${approved.length} ${tokens.length} ${requests.length}` });
sandbox.reset();
await sandbox.close();

// @ts-expect-error an unknown dialect
await startSandbox({ dialect: 'github' });
// @ts-expect-error an unknown option
await startSandbox({ nope: 1 });
// @ts-expect-error an unknown field
sandbox.inject({ nope: 1 });
// @ts-expect-error what it received is not for writing
sandbox.requests = [];
// @ts-expect-error an unknown field of a token
sandbox.addToken({ nope: added.name });
