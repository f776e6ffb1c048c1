import type { Draft } from '../../src/events/catalogue.js';
import type { LimitSetting } from '../../src/events/limits.js';
import type { StepNode } from '../../src/events/tree.js';
import { attempt, call, finished, step } from './moments.js';
import { begun, codeStep, created, draft } from './run.js';

const FROM = '--max-tokens';

export const tokens = (value: number, limit = 'tokens'): LimitSetting => ({ limit, value, from: FROM });

/** A run of these steps that is held to this, and where it works. */
export const held = (limits: readonly LimitSetting[], ...steps: readonly StepNode[]): readonly Draft[] => [
  draft('RunCreated', { ...created(...steps), limits }),
  ...begun(...steps).slice(1),
];

export const used = (intent: number, usage: object): Draft => finished(intent, { usage });
export const shows = (intent: number, shown: object): Draft =>
  draft('ActivitySeen', { intent, read: 1, ...shown });
export const neared = (limit: string, value: number, much: number): Draft =>
  draft('LimitNeared', { limit, value, used: much });

export const AT_WORK = [step('a'), attempt('a'), call('a')];
export const ab = (...limits: readonly LimitSetting[]) => [
  ...held(limits, codeStep('a'), codeStep('b')),
  ...AT_WORK,
];
