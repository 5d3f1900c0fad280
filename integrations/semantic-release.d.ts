import type { CheckTokenOptions } from '../index.js';

/**
 * Options of the plugin: those of `checkToken`, with what a release takes for a default. `requireWrite` is true;
 * `requirePackage` the name in the `package.json` of `cwd`, unless it is private; `registry` the one in its `publishConfig`;
 * `trustProjectConfig` true; `cwd` the folder of the release.
 */
export type VerifyConditionsOptions = CheckTokenOptions;

/** What the plugin uses of semantic-release's context. */
export interface VerifyConditionsContext {
  /** The folder of the release. */
  cwd: string;
  /**
   * The environment: npm's configuration, and `NPM_TOKEN`, which counts where no credentials are configured for the
   * registry.
   */
  env: Record<string, string | undefined>;
  /** The options of the release: what stands there too is semantic-release's or another plugin's. */
  options?: object;
  /** Gets one line. */
  logger: {
    log(message: string): void;
    warn(message: string): void;
  };
}

/** What the plugin rejects with, in the form of `@semantic-release/error`. */
export interface VerifyConditionsError extends Error {
  name: 'SemanticReleaseError';
  semanticRelease: true;
  /** `EINVALIDNPMTOKEN` for a token that is not good; else the code of `checkToken`'s error. */
  code: string;
  /** More about it, where there is more. */
  details?: string;
}

/**
 * Checks the token before a release. Rejects with a {@link VerifyConditionsError} if it is not good or that cannot be found
 * out. Warns if the registry shows no more than whose it is, and nothing is asked for but the defaults.
 */
export declare function verifyConditions(
  pluginConfig: VerifyConditionsOptions,
  context: VerifyConditionsContext,
): Promise<void>;
