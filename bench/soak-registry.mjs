// The registry of the soak test, in a process of its own so that its memory is not counted. Ends with its parent.
import { startSandbox } from 'npm-token/sandbox';

const sandbox = await startSandbox({ twoFactor: 'totp', otpSingleUse: false, tokens: 20, latency: 1 });
const { url, authToken, password } = sandbox;
process.send({ url, authToken, password, otp: sandbox.currentOtp() });
// What it notes of requests is of no interest here.
setInterval(() => sandbox.requests.splice(0), 1000);
process.once('disconnect', () => process.exit());
