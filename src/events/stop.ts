import { openSet } from './openSet.js';

/** Why a run stands still; `passed` is the only good end, and `replay` says that it is about to go on elsewhere. */
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
);
export type StopReason = (typeof StopReason.known)[number];
