/** Which registry the sandbox behaves like. */
export type SandboxDialect = 'npmjs' | 'verdaccio' | 'cnpmcore';

/** The user's second factor. */
export type SandboxTwoFactor = 'none' | 'email' | 'totp' | 'web';

/**
 * The form of the 401 answer that asks for a one-time code:
 * - `documented`: as the API is described, `www-authenticate: OTP` for listing and revoking, none for creating
 * - `header`: with `www-authenticate: OTP`
 * - `header-list`: with `www-authenticate: Basic, OTP`
 * - `header-realm`: with `www-authenticate: OTP realm="sandbox"`
 * - `header-only`: with `www-authenticate: OTP` and an empty body
 * - `body-only`: never with a header
 * - `capitalised`: never with a header, and the phrase reads `One-time pass`
 */
export type SandboxChallengeForm =
  | 'documented'
  | 'header'
  | 'header-list'
  | 'header-realm'
  | 'header-only'
  | 'body-only'
  | 'capitalised';

/** What `startSandbox` takes. Unknown names and values of the wrong type are refused with a `TypeError`. */
export interface SandboxOptions {
  /**
   * Which registry to behave like.
   * @default 'npmjs'
   */
  dialect?: SandboxDialect;
  /**
   * The TCP port on 127.0.0.1; 0 takes a free one.
   * @default 0
   */
  port?: number;
  /**
   * The path the registry sits below, such as `/npm/repo`.
   * @default ''
   */
  pathPrefix?: string;
  /**
   * The name of the only user.
   * @default 'maintainer'
   */
  username?: string;
  /**
   * The user's password. The dialect `cnpmcore` wants 8 to 100 characters wherever it is sent.
   * @default 'correct horse battery staple'
   */
  password?: string;
  /**
   * The user's second factor; only the dialect `npmjs` has one.
   * - `none`: nothing is asked for
   * - `email`: a code of 8 digits
   * - `totp`: a code of 6 digits, asked for with the legacy challenge
   * - `web`: a sign-in in the browser, or the legacy challenge and a code of 16 digits for a client that does not
   *   send `npm-auth-type: web` and `npm-command: token`
   * @default 'none'
   */
  twoFactor?: SandboxTwoFactor;
  /**
   * The operations the second factor is asked for.
   * @default ['create', 'revoke']
   */
  twoFactorFor?: Array<'list' | 'create' | 'revoke'>;
  /**
   * Refuses a one-time code the second time.
   * @default true
   */
  otpSingleUse?: boolean;
  /**
   * The form of the answer that asks for a one-time code.
   * @default 'documented'
   */
  challengeForm?: SandboxChallengeForm;
  /**
   * Seconds in the `retry-after` header while a sign-in waits.
   * @default 1
   */
  retryAfter?: number;
  /**
   * The packages that exist. Left out, every package does. Others are refused with 400 by `npmjs` (the wording is the
   * sandbox's own) and silently dropped by `cnpmcore`, which leaves the token unrestricted.
   */
  packages?: string[];
  /** The organizations that exist, for `npmjs`. Left out, every organization does; others are refused with 400. */
  orgs?: string[];
  /**
   * The tokens there are at the start; a number makes that many, named `token-1`, `token-2` and so on.
   * @default 0
   */
  tokens?: number | Array<Partial<SandboxToken>>;
  /**
   * The most rows on one page of a list, whatever `perPage` asks for (`npmjs`).
   * @default Infinity
   */
  perPageMax?: number;
  /**
   * Milliseconds to wait before each answer.
   * @default 0
   */
  latency?: number;
  /**
   * Gives the registry's time in milliseconds since 1970.
   * @default () => Date.now()
   */
  now?: () => number;
}

/** A token as the sandbox keeps it: the fields of all dialects, with the full value. Times are ISO 8601 strings. */
export interface SandboxToken {
  /** `session` tokens come from a login. Left out of a new token: `granular` for `npmjs`, else `classic`. */
  type: 'granular' | 'classic' | 'session';
  name: string | null;
  description: string | null;
  /** The full value; a random one of the dialect's form if left out of a new token. */
  token: string;
  /** The id; one of the dialect's form if left out of a new token. */
  key: string;
  /** Left out of a new token: 30 days ahead for granular ones, else null. An expired token stays in the list. */
  expiry: string | null;
  /** The address ranges; only `verdaccio` enforces them. */
  cidr: string[];
  /** Left out of a new token: true for granular ones, unless their permissions say otherwise, else false. */
  readonly: boolean;
  /** `cnpmcore` only. */
  automation: boolean;
  bypass_2fa: boolean;
  revoked: string | null;
  created: string;
  updated: string | null;
  /** When the token was last used. */
  accessed: string | null;
  permissions: Array<{ name: string; action: string }>;
  scopes: Array<{ type: string; name: string }>;
  /** `cnpmcore` only. */
  allowedPackages: string[];
  /** `cnpmcore` only. */
  allowedScopes: string[];
}

/** A request the sandbox received. */
export interface SandboxRequest {
  method: string;
  /** The path as sent, with the prefix and the query. */
  path: string;
  /** The path below the prefix, without the query; undefined for a request that is not below the prefix. */
  route: string | undefined;
  /** The query with its question mark, or an empty string. */
  query: string;
  /** The headers, with names in lower case. */
  headers: Record<string, string | undefined>;
  /** Names and values in turn, as sent. */
  rawHeaders: string[];
  /** The parsed JSON; undefined if the body is empty or is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what it sent
  body: any;
  bodyText: string;
  /** The status answered; undefined while there is no answer, and for one that was never sent. */
  status: number | undefined;
}

/** An answer, as a fault's handler gives it. */
export interface SandboxAnswer {
  /** @default 200 */
  status?: number;
  /** A header set to undefined is not sent. */
  headers?: Record<string, string | string[] | undefined>;
  /** A Buffer is sent as it is, a string as text, everything else as JSON. Left out, the answer has no body. */
  body?: unknown;
  /** Sends `body` as JSON even if it is a string. */
  json?: boolean;
  /** Breaks the connection off, see `SandboxFault`. */
  destroy?: 'before' | 'headers' | 'body';
  /** Never answers. */
  hang?: boolean;
}

/**
 * A rule that changes the answer to some requests. A fault with `status`, `body` or `json` answers instead of the
 * registry; one without lets the registry do its work and changes only what it names.
 */
export interface SandboxFault {
  /** Left out, every method matches. */
  method?: string;
  /**
   * A string is compared with the whole path below the prefix (with the query only if the string has one); a RegExp is
   * tried on that path with its query. Left out, every path matches.
   */
  path?: string | RegExp;
  /**
   * How many requests the rule is for; `Infinity` for all.
   * @default 1
   */
  times?: number;
  /**
   * Carries the operation out first: a token is created, and the answer is lost.
   * @default false
   */
  after?: boolean;
  /**
   * Milliseconds to wait before the answer.
   * @default 0
   */
  delay?: number;
  /** The status to answer with; 200 if only a body is given. */
  status?: number;
  /** Headers added to the answer; undefined removes one. */
  headers?: Record<string, string | string[] | undefined>;
  /** A Buffer is sent as it is, a string as text, everything else as JSON. */
  body?: unknown;
  /** Any value to send as JSON, strings and null too. */
  json?: unknown;
  /** Closes the connection without an answer, after the headers, or halfway through the body. */
  destroy?: 'before' | 'headers' | 'body';
  /** Never answers, and keeps the connection open. */
  hang?: boolean;
  /** Makes the answer; `next` carries the request out and gives the registry's. The fields from `after` on are unused. */
  handler?: (request: SandboxRequest, next: () => Promise<SandboxAnswer>) => SandboxAnswer | Promise<SandboxAnswer>;
}

/** A running sandbox. */
export interface Sandbox {
  /** The registry's address, such as `http://127.0.0.1:49152/`, with the prefix and a slash at the end. */
  readonly url: string;
  /** A session token that works. The registry does not list it. */
  readonly authToken: string;
  readonly username: string;
  readonly password: string;
  /** Every request received so far, oldest first. */
  readonly requests: SandboxRequest[];
  /** Copies of the tokens the registry lists, oldest first. */
  readonly tokens: SandboxToken[];
  /** How many connections are open now. */
  readonly openSockets: number;
  /** Gives a one-time code that would be accepted now; a new one once it was used (see `otpSingleUse`). */
  currentOtp(): string;
  /**
   * Signs the user in, as opening the sign-in's `authUrl` does; without an id, for all sign-ins that wait.
   * Returns the ids signed in, and throws a `RangeError` for an unknown id.
   */
  approve(authId?: string): string[];
  /** Adds a token and returns it. */
  addToken(token?: Partial<SandboxToken>): SandboxToken;
  /** Adds a fault and returns a function that takes it away again. Of several that match, the oldest is used. */
  inject(fault: SandboxFault): () => void;
  /** Goes back to the start: the first tokens, and no requests, faults, sign-ins or one-time codes. */
  reset(): void;
  /** Ends every connection and stops; resolves when that is done. */
  close(): Promise<void>;
}

/** Starts an in-memory npm registry on 127.0.0.1. Rejects if the port is taken. */
export function startSandbox(options?: SandboxOptions): Promise<Sandbox>;
