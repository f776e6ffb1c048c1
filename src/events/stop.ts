import { openSet } from './openSet.js';

/**
 * How the turns of a reviewed step may come to a bad end: the most iterations or rejections, turns without a case or
 * without a word, or a provider that fails again and again.
 */
export const REVIEW_ENDS = [
  'iter_cap',
  'verdict_cap',
  'no_case',
  'empty_response',
  'provider_failure',
] as const;

/** Why a run stands still; `passed` is the only good end, `replay` says that it is about to go on elsewhere, and `forked` that it is a fork in which nothing has happened yet. */
export const StopReason = openSet(
  'passed',
  'failed',
  ...REVIEW_ENDS,
  'interrupted',
  'paused',
  'drift',
  'damaged',
  'disk_full',
  'budget_tokens',
  'budget_cost',
  'wall_clock',
  'error',
  'replay',
  'forked',
);
/** Whether a run that stopped for this reason has a step that failed for good. */
export const isOfFailure = (reason: string): boolean => FAILURES.has(reason);

const FAILURES: ReadonlySet<string> = new Set(['failed', ...REVIEW_ENDS]);

export type StopReason = (typeof StopReason.known)[number];
