// The plugin for release-it: stops a release before anything is changed if the npm token is not good for it.
import { Plugin } from 'release-it';
import { preflight } from './preflight.js';

export default class NpmToken extends Plugin {
  /** As of release-it's own plugins, false in place of options turns it off. */
  static isEnabled(options) {
    return options !== false;
  }

  /** The first of release-it's hooks, and other plugins' come before its own: nothing has been asked or changed yet. */
  async init() {
    const { isWeak, message } = await preflight({ ...this.options }, process.cwd()).catch((error) => {
      throw withHint(error);
    });
    this.log[isWeak ? 'warn' : 'info'](message);
  }
}

/** release-it shows an error's message alone. */
function withHint({ message, hint, code }) {
  return Object.assign(new Error(hint ? `${message}\n${hint}` : message), { code });
}
