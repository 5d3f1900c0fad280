// Every secret of the specs that no registry makes up. All are invented, and unlike anything else.

/** Of no known form. */
export const SECRETS = {
  authToken: 'zqAuthTokenOfNoKnownForm1',
  npmToken: `npm_${'zqNpmToken'.repeat(3)}AAAAAA`,
  password: 'zq password of the account',
  otp: 'zqOneTimePassword',
  proxyPassword: 'zqProxyPassword',
  urlPassword: 'zqUrlPassword',
  legacyPassword: 'zqLegacyPassword',
  variable: 'zqVariable',
};

/** The password of the account in every sandbox and on Verdaccio. */
export const PASSWORD = 'correct horse battery staple';

/** What stands on command lines where it should not. */
export const TYPED = 'hunter2';

/** The value of a variable that a stranger's project refers to. */
export const OF_ENVIRONMENT = 'spec-secret-of-the-environment';

/** A secret as it is, and as it is written elsewhere. */
export function forms(secret) {
  const encoded = [Buffer.from(secret).toString('base64').replace(/=+$/, ''), encodeURIComponent(secret)];
  return [secret, ...encoded, Buffer.from(`user:${secret}`).toString('base64').replace(/=+$/, '')];
}
