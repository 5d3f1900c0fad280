// What users write, and what they must not be able to write. Checked by `tsc`, never run.
import {
  type AuditFinding,
  type AuditRule,
  type AuditSeverity,
  type AuditTokensOptions,
  auditTokens,
  type CheckedToken,
  type CheckTokenOptions,
  type ConnectionOptions,
  type CreatedToken,
  type CreateTokenOptions,
  checkToken,
  createToken,
  type ErrorCode,
  type InstalledBinary,
  type ListTokensOptions,
  type LoadError,
  type LoadErrorCode,
  listTokens,
  type NpmTokenError,
  type OtpChallenge,
  type Restriction,
  type Revocation,
  type RevocationError,
  type RevokedToken,
  type RevokeTokenOptions,
  type RevokeTokensOptions,
  type RotateTokenOptions,
  type Rotation,
  revokeToken,
  revokeTokens,
  rotateToken,
  type StreamTokensOptions,
  streamTokens,
  type TemporaryToken,
  type TemporaryTokenOptions,
  type Token,
  type TokenAccess,
  type TokenCandidate,
  type TokenFilter,
  type TokenPermission,
  type TokenProblem,
  type TokenScope,
  type WebAuth,
  withTemporaryToken,
} from 'npm-token';

/** Fails to compile unless both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_same: Same<A, B>): void => {};

same<Parameters<typeof checkToken>, [options?: CheckTokenOptions]>(true);
same<ReturnType<typeof checkToken>, Promise<CheckedToken>>(true);
same<Parameters<typeof listTokens>, [options?: ListTokensOptions]>(true);
same<Parameters<typeof auditTokens>, [options?: AuditTokensOptions]>(true);
same<Parameters<typeof createToken>, [options: CreateTokenOptions]>(true);
same<Parameters<typeof revokeToken>, [options: RevokeTokenOptions]>(true);
same<Parameters<typeof revokeTokens>, [options: RevokeTokensOptions]>(true);
same<Parameters<typeof rotateToken>, [options: RotateTokenOptions]>(true);
same<ReturnType<typeof rotateToken>, Promise<Rotation>>(true);
same<Parameters<typeof withTemporaryToken<5>>[0], TemporaryTokenOptions>(true);
same<ReturnType<typeof withTemporaryToken<5>>, Promise<5>>(true);
same<ReturnType<typeof listTokens>, Promise<Token[]>>(true);
same<Parameters<typeof streamTokens>, [options?: StreamTokensOptions]>(true);
same<ReturnType<typeof streamTokens>, AsyncGenerator<Token, void, undefined>>(true);
same<ReturnType<typeof auditTokens>, Promise<AuditFinding[]>>(true);
same<ReturnType<typeof createToken>, Promise<CreatedToken>>(true);
same<ReturnType<typeof revokeToken>, Promise<RevokedToken>>(true);
same<ReturnType<typeof revokeTokens>, Promise<Revocation[]>>(true);

export const connection: ConnectionOptions = {
  registry: 'https://registry.example/',
  authToken: 'npm_x',
  authType: 'web',
  trustProjectConfig: false,
  cwd: '.',
  userconfig: '.npmrc',
  globalconfig: 'npmrc',
  ca: ['pem'],
  cafile: 'ca.pem',
  useSystemCa: true,
  cert: 'pem',
  key: 'pem',
  strictSsl: true,
  proxy: null,
  httpsProxy: 'http://127.0.0.1:8080',
  noProxy: ['a.example', '10.0.0.0/8'],
  userAgent: 'release-script/1',
  fetchRetries: 2,
  fetchRetryFactor: 10,
  fetchRetryMintimeout: 10,
  fetchRetryMaxtimeout: 60,
  fetchTimeout: 1000,
  timeout: 1000,
  signal: AbortSignal.timeout(1000),
};

export async function lists(): Promise<void> {
  await listTokens();
  await listTokens({});
  await listTokens(connection);
  await listTokens({ ca: 'pem', noProxy: '*', proxy: undefined });
  for (const token of await listTokens()) {
    same<typeof token, Token>(true);
    same<typeof token.key, string>(true);
    same<typeof token.id, string>(true);
    same<typeof token.name, string | undefined>(true);
    same<typeof token.expiry, string | undefined>(true);
    same<typeof token.readonly, boolean | undefined>(true);
    same<typeof token.bypass2fa, boolean | undefined>(true);
    same<typeof token.cidr, string[]>(true);
    same<typeof token.permissions, TokenPermission[]>(true);
    same<typeof token.scopes, TokenScope[]>(true);
    same<typeof token.raw, Record<string, unknown>>(true);
    const [permission] = token.permissions;
    const [scope] = token.scopes;
    same<typeof permission, { name: string; action: string } | TokenPermission | undefined>(true);
    same<NonNullable<typeof scope>['type'], string>(true);
  }

  const filter: TokenFilter = { name: 'ci-*', permission: 'read-write', expiresWithin: '14d', unusedSince: 90 };
  await listTokens({ ...filter, sort: 'expiry' });
  for await (const { key } of streamTokens(filter)) key.length;
  const { ok, problems } = await checkToken({ minDays: 14, requirePackage: ['a'], requireWrite: true });
  same<typeof ok, boolean>(true);
  same<(typeof problems)[number], TokenProblem>(true);
  // @ts-expect-error a day is a number or a text
  await checkToken({ minDays: true });

  // @ts-expect-error an unknown option
  await listTokens({ nope: 1 });
  // @ts-expect-error an option of another function
  await listTokens({ expires: 3 });
  // @ts-expect-error an order there is not
  await listTokens({ sort: 'size' });
  // @ts-expect-error null is no object
  await listTokens(null);
  // @ts-expect-error one object and nothing else
  await listTokens({}, {});
  // @ts-expect-error a flag is true or false
  await listTokens({ strictSsl: 'no' });
  // @ts-expect-error a URL is given as text
  await listTokens({ registry: new URL('https://registry.example/') });
  // @ts-expect-error an unknown way to sign in
  await listTokens({ authType: 'sso' });
  // @ts-expect-error a number of milliseconds
  await listTokens({ timeout: '1s' });
  // @ts-expect-error the signal, not its controller
  await listTokens({ signal: new AbortController() });
  // @ts-expect-error npm's own spelling
  await listTokens({ 'strict-ssl': true });
  // @ts-expect-error only proxies can be switched off by null
  await listTokens({ cafile: null });
}

export async function audits(): Promise<void> {
  await auditTokens();
  const ignore: AuditRule[] = ['no-cidr', 'never-used'];
  await auditTokens({ ...connection, expiresWithin: 7, unusedSince: '12w', ignore, scope: '@acme' });
  await auditTokens({ ignore: 'expired', name: 'ci-*', package: '@acme/app' });
  for (const finding of await auditTokens({})) {
    same<typeof finding, AuditFinding>(true);
    same<typeof finding.rule, AuditRule>(true);
    same<typeof finding.severity, AuditSeverity>(true);
    same<typeof finding.severity, 'error' | 'warning' | 'note'>(true);
    same<typeof finding.message, string>(true);
    same<typeof finding.token, Token>(true);
  }

  // @ts-expect-error a rule there is not
  await auditTokens({ ignore: ['expires'] });
  // @ts-expect-error a filter of the list
  await auditTokens({ permission: 'read-write' });
  // @ts-expect-error for the command alone
  await auditTokens({ failOn: 'error' });
}

export async function creates(): Promise<void> {
  const created = await createToken({
    ...connection,
    name: 'ci',
    tokenDescription: 'releases',
    expires: 30,
    packages: ['@acme/app'],
    packagesAll: false,
    scopes: '@acme',
    orgs: ['acme'],
    packagesAndScopesPermission: 'read-write-stage-only',
    orgsPermission: 'read-only',
    cidr: ['192.0.2.0/24'],
    bypass2fa: false,
    readOnly: true,
    allowUnenforced: ['cidr', 'expires'],
    onUnknownOutcome: 'revoke',
    password: 'p',
  });
  same<typeof created.token, string>(true);
  same<typeof created.unverified, Restriction[]>(true);
  same<typeof created.unenforced, Restriction[]>(true);
  const token: Token = created;
  same<typeof token.token, string | undefined>(true);
  await createToken({ expires: '12w', packages: 'a,b' });
  const access: TokenAccess = 'no-access';
  await createToken({ orgsPermission: access, packagesAndScopesPermission: access });

  // @ts-expect-error options are needed
  await createToken();
  // @ts-expect-error an unknown permission
  await createToken({ packagesAndScopesPermission: 'write' });
  // @ts-expect-error a permission for packages only
  await createToken({ orgsPermission: 'read-write-stage-only' });
  // @ts-expect-error not a Date
  await createToken({ expires: new Date() });
  // @ts-expect-error the official description's spelling
  await createToken({ token_description: 'd' });
  // @ts-expect-error true or false
  await createToken({ bypass2fa: 'true' });
  // @ts-expect-error texts
  await createToken({ packages: [1] });
  // @ts-expect-error each restriction by its name
  await createToken({ allowUnenforced: 'all' });
  // @ts-expect-error there is nothing else to do
  await createToken({ onUnknownOutcome: 'ignore' });
}

export async function revokes(): Promise<void> {
  const revoked = await revokeToken({ name: 'ci' });
  same<typeof revoked.key, string>(true);
  same<typeof revoked.id, string>(true);
  same<typeof revoked.name, string | undefined>(true);
  same<typeof revoked.result, 'revoked' | 'already-gone'>(true);
  await revokeToken({ key: 'k' });
  await revokeToken({ token: 'npm_x', byValue: true });
  await revokeToken({ id: 'abcdef', registry: 'https://registry.example/', otp: '123456' });
  await revokeToken({ token: 'npm_x', signal: AbortSignal.abort() });

  // @ts-expect-error options are needed
  await revokeToken();
  // @ts-expect-error a client certificate comes from the configuration
  await revokeToken({ name: 'ci', cert: 'pem' });
  // @ts-expect-error one token, not several
  await revokeToken({ key: ['a', 'b'] });
  // @ts-expect-error the whole list at once is not revoked
  await revokeToken({ all: true });
}

export async function revokesMany(): Promise<void> {
  for (const one of await revokeTokens({ name: 'tmp-*', unusedSince: '90d', expired: false, dryRun: true })) {
    same<typeof one.key, string>(true);
    same<typeof one.id, string | undefined>(true);
    same<typeof one.result, 'revoked' | 'already-gone' | 'failed' | 'planned'>(true);
    same<typeof one.inUse, true | undefined>(true);
    same<typeof one.error, RevocationError | undefined>(true);
    if (one.error) same<typeof one.error.code, ErrorCode>(true);
  }
  await revokeTokens({ keys: ['a', 'b'], cert: 'pem', key: 'pem' });
  await revokeTokens({ allExceptCurrent: true, olderThan: 90 });

  // @ts-expect-error options are needed
  await revokeTokens();
  // @ts-expect-error an order is of no use
  await revokeTokens({ expired: true, sort: 'name' });
  // @ts-expect-error all of them are not revoked by a word
  await revokeTokens({ all: true });
}

export async function rotates(): Promise<void> {
  const { created, old, request } = await rotateToken({
    name: 'ci',
    newName: 'ci-2',
    packagesAndScopesPermission: 'read-write-stage-only',
    deliver: async ({ token, key, name, expiry }) => {
      same<typeof token, string>(true);
      same<typeof key, string>(true);
      same<typeof name, string | undefined>(true);
      same<typeof expiry, string | undefined>(true);
    },
  });
  same<typeof old.result, 'revoked' | 'already-gone' | 'kept' | 'planned'>(true);
  if (created) same<typeof created.token, string>(true);
  else same<typeof request, Record<string, unknown>>(true);
  await rotateToken({ id: '0123ab', keepOld: true, expires: '30d', allowUncarried: ['hours'] });
  await createToken({ name: 'ci', deliver: ({ token }) => token });

  // @ts-expect-error what it is for is carried over
  await rotateToken({ name: 'ci', packages: 'a' });
  // @ts-expect-error a client certificate comes from the configuration
  await rotateToken({ name: 'ci', cert: 'pem' });
}

export async function temporary(): Promise<void> {
  const length = await withTemporaryToken({ packages: 'a', password: 'p' }, async (token) => {
    same<typeof token, TemporaryToken>(true);
    same<typeof token.env, Record<string, string>>(true);
    const { signal }: { signal: AbortSignal } = token;
    return signal.aborted ? 0 : token.token.length + token.key.length;
  });
  same<typeof length, number>(true);
  same<string, Awaited<ReturnType<typeof withTemporaryToken<string>>>>(true);
  await withTemporaryToken({ name: 'mine', expires: 3, signal: AbortSignal.timeout(1000) }, () => {});
  // @ts-expect-error a function
  await withTemporaryToken({ packages: 'a' });
  // @ts-expect-error no such option
  await withTemporaryToken({ key: 'k', keys: [] }, () => {});
}

export async function answers(): Promise<void> {
  await listTokens({ otp: '123456' });
  await listTokens({ otp: () => '123456' });
  await listTokens({ otp: async () => '123456' });
  await listTokens({ otp: () => undefined });
  await listTokens({ otp: async () => null });
  await listTokens({
    otp: (challenge) => {
      same<typeof challenge, OtpChallenge>(true);
      same<typeof challenge.refused, boolean>(true);
      same<typeof challenge.message, string | undefined>(true);
      same<typeof challenge.authUrl, string | undefined>(true);
      return challenge.doneUrl;
    },
  });
  await listTokens({
    onWebAuth: (webAuth) => {
      same<typeof webAuth, WebAuth>(true);
      same<typeof webAuth.authUrl, string>(true);
      same<typeof webAuth.doneUrl, string>(true);
    },
  });
  await listTokens({ onWebAuth: async () => {} });

  // @ts-expect-error a code is text: 012345 is not 12345
  await listTokens({ otp: 123456 });
  // @ts-expect-error a code is text
  await listTokens({ otp: () => 123456 });
  // @ts-expect-error a function
  await listTokens({ onWebAuth: true });
}

export function fails(error: NpmTokenError): string | undefined {
  const code: ErrorCode = error.code;
  same<typeof error.statusCode, number | undefined>(true);
  same<typeof error.method, 'GET' | 'POST' | 'DELETE' | undefined>(true);
  same<typeof error.candidates, TokenCandidate[] | undefined>(true);
  same<typeof error.cause, unknown>(true);
  same<typeof error.result, unknown>(true);
  same<typeof error.thrown, unknown>(true);
  const plain: Error = error;
  switch (code) {
    case 'EOTP':
      return error.authUrl ?? error.doneUrl;
    case 'E401':
    case 'E503':
      return error.url;
    case 'EAMBIGUOUS':
      return error.candidates?.map(({ key, id, name, created }) => `${key} ${id} ${name} ${created}`).join();
    // @ts-expect-error no such code
    case 'ENOSUCH':
      return plain.message;
    // @ts-expect-error a status that is no error
    case 'E200':
      return error.registry;
    default:
      return error.hint;
  }
}

/** What people write around `require`. */
export function onLoadError(error: LoadError): [string, LoadErrorCode, InstalledBinary[]] {
  const needed: string | undefined = error.package;
  // @ts-expect-error: loading has codes of its own
  if (error.code === 'EOTP') throw error;
  return [needed ?? error.hint, error.code, error.present];
}
