import type { DataOf, Draft } from '../../src/events/catalogue.js';
import type { ReviewNode } from '../../src/events/tree.js';
import { attempt, call, finished, saw, step } from './moments.js';
import { begun, COMMIT, codeStep, draft, object } from './run.js';

const evaluator = {
  ...codeStep('review', [], 2),
  type: 'review',
  worktree: 'read-only',
};
export const review: ReviewNode = {
  evaluator,
  caseRequired: false,
  iterations: 2,
  quietTurns: 3,
  emptyResponses: 3,
};
export const CASE = '{"summary": "done", "ac_coverage": []}';
export const NEW = object('e', 1);

/** A worker whose first call has ended. */
export const called = (
  more: Partial<ReviewNode> = {},
  said = 'done',
  gates: readonly string[] = [],
): readonly Draft[] => [
  ...begun({ ...codeStep('a', gates), review: { ...review, ...more } }),
  step('a'),
  attempt('a'),
  call('a'),
  finished(7, { output: { text: said } }),
];

export const nudged = (more: Partial<DataOf<'TurnNudged'>> = {}): Draft =>
  draft('TurnNudged', {
    path: 'a',
    attempt: 1,
    iteration: 1,
    why: 'quiet',
    streak: 1,
    text: 'go on',
    ...more,
  });

/** Another turn that was nudged, as it began and ended. */
export const again = (intent: number, said = 'hm'): readonly Draft[] => [
  call('a', 1, { call: 2 }),
  finished(intent, { output: { text: said } }),
];

/** What was decided besides what is told of it. */
export const withoutMessages = (all: readonly Draft[]): readonly Draft[] =>
  all.filter(({ type }) => type !== 'MessagePosted');

/** The evaluator has come to this verdict on what lies there after these events. */
export const judgedBy = (
  verdict: NonNullable<DataOf<'AnswerRead'>['verdict']>,
  base: readonly Draft[] = [...called(), saw('a', 1, { tree: NEW })],
): readonly Draft[] => [
  ...base,
  step('a/review'),
  draft('TreeSeen', { path: 'a/review', head: COMMIT, tree: NEW }),
  attempt('a/review'),
  call('a/review'),
  finished(base.length + 4),
  saw('a/review', 1, { tree: NEW }),
  draft('AnswerRead', { path: 'a/review', attempt: 1, verdict }),
  draft('StepPassed', { path: 'a/review', attempt: 1, head: COMMIT }),
];

/** What became of an iteration that was not accepted. */
export const rejected = (iteration: number, category = 'weak_test'): Draft =>
  draft('WorkJudged', { path: 'a', attempt: 1, iteration, accepted: false, category });
