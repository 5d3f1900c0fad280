import type { CheckTokenOptions } from '../index.js';

/**
 * Options of the plugin: those of `checkToken`, with what a release takes for a default. `requireWrite` is true;
 * `requirePackage` the name in the `package.json` of `cwd`, unless it is private; `registry` the one in its `publishConfig`;
 * `trustProjectConfig` true; `cwd` the working directory.
 */
export type NpmTokenOptions = CheckTokenOptions;

/** The plugin, which extends release-it's `Plugin`. */
export default class NpmToken {
  /** Tells whether the plugin is on: false in place of its options turns it off. */
  static isEnabled(options?: NpmTokenOptions | boolean): boolean;
  constructor(settings?: { namespace?: string; options?: object; container?: object });
  /**
   * Checks the token before release-it does anything. Rejects with an error that has a `code` (`EINVALIDNPMTOKEN` for a
   * token that is not good, else that of `checkToken`) if it is not good or that cannot be found out. Warns if the registry
   * shows no more than whose it is, and nothing is asked for but the defaults.
   */
  init(): Promise<void>;
}
