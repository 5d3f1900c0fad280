/* Types of npm-token. Written by the build from `src/js/header.d.ts` and the comments in `src/binding`. */

/** Options of every function: how the registry is reached. What is left out comes from npm's configuration. */
export interface ConnectionOptions {
  /**
   * The registry's http or https URL.
   * @default the `registry` of npm's configuration, else the public npm registry
   */
  registry?: string;
  /**
   * The token that authenticates the call, without `Bearer`.
   * @default the credentials npm's configuration has for the registry
   */
  authToken?: string;
  /**
   * The one-time password, or a function that is called when the registry asks for one. The function may be called
   * again after a refusal; one that returns nothing lets the call reject with `EOTP`. An answer serves the whole call.
   * @default the `otp` of npm's configuration
   */
  otp?: string | ((challenge: OtpChallenge) => string | null | undefined | Promise<string | null | undefined>);
  /**
   * Called when the registry offers a web sign-in: show `authUrl` to a person. `doneUrl` is polled meanwhile, at most
   * once a second and for at most five minutes.
   * @default a web sign-in is not used: `otp` is asked, or the call rejects with `EOTP`, `authUrl` and `doneUrl`
   */
  onWebAuth?: (webAuth: WebAuth) => unknown;
  /**
   * How npm says it signs in: `web` lets the registry offer a web sign-in.
   * @default the `auth-type` of npm's configuration; else `legacy` if an `otp` string is given, `web` if not
   */
  authType?: 'web' | 'legacy';
  /**
   * Whether the project's `.npmrc` is trusted to say where passwords, one-time passwords and new tokens go, and to refer
   * to variables in what is sent. Without it, what only that file names is good for reading the list; everything else
   * rejects with `EUNTRUSTED`. A `registry` that is given needs no such trust.
   * @default false; a variable `npm_config_trust_project_config` counts, a file does not
   */
  trustProjectConfig?: boolean;
  /**
   * The folder from which the project's `.npmrc` is looked for.
   * @default the working directory
   */
  cwd?: string;
  /**
   * The user's configuration file.
   * @default `~/.npmrc`, or as npm's configuration says
   */
  userconfig?: string;
  /**
   * The global configuration file.
   * @default `etc/npmrc` below npm's prefix, or as npm's configuration says
   */
  globalconfig?: string;
  /**
   * Certificate authorities in PEM form, instead of the built-in ones.
   * @default Mozilla's, built in; with `NODE_EXTRA_CA_CERTS` beside them
   */
  ca?: string | string[];
  /**
   * A file with certificate authorities in PEM form, instead of the built-in ones.
   * @default none
   */
  cafile?: string;
  /**
   * Whether the system's certificate authorities are trusted beside the built-in ones.
   * @default as Node.js: `--use-system-ca` on its command line or in `NODE_OPTIONS`, else `NODE_USE_SYSTEM_CA=1`, else false
   */
  useSystemCa?: boolean;
  /**
   * A client certificate in PEM form.
   * @default none
   */
  cert?: string;
  /**
   * The client certificate's unencrypted private key in PEM form.
   * @default none
   */
  key?: string;
  /**
   * Whether the server's certificate is checked.
   * @default true
   */
  strictSsl?: boolean;
  /**
   * The URL of a proxy (`http`, `https`, `socks5`, `socks5h`); null for none.
   * @default the `proxy` of npm's configuration, else `HTTP_PROXY` and its kin
   */
  proxy?: string | null;
  /**
   * The URL of a proxy for https registries; null for none.
   * @default the `https-proxy` of npm's configuration, else `proxy`, else `HTTPS_PROXY` and its kin
   */
  httpsProxy?: string | null;
  /**
   * Hosts that are reached without a proxy: names (subdomains included), addresses, CIDR ranges, `*`.
   * @default the `noproxy` of npm's configuration, and `NO_PROXY`
   */
  noProxy?: string | string[];
  /**
   * The `user-agent` header.
   * @default `npm-token/<version> <os> <architecture>`
   */
  userAgent?: string;
  /**
   * How often a request that lists or deletes is repeated after a passing failure. A create is sent once.
   * @default 2
   */
  fetchRetries?: number;
  /**
   * By how much the wait grows from one repetition to the next.
   * @default 10
   */
  fetchRetryFactor?: number;
  /**
   * The wait before the first repetition, in milliseconds; at random down to half of it is waited.
   * @default 10000
   */
  fetchRetryMintimeout?: number;
  /**
   * The longest wait before any repetition, in milliseconds; also the longest `retry-after` that is waited for.
   * @default 60000
   */
  fetchRetryMaxtimeout?: number;
  /**
   * How long one request may take in all, from the connection to the end of the answer, in milliseconds. Each repetition
   * is a request of its own.
   * @default 300000
   */
  fetchTimeout?: number;
  /**
   * How long the whole call may take, in milliseconds, callbacks included. Rejects with `ETIMEDOUT`. A create that may have
   * reached the registry is looked after first, see {@link createToken}.
   * @default no limit
   */
  timeout?: number;
  /**
   * Ends the call: it rejects with an `AbortError` whose `code` is `ABORT_ERR` and whose `cause` is the signal's reason.
   * A create that may have reached the registry is looked after first, see {@link createToken}.
   * @default none
   */
  signal?: AbortSignal;
}

/** Options of {@link listTokens}. */
export interface ListTokensOptions extends ConnectionOptions, TokenFilter {
  /**
   * The order: by name, the oldest first, the longest unused first (those never used before others), or the one that ends
   * next first. Tokens of which the registry does not say it come last.
   * @default the registry's order
   */
  sort?: 'name' | 'created' | 'accessed' | 'expiry';
}

/** Options of {@link streamTokens}. Tokens come as the registry lists them: an order could be made only of the whole list. */
export interface StreamTokensOptions extends ConnectionOptions, TokenFilter {
  /**
   * How long reading the whole list may take, in milliseconds; what is done with the tokens meanwhile does not count.
   * @default no limit
   */
  timeout?: number;
  /**
   * Ends the reading and the loop, which gets no more tokens but an `AbortError` whose `code` is `ABORT_ERR` and whose `cause`
   * is the signal's reason.
   * @default none
   */
  signal?: AbortSignal;
}

/** Options of {@link checkToken}: what is demanded of the token, beside that it works and has not ended. */
export interface CheckTokenOptions extends ConnectionOptions {
  /**
   * How many more days it has to live: `14`, `'14d'`.
   * @default none
   */
  minDays?: number | string;
  /**
   * The packages it has to be for. Where the registry describes no limits, a token is for all.
   * @default none
   */
  requirePackage?: string | string[];
  /**
   * Whether it has to be able to publish.
   * @default false
   */
  requireWrite?: boolean;
  /**
   * Whether it has to work without two-factor authentication.
   * @default false
   */
  requireBypass2fa?: boolean;
}

/** Which tokens are asked for: those of which the registry shows that all of it is so. `id`s stay those of the whole list. */
export interface TokenFilter {
  /**
   * A pattern for the whole name, in which `*` stands for any text and `?` for one letter.
   * @default any
   */
  name?: string;
  /**
   * A scope: tokens for it, for a package in it, or for all packages.
   * @default any
   */
  scope?: string;
  /**
   * A package: tokens for it, for its scope, or for all packages. Where a registry limits no token, each is for all.
   * @default any
   */
  package?: string;
  /**
   * What a token may do with packages. Rights say more than the flag `readonly`.
   * @default any
   */
  permission?: 'no-access' | 'read-only' | 'read-write';
  /**
   * Whether a token works without two-factor authentication.
   * @default any
   */
  bypass2fa?: boolean;
  /**
   * Whether a token's end is over. A token that the registry calls endless has not ended.
   * @default any
   */
  expired?: boolean;
  /**
   * Days within which a token ends, and has not yet: `14`, `'14d'`, `'2w'`.
   * @default any
   */
  expiresWithin?: number | string;
  /**
   * Days since a token was last used, or more; and since its creation, of one that was never used. Where the registry
   * keeps no uses, no token is known to be unused.
   * @default any
   */
  unusedSince?: number | string;
  /**
   * Days since a token was created, or more.
   * @default any
   */
  olderThan?: number | string;
  /**
   * Whether a token may be used from everywhere.
   * @default any
   */
  noCidr?: boolean;
}

/** Options of {@link auditTokens}. */
export interface AuditTokensOptions extends ConnectionOptions, Pick<TokenFilter, 'name' | 'scope' | 'package'> {
  /**
   * Days within which a token ends that is `expiring`: `14`, `'14d'`, `'2w'`.
   * @default 14
   */
  expiresWithin?: number | string;
  /**
   * Days since the last use, or more, of a token that is `unused`.
   * @default 90
   */
  unusedSince?: number | string;
  /**
   * Rules to leave out.
   * @default none
   */
  ignore?: AuditRule | Array<AuditRule>;
}

/**
 * What can be wrong with a token, by the severity it has.
 *
 * An error: `expired` (it has ended; no other rule is applied to it), `bypass-2fa-write` (it writes to packages without
 * two-factor authentication).
 *
 * A warning: `expiring` (it ends within `expiresWithin`), `never-expires` (the registry says that it has no end), `unused`
 * (its last use is `unusedSince` ago, or longer), `all-packages-write` (it writes to every package of the account),
 * `classic-token` (it has the flag `readonly` and nothing else that limits it), `direct-publish-after-2027` (it has the
 * permission to publish directly, which is announced to end for granular tokens in January 2027; staging goes on).
 *
 * A note: `never-used` (the registry says so), `no-cidr` (it writes to packages from any address).
 */
export type AuditRule =
  | 'expired'
  | 'bypass-2fa-write'
  | 'expiring'
  | 'never-expires'
  | 'unused'
  | 'all-packages-write'
  | 'classic-token'
  | 'direct-publish-after-2027'
  | 'never-used'
  | 'no-cidr';

/** How grave a finding is. */
export type AuditSeverity = 'error' | 'warning' | 'note';

/** What a token may do. */
export type TokenAccess = 'read-only' | 'read-write' | 'no-access';

/**
 * Options of {@link createToken}; each is also a flag of `npm token create`. What names a token, widens it or lengthens its
 * life counts from here and from `npm_config_*` variables; in an `.npmrc` it is an error.
 */
export interface CreateTokenOptions extends ConnectionOptions {
  /**
   * The token's name. Required by the public npm registry, and wherever anything but `password`, `cidr` and `readOnly`
   * is asked for.
   * @default none
   */
  name?: string;
  /**
   * What the token is for.
   * @default none
   */
  tokenDescription?: string;
  /**
   * When the token ends: a number of days, a duration such as `30d` or `12w`, or an ISO 8601 date; at least one day
   * from now. On the public npm registry at most 90 days for tokens that can write.
   * @default the registry's: on the public one 7 days for tokens that can write, 30 days for others
   */
  expires?: number | string;
  /**
   * The packages the token is for; `*` alone means all. At most 50 together with `scopes`. One string may hold several,
   * separated by commas.
   * @default none
   */
  packages?: string | string[];
  /**
   * Whether the token is for all packages.
   * @default false
   */
  packagesAll?: boolean;
  /**
   * The scopes the token is for, as `@scope`. At most 50 together with `packages`.
   * @default none
   */
  scopes?: string | string[];
  /**
   * The organizations the token is for. At most 50.
   * @default none
   */
  orgs?: string | string[];
  /**
   * What the token may do with its packages and scopes.
   * @default the registry's: `read-only` if there are any
   */
  packagesAndScopesPermission?: TokenAccess | 'read-write-stage-only';
  /**
   * What the token may do with its organizations.
   * @default the registry's: `read-only` if there are any
   */
  orgsPermission?: TokenAccess;
  /**
   * The IPv4 ranges the token may be used from, in CIDR notation.
   * @default from anywhere
   */
  cidr?: string | string[];
  /**
   * Whether the token may do without two-factor authentication.
   * @default false
   */
  bypass2fa?: boolean;
  /**
   * Whether the token can only read. Sent as permissions and, for registries of the classic kind, as `readonly`.
   * @default false
   */
  readOnly?: boolean;
  /**
   * Restrictions that the new token may lack, each by the name of its option. Without it, a token that lacks any
   * restriction asked for is revoked at once, and the call rejects with `ERESTRICTION`. Does not count in files.
   * @default none
   */
  allowUnenforced?: Restriction | Restriction[];
  /**
   * What to do when the registry may have made a token and did not say so. `report` names the tokens on the list that
   * may be the one (`EUNKNOWNOUTCOME`). `revoke` also reads the list beforehand and revokes the token if it is the only
   * new one, of the name, and as asked for: nobody else may create tokens of that name meanwhile. Does not count in
   * files.
   * @default 'report'
   */
  onUnknownOutcome?: 'report' | 'revoke';
  /**
   * The account's password. Required, and taken as it is.
   * @default the `password` of npm's configuration (`npm_config_password`)
   */
  password?: string;
  /**
   * Takes the new token, before the call resolves. If it throws, or returns a promise that rejects, the token is revoked and
   * the call rejects with `EUNDELIVERED`. While it is at work, `timeout` and `signal` have the same effect.
   * @default the token is in the result alone
   */
  deliver?: (token: DeliveredToken) => unknown;
}

/** Options of {@link withTemporaryToken}: those of {@link createToken}, of which fewer have to be given. */
export interface TemporaryTokenOptions extends Omit<CreateTokenOptions, 'deliver'> {
  /**
   * The token's name. A registry that keeps no names is no failure unless it is given.
   * @default one that no other token has, as `npm-token-temporary-20270101T100000Z-4f3a8c1d`
   */
  name?: string;
  /**
   * When the token ends if nobody revokes it: as for {@link createToken}. A registry that gives no ends is no failure
   * unless it is given.
   * @default one day, the shortest life that registries give
   */
  expires?: number | string;
  /**
   * How long making the token may take, in milliseconds; the function is not limited by it.
   * @default no limit
   */
  timeout?: number;
  /**
   * Gives the work up: the token is revoked at once, the function is not waited for, and the promise rejects with an
   * `AbortError` then.
   * @default none
   */
  signal?: AbortSignal;
}

/**
 * Lists the account's access tokens as {@link listTokens} does, and gives each as soon as the registry has shown it: the first
 * ones while later pages are still on their way.
 *
 * Each token comes once. That none is missing, whatever is created and revoked meanwhile, is known when the loop ends by
 * itself; otherwise it ends with the `NpmTokenError` that `listTokens` rejects with. A token that was revoked after it was
 * shown may be among them. Since nobody knows the whole list yet, `id` is the whole `key`.
 *
 * The list is read at the registry's pace, not that of the loop, so that slow work does not let the list change under it;
 * what the loop has not taken yet waits in memory. Leaving the loop ends the reading. Nothing is read, and no option looked
 * at, before the first token is asked for. Most lists come as one page, of which all tokens come at once.
 *
 * @example
 * ```js
 * for await (const { key, name } of streamTokens({ name: 'tmp-*' })) console.log(key, name)
 * ```
 */
export declare function streamTokens(options?: StreamTokensOptions): AsyncGenerator<Token, void, undefined>;

/** A token for one piece of work, as {@link withTemporaryToken} hands it to its function. */
export interface TemporaryToken {
  /** The token's full value. */
  token: string;
  /** The key by which the registry knows it. Empty if the registry named none. */
  key: string;
  /**
   * The variables by which npm has the token in a child process: `{ ...process.env, ...env }`. They say which registry it is
   * good for, and which one to use if `registry` was given.
   */
  env: Record<string, string>;
  /**
   * Fires when the token is about to be revoked before the function is done: by the `signal` that was given, or since the
   * process is to end.
   */
  signal: AbortSignal;
}

/**
 * Makes a token, calls a function with it, and revokes it when that is done, whatever comes of it. Settles as the function
 * does, with the very same result or error, after the token is revoked.
 *
 * SIGINT, SIGTERM and SIGHUP have it revoked too, before they have their usual effect. While such a token lives, a note of it
 * is in the journal, with its key and without its value: if the process is killed, or calls `process.exit`, the next
 * command and the next call tell what was left (a process warning with the code `NPM_TOKEN_LEFT`).
 *
 * Rejects as {@link createToken} does if no token can be made, or if a dry run is asked for. If it cannot be revoked afterwards, within two minutes, with
 * `ENOTREVOKED`; then what the function came to is the error's `result` or `thrown`.
 *
 * @example
 * ```js
 * await withTemporaryToken({ packages: ['@acme/app'], packagesAndScopesPermission: 'read-write', password, otp }, async ({ env }) => {
 *   await execFile('npm', ['publish'], { env: { ...process.env, ...env } })
 * })
 * ```
 */
export declare function withTemporaryToken<T>(
  options: TemporaryTokenOptions,
  fn: (token: TemporaryToken) => T | PromiseLike<T>,
): Promise<T>;

/**
 * Options of {@link rotateToken}: exactly one of `key`, `id`, `name` and `token` names the old token. A client certificate
 * comes from npm's configuration alone, since `key` is the token's here. Nothing that npm's configuration says of new tokens
 * counts.
 */
export interface RotateTokenOptions extends Omit<ConnectionOptions, 'cert' | 'key'> {
  /**
   * The old token's whole key.
   * @default none
   */
  key?: string;
  /**
   * A beginning of the old token's key, at least 6 characters, that no other token's key has.
   * @default none
   */
  id?: string;
  /**
   * The old token's name. Must be the name of exactly one token.
   * @default none
   */
  name?: string;
  /**
   * The old token's full value. It is found by its mask in the list and is not sent.
   * @default none
   */
  token?: string;
  /**
   * The new token's name.
   * @default the old one's; a day at its end (`ci-2026-10-01`) becomes today, UTC
   */
  newName?: string;
  /**
   * When the new token ends, as for {@link createToken}.
   * @default after as many days as the old one had to live from its creation
   */
  expires?: number | string;
  /**
   * What the new token may do with its packages and scopes. Needed for a token that can write: the registry's list does not
   * tell `read-write` from `read-write-stage-only`. It cannot be more than the old one may do, as far as the list shows that.
   * @default what the old one may do
   */
  packagesAndScopesPermission?: TokenAccess | 'read-write-stage-only';
  /**
   * Properties of the old token that are not known, and that the new one may lack, by the registry's names.
   * @default none
   */
  allowUncarried?: string | string[];
  /**
   * Restrictions that the new token may lack, as for {@link createToken}.
   * @default none
   */
  allowUnenforced?: Restriction | Restriction[];
  /**
   * The account's password. Required, and taken as it is.
   * @default the `password` of npm's configuration (`npm_config_password`)
   */
  password?: string;
  /**
   * Takes the new token, before the old one is revoked. Required unless `keepOld` or `dryRun` is set. If it throws, or
   * returns a promise that rejects, the new token is revoked, the old one stays, and the call rejects with `EUNDELIVERED`.
   * @default the token is in the result alone
   */
  deliver?: (token: DeliveredToken) => unknown;
  /**
   * Whether the old token stays.
   * @default false
   */
  keepOld?: boolean;
  /**
   * Whether it is only found out what would be done: nothing but the list is read.
   * @default the `dry-run` of npm's configuration, which a project's file does not decide (`EINVALIDCONFIG`); else false
   */
  dryRun?: boolean;
}

/** What became of a token that {@link rotateToken} was to replace. */
export interface ReplacedToken extends Omit<RevokedToken, 'result'> {
  /**
   * `revoked`: by this call. `already-gone`: it was listed, and somebody else had revoked it by then. `kept`: it still works.
   * `planned`: of a dry run, in which it would be revoked.
   */
  result: 'revoked' | 'already-gone' | 'kept' | 'planned';
}

/** What {@link rotateToken} did; of a dry run, what it would do. */
export type Rotation =
  | {
      /** The new token. */
      created: CreatedToken;
      /** What became of the old one. */
      old: ReplacedToken;
      request?: undefined;
    }
  | {
      created?: undefined;
      /** What would become of the old one. */
      old: ReplacedToken;
      /** What would be asked of the registry, without the password. */
      request: Record<string, unknown>;
    };

/**
 * Options of {@link revokeToken}: exactly one of `key`, `id`, `name` and `token` names the token. A client certificate
 * comes from npm's configuration alone, since `key` is the token's here.
 */
export interface RevokeTokenOptions extends Omit<ConnectionOptions, 'cert' | 'key'> {
  /**
   * The token's whole key.
   * @default none
   */
  key?: string;
  /**
   * A beginning of the token's key, at least 6 characters, that no other token's key has.
   * @default none
   */
  id?: string;
  /**
   * The token's name. Must be the name of exactly one token.
   * @default none
   */
  name?: string;
  /**
   * The token's full value. It is found by its mask in the list and is not sent. A masked value is refused.
   * @default none
   */
  token?: string;
  /**
   * Whether a `token` that the list does not match to one row may be sent as it is. It is part of an address then, which
   * servers and proxies may write down.
   * @default false
   */
  byValue?: boolean;
}

/**
 * Options of {@link revokeTokens}: `keys`, or else `allExceptCurrent` and what is asked of the tokens, all of which has to be
 * so. {@link listTokens} with the same {@link TokenFilter} lists what would be revoked. Tokens that the registry calls
 * revoked are left out.
 */
export interface RevokeTokensOptions extends ConnectionOptions, TokenFilter {
  /**
   * The whole keys of the tokens; none is revoked for an empty array. Not together with anything that is asked of tokens.
   * @default none
   */
  keys?: string | string[];
  /**
   * Whether all tokens are meant but the one that authenticates the call; with what is asked of tokens, those of them.
   * The one in use is known by its mask or its hash. Rejects with `EAMBIGUOUS` where several tokens may be it. Where it
   * is certainly none of those that are listed, all of them are revoked.
   * @default false
   */
  allExceptCurrent?: boolean;
  /**
   * Whether the tokens are only looked for: nothing but the list is read, and each `result` is `planned`.
   * @default the `dry-run` of npm's configuration, which a project's file does not decide (`EINVALIDCONFIG`); else false
   */
  dryRun?: boolean;
}

/** What became of one of the tokens that {@link revokeTokens} was to revoke. */
export interface Revocation {
  /** The token's key; as it was given, if there is no such token. */
  key: string;
  /** The shortest beginning of `key`, at least 6 characters, that was unambiguous. Left out if there is no such token. */
  id?: string;
  /** Its name, if it has one. */
  name?: string;
  /**
   * `revoked`: by this call. `already-gone`: it was listed, and somebody else had revoked it by then. `failed`: it may still
   * be there, see `error`. `planned`: of a dry run.
   */
  result: 'revoked' | 'already-gone' | 'failed' | 'planned';
  /** True if it is the token in use; where the list cannot tell several from it, each of them. */
  inUse?: true;
  /** With `failed`: why. */
  error?: RevocationError;
}

/** Why a token could not be revoked. A plain object, in which no secret is. */
export interface RevocationError {
  /** The kind of error. */
  code: ErrorCode;
  /** The error in words. */
  message: string;
  /** The HTTP status of the answer it belongs to. */
  statusCode?: number;
  /** What to do about it. */
  hint?: string;
}

/** What a token can be restricted by, by the name of the option. */
export type Restriction =
  | 'name'
  | 'packages'
  | 'scopes'
  | 'orgs'
  | 'packagesAndScopesPermission'
  | 'orgsPermission'
  | 'readOnly'
  | 'cidr'
  | 'expires'
  | 'bypass2fa';

/** A token that was just created. The registry shows `token` this once. */
export interface CreatedToken extends Token {
  /** The token's full value. */
  token: string;
  /** What was asked for and the registry's answers do not prove, or show as less. */
  unverified: Array<Restriction>;
  /** What the registry did not apply, and `allowUnenforced` names. */
  unenforced: Array<Restriction>;
}

/** A restriction that the registry did not apply to a new token. */
export interface UnappliedRestriction {
  /** The option that asked for it. */
  name: Restriction;
  /** What the registry did instead, in words. */
  instead: string;
}

/**
 * The kinds of errors. A status without a name of its own is `E` and its number.
 *
 * Refused before anything was sent: `EINVALIDOPTION`, `EINVALIDCIDR`, `EINVALIDCONFIG` (a value in the environment or a
 * configuration file), `ERR_INVALID_AUTH` (credentials that do not name their registry), `ENEEDAUTH` (no credentials
 * for this registry), `EUNTRUSTED` (secrets would go where only a project's `.npmrc` says; for `revokeToken` and `revokeTokens`
 * the list may have been read), `EUSAGE` (command line), `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`.
 *
 * From the registry, those about one answer with `statusCode`: `EOTP` (it wants a one-time password), `E401`, `E403` and other statuses, `EAUTHIP` (not from this
 * address), `ENOTSUPPORTED` (it has no token API), `ERATELIMIT`, `EBADRESPONSE` (an answer that cannot be understood, or
 * a list that kept changing while it was read), `EREDIRECT` (a redirect that is not followed), `ETOKENNOTFOUND`,
 * `EAMBIGUOUS` (see `candidates`), `ERESTRICTION` (the new token was broader than asked for, see `restrictions` and
 * `revoked`).
 *
 * From either: `EUNKNOWNOUTCOME` (the registry may have made a token and did not say so, see `candidates` and `cause`).
 *
 * From the network: `ECONNREFUSED`, `ECONNRESET`, `ENOTFOUND` (host name), `EHOSTUNREACH`, `ETIMEDOUT`, `ECERT`, `EPROXY`,
 * `EPROTO`.
 *
 * From this side: `ABORT_ERR`, `ECALLBACK` (`otp`, `onWebAuth` or `deliver` failed, see `cause`), `ECANCELED` (at a prompt),
 * `EINTERNAL` (a mistake in npm-token), `EIO`, `ENOTREVOKED` (of `withTemporaryToken` and `npm-token exec`: the token may
 * still be there, see `key` and `cause`), `EUNDELIVERED` (the new token reached nobody, see `cause`, `key` and `revoked`),
 * `EUNCARRIED` (a token has a property that no new one could have, or that is not known), `EROTATION` (the new token is
 * handed over, and the old one not revoked, see `cause`, `key` and `oldKey`).
 */
export type ErrorCode =
  | 'ABORT_ERR'
  | 'EAMBIGUOUS'
  | 'EAUTHIP'
  | 'EBADRESPONSE'
  | 'ECALLBACK'
  | 'ECANCELED'
  | 'ECERT'
  | 'ECONNREFUSED'
  | 'ECONNRESET'
  | 'EHOSTUNREACH'
  | 'EINTERNAL'
  | 'EINVALIDCIDR'
  | 'EINVALIDCONFIG'
  | 'EINVALIDOPTION'
  | 'EIO'
  | 'ENEEDAUTH'
  | 'ENOTFOUND'
  | 'ENOTREVOKED'
  | 'ENOTSUPPORTED'
  | 'EOTP'
  | 'EPROTO'
  | 'EPROXY'
  | 'ERATELIMIT'
  | 'EREDIRECT'
  | 'ERESTRICTION'
  | 'EROTATION'
  | 'ERR_INVALID_ARG_TYPE'
  | 'ERR_INVALID_ARG_VALUE'
  | 'ERR_INVALID_AUTH'
  | 'ETIMEDOUT'
  | 'ETOKENNOTFOUND'
  | 'EUNCARRIED'
  | 'EUNDELIVERED'
  | 'EUNKNOWNOUTCOME'
  | 'EUNTRUSTED'
  | 'EUSAGE'
  | `E3${number}`
  | `E4${number}`
  | `E5${number}`;

/** What every function rejects with. No secret is in it. */
export interface NpmTokenError extends Error {
  /** The kind of error. */
  code: ErrorCode;
  /** The HTTP status of the answer it belongs to. */
  statusCode?: number;
  /** The registry's address. */
  registry?: string;
  /** The method of the request it belongs to. */
  method?: 'GET' | 'POST' | 'DELETE';
  /** The address of the request it belongs to, redacted. */
  url?: string;
  /** With `EOTP`: where a person can sign in instead. */
  authUrl?: string;
  /** With `EOTP`: where the one-time password appears after that. */
  doneUrl?: string;
  /** What to do about it. */
  hint?: string;
  /** With `EAMBIGUOUS`: the tokens that were meant. With `EUNKNOWNOUTCOME`: those that may be the new one. */
  candidates?: Array<TokenCandidate>;
  /** With `ERESTRICTION`: what the registry did not apply. */
  restrictions?: Array<UnappliedRestriction>;
  /** With `ENOTREVOKED`: what the function came to, if it did. Not enumerable, since it may hold anything. */
  result?: unknown;
  /** With `ENOTREVOKED`: what the function threw, or the `AbortError`, if so. Not enumerable. */
  thrown?: unknown;
  /**
   * With `ERESTRICTION`, `EUNDELIVERED` and `EROTATION`: the key of the new token, whether it is gone or not; left out if the
   * registry named none. With `ENOTREVOKED`: that of the token that may still be there. With `EUNCARRIED`: that of the old one.
   */
  key?: string;
  /** With `EROTATION`: the key of the old token, which may still be there. */
  oldKey?: string;
  /**
   * With `ERESTRICTION`, `EUNDELIVERED` and `EUNKNOWNOUTCOME`: the key of the new token if it was revoked, empty if the registry
   * named none. Left out if it is still there.
   */
  revoked?: string;
  /** The underlying error, what a callback threw, or the reason of the signal. */
  cause?: unknown;
}

/**
 * Why there is no addon to load: `EBADPLATFORM` (there is none for this platform), `ENOBINARY` (the platform's package, or
 * the file in it, is missing), `EBINARYVERSION` (the package is of another version), `EBINARYLOAD` (the system does not load
 * the file, see `cause`).
 */
export type LoadErrorCode = 'EBADPLATFORM' | 'EBINARYLOAD' | 'EBINARYVERSION' | 'ENOBINARY';

/** What `require` throws and `import` rejects with, instead of the functions, where there is no addon to load. */
export interface LoadError extends Error {
  /** The kind of error. */
  code: LoadErrorCode;
  /** The package needed on this platform. Left out if there is none. */
  package?: string;
  /** The version it has to have, which is that of npm-token. */
  version: string;
  /** The packages of any platform that are installed. */
  present: Array<InstalledBinary>;
  /** The likely cause, and what to do about it. */
  hint: string;
  /** What Node.js said. */
  cause?: unknown;
}

/** An installed package that has the binary for a platform. */
export interface InstalledBinary {
  /** The package's name. */
  name: string;
  /** Its version. */
  version: string;
}

/** A token that an ambiguous selector could mean, or that a create of unknown outcome may have made. */
export interface TokenCandidate {
  /** The key by which the registry knows it. */
  key: string;
  /** The shortest unambiguous beginning of `key`. */
  id: string;
  /** Its name. */
  name?: string;
  /** When it was created, ISO 8601. */
  created?: string;
}

/** Something that is wrong with a token. */
export interface AuditFinding {
  /** The rule that is broken. */
  rule: AuditRule
  /** How grave it is; each rule has one severity. */
  severity: AuditSeverity
  /** What is wrong, in words for people. */
  message: string
  /** The token, as `listTokens` has it. */
  token: Token
}

/**
 * Says what is wrong with the account's access tokens: the gravest first, and what is equally grave in the registry's order.
 *
 * Rules speak only of what the registry shows, and change nothing. Revoked tokens are passed over, and one that has ended
 * does nothing else wrong.
 *
 * @example
 * ```js
 * for (const { rule, message, token } of await auditTokens({ ignore: ['no-cidr'] })) console.log(token.id, rule, message)
 * ```
 */
export declare function auditTokens(options?: AuditTokensOptions): Promise<Array<AuditFinding>>

/** What is known of the token in use. */
export interface CheckedToken {
  /** Whether nothing speaks against the token: it works, has not ended, and is as demanded. */
  ok: boolean
  /**
   * What that rests on. `list`: the one row of the list that is this token's.
   * `whoami`: what the registry says to the token of itself. `username`: no more than that the registry knows whose it
   * is. `refused`: the registry refuses it.
   */
  basis: 'list' | 'whoami' | 'username' | 'refused'
  /** Why it does not rest on the list, in words. */
  reason?: string
  /** Whose the token is. Left out if its row of the list was found, and nobody had to be asked. */
  username?: string
  /** How many whole days are left of its life, below 0 where it is over. Left out if nothing shows its end. */
  daysLeft?: number
  /** What it may do with packages. Left out if nothing shows it. */
  permission?: 'no-access' | 'read-only' | 'read-write'
  /** The token, where the registry shows it. */
  token?: Token
  /** What speaks against it; empty if nothing does. */
  problems: Array<TokenProblem>
}

/**
 * Tells whether the token in use is good for a job, and until when: by its row of the list, else by what the registry says
 * to it. What the registry does not show is not taken for granted.
 *
 * @example
 * ```js
 * const { ok, problems } = await checkToken({ minDays: 14, requirePackage: '@acme/app', requireWrite: true })
 * ```
 */
export declare function checkToken(options?: CheckTokenOptions): Promise<CheckedToken>

/**
 * What the command line printed and how it ended.
 *
 * @internal
 */
export interface CliOutcome {
  /** 0: done; 1: failed; 2: refused before anything was sent; 3: not as demanded; 130: interrupted. */
  exitCode: number
  /** For standard output. */
  stdout: string
  /** For standard error. */
  stderr: string
  /** What to add to the error if standard output cannot be written; empty if nothing is lost with it. */
  ifLost: string
}

/**
 * Makes a token for one piece of work, and resolves with it and the handle by which it is to be revoked. `signal` ends the
 * call. For `withTemporaryToken`.
 *
 * @internal
 */
export declare function createTemporary(options: TemporaryTokenOptions, signal: AbortSignal): Promise<Omit<TemporaryToken, 'signal'> & { handle: number }>

/**
 * Creates an access token and resolves with it and its full value, which no registry shows a second time.
 *
 * Everything is checked before anything is sent. The request is sent again only to answer a challenge, or to where the
 * registry redirects it within itself. A token that turns out broader, or longer-lived, than asked for is revoked at
 * once, and the call rejects with `ERESTRICTION`. If the registry may have made a token and did not say so, the call
 * looks for it on the list, and rejects with `EUNKNOWNOUTCOME`. `timeout` and `signal` end neither: looking takes up to
 * 10 seconds, revoking what is found as many, and comparing or revoking a token that is there up to 60 seconds each.
 * Where npm's configuration asks for a dry run (`npm_config_dry_run`), the call is refused with `EINVALIDCONFIG`.
 *
 * @example
 * ```js
 * const { token, key } = await createToken({ name: 'ci', packages: ['@acme/app'], readOnly: true, password, otp })
 * ```
 */
export declare function createToken(options: CreateTokenOptions): Promise<CreatedToken>

/** A new token, as the `deliver` callback gets it. */
export interface DeliveredToken {
  /** The token's full value. */
  token: string
  /** The key by which the registry knows it; empty if it named none. */
  key: string
  /** Its name, if it has one. */
  name?: string
  /** When it ends, ISO 8601. Left out if the registry did not say. */
  expiry?: string
}

/**
 * Revokes a token for one piece of work. Takes at most two minutes. For `withTemporaryToken`.
 *
 * @internal
 */
export declare function endTemporary(handle: number): Promise<RevokedToken>

/**
 * Gives up the create that the command line has begun. For the `npm-token` command, which takes an `AbortSignal` longer to
 * make than to read its answer.
 *
 * @internal
 */
export declare function interrupt(): void

/**
 * Tells whether a standard stream, 0 to 2, is a terminal. For the `npm-token` command: Node.js's own way takes longer to
 * load than all the rest of it.
 *
 * @internal
 */
export declare function isTerminal(fd: number): boolean

/**
 * Lists the account's access tokens, each once, all pages to the end: those that are asked for, in the order that is
 * asked for, else all, in the registry's order.
 *
 * Rejects with a `NpmTokenError`, never throws.
 *
 * @example
 * ```js
 * for (const token of await listTokens()) console.log(token.id, token.name, token.expiry)
 * ```
 */
export declare function listTokens(options?: ListTokensOptions): Promise<Array<Token>>

/** A registry's demand for a one-time password, as the `otp` callback gets it. */
export interface OtpChallenge {
  /** The registry's words. */
  message?: string
  /** Where a person can sign in instead of typing a code. */
  authUrl?: string
  /** Where the one-time password appears after that sign-in. */
  doneUrl?: string
  /** Whether a one-time password was sent and not accepted. */
  refused: boolean
}

/**
 * Hands the tokens that are asked for to `onTokens`, as they come and as JSON, and resolves once the list is known to be whole. `signal`
 * ends the call. For `streamTokens`.
 *
 * @internal
 */
export declare function readTokens(options: StreamTokensOptions | undefined, onTokens: (json: string) => void, signal: AbortSignal): Promise<null>

/**
 * Takes a signal that the process got, by its name, and tells whether it is seen to: the command that runs with a token of
 * its own gets it, and it must have no other effect. For the `npm-token` command.
 *
 * @internal
 */
export declare function relay(signal: string): boolean

/**
 * Switches the terminal's echo on again if a question has it switched off. For the `npm-token` command, when it is about
 * to be ended.
 *
 * @internal
 */
export declare function restoreEcho(): void

/** A token that was revoked. */
export interface RevokedToken {
  /** The key by which the registry knew it; empty if it was revoked by its value (`byValue`). */
  key: string
  /** The shortest beginning of `key`, at least 6 characters, that was unambiguous; empty like it. */
  id: string
  /** Its name, if it had one. */
  name?: string
  /** `revoked`: by this call. `already-gone`: it was listed, and somebody else had revoked it by then. */
  result: 'revoked' | 'already-gone'
}

/**
 * Revokes one access token, named by exactly one of `key`, `id`, `name` and `token`.
 *
 * @example
 * ```js
 * await revokeToken({ name: 'ci', otp: async () => askForCode() })
 * ```
 */
export declare function revokeToken(options: RevokeTokenOptions): Promise<RevokedToken>

/**
 * Revokes several access tokens: those of `keys`, those that are asked for, or all but the one in use. Resolves with what
 * became of each, in the order in which it was done. Rejects only if nothing was revoked, or if `timeout` or `signal` ends
 * the call: then called again, it takes up where it ended.
 *
 * A failure does not stop the others, and one answer of `otp` serves them all where the registry lets it. Once `otp`
 * has failed or given nothing, the rest is not tried (`ECANCELED`). The token in use goes last.
 *
 * @example
 * ```js
 * const gone = await revokeTokens({ name: 'tmp-*', unusedSince: '90d', otp: async () => askForCode() })
 * for (const { key, error } of gone) if (error) console.error(key, error.message)
 * ```
 */
export declare function revokeTokens(options: RevokeTokensOptions): Promise<Array<Revocation>>

/**
 * Replaces an access token, named by exactly one of `key`, `id`, `name` and `token`: creates one that is as it is, as far as
 * the registry shows it, hands it to `deliver`, sees that it works, and only then revokes the old one.
 *
 * Rejects with `EUNCARRIED`, before anything is changed, if a property of the old token cannot be carried over. Otherwise,
 * whatever fails, one of the two works: up to `deliver`, the old one, and a new one is revoked; after it, the new one, and
 * `EROTATION` says that the old one may still be there. `timeout` and `signal` are as for {@link createToken}.
 *
 * @example
 * ```js
 * await rotateToken({ name: 'ci', deliver: ({ token }) => saveSecret('NPM_TOKEN', token), password, otp })
 * ```
 */
export declare function rotateToken(options: RotateTokenOptions): Promise<Rotation>

/**
 * Runs the command line and resolves with what it printed. For the `npm-token` command. `onCreate` is called before a
 * create sends anything: from then on, it is to be ended by `interrupt`.
 *
 * @internal
 */
export declare function runCli(args: Array<string>, onCreate: () => void): Promise<CliOutcome>

/**
 * Stops the process as Ctrl-Z does, with the terminal's echo on meanwhile. For the `npm-token` command.
 *
 * @internal
 */
export declare function suspend(): void

/** An access token as the registry lists it. */
export interface Token {
  /** The key by which the registry knows the token. Empty only if the answer to a create named none. */
  key: string
  /**
   * The shortest beginning of `key`, at least 6 characters, that no other listed token shares. Of a new token, which
   * was not compared with others, the whole key.
   */
  id: string
  /** The token's value as the registry shows it: masked, for example `npm_aBcD...7890`. */
  token?: string
  /** The token's name. Registries of the classic kind keep none. */
  name?: string
  /** What the token is for. */
  description?: string
  /** When it was created, ISO 8601. */
  created?: string
  /** When it was last changed, ISO 8601. */
  updated?: string
  /** When it was last used, ISO 8601. Left out if it never was. */
  accessed?: string
  /** When it ends, ISO 8601. Left out if the registry names no end. */
  expiry?: string
  /** When it was revoked, ISO 8601. Left out while it is valid. */
  revoked?: string
  /** Whether it can only read. Left out if the registry does not say. */
  readonly?: boolean
  /** Whether it may do without two-factor authentication. Left out if the registry does not say. */
  bypass2fa?: boolean
  /** The IPv4 ranges it may be used from; empty means from anywhere. */
  cidr: Array<string>
  /** What it may do. */
  permissions: Array<TokenPermission>
  /** What it may do that with. */
  scopes: Array<TokenScope>
  /**
   * What the registry sent, untouched, except that the full value of a new token is only in `token`, and that nothing in it
   * is called `__proto__`.
   */
  raw: Record<string, unknown>
}

/** One thing a token may do. */
export interface TokenPermission {
  /** With what: `package`, `org`. */
  name: string
  /** `read` or `write`. */
  action: string
}

/** Something that speaks against a token. */
export interface TokenProblem {
  /** What was demanded; `works` is always. */
  demand: 'works' | 'min-days' | 'require-package' | 'require-write' | 'require-bypass-2fa'
  /** What is instead, in words. */
  message: string
}

/** One thing a token is for. */
export interface TokenScope {
  /** What it is: `package`, `scope`, `org`. */
  type: string
  /** Its name. */
  name: string
}

/** A web sign-in, as the `onWebAuth` callback gets it. */
export interface WebAuth {
  /** The address a person has to open. */
  authUrl: string
  /** The address that is polled meanwhile. */
  doneUrl: string
}
