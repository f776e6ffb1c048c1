import { openSet } from './openSet.js';

/** Why a run stands still; `passed` is the only good end. */
export const StopReason = openSet(
  'passed',
  'failed',
  'interrupted',
  'paused',
  'drift',
  'damaged',
  'disk_full',
  'error',
);
export type StopReason = (typeof StopReason.known)[number];
