// The plugins for release tools as their configuration in code has them. Checked by `tsc`, never run.

import type { NpmTokenOptions } from 'npm-token/release-it';
import NpmToken from 'npm-token/release-it';
import {
  type VerifyConditionsContext,
  type VerifyConditionsOptions,
  verifyConditions,
} from 'npm-token/semantic-release';

const options: VerifyConditionsOptions & NpmTokenOptions = {
  minDays: 14,
  requirePackage: ['@acme/app'],
  registry: 'x',
};
const context: VerifyConditionsContext = { cwd: '.', env: process.env, logger: console };
const checking: Promise<void> = verifyConditions(options, context);
await verifyConditions({}, { ...context, options: { branches: ['main'] } });

const isOn: boolean = NpmToken.isEnabled(false);
await new NpmToken({ namespace: `${isOn} ${await checking}`, options, container: {} }).init();

// @ts-expect-error an unknown option
await verifyConditions({ minDay: 14 }, context);
// @ts-expect-error nothing to log to
await verifyConditions({}, { cwd: '.', env: {} });
