import { openSet } from './openSet.js';

/** Why a run stands still; `passed` is the only good end, `replay` says that it is about to go on elsewhere, and `forked` that it is a fork in which nothing has happened yet. */
export const StopReason = openSet(
  'passed',
  'failed',
  'interrupted',
  'paused',
  'drift',
  'damaged',
  'disk_full',
  'error',
  'replay',
  'forked',
);
export type StopReason = (typeof StopReason.known)[number];
