import type { StopReason } from '../events/stop.js';

/** What the exit codes of refold mean. */
export const EXIT = {
  done: 0,
  failed: 1,
  refused: 2,
  stopped: 3,
  damaged: 4,
  busy: 5,
  bug: 70,
} as const;

/** What a shell says of a process that a signal ended. */
const BY_SIGNAL: Readonly<Record<string, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

const BY_REASON: Readonly<Record<StopReason, number>> = {
  passed: EXIT.done,
  failed: EXIT.failed,
  iter_cap: EXIT.failed,
  verdict_cap: EXIT.failed,
  no_case: EXIT.failed,
  empty_response: EXIT.failed,
  provider_failure: EXIT.failed,
  error: EXIT.failed,
  paused: EXIT.stopped,
  drift: EXIT.stopped,
  replay: EXIT.stopped,
  forked: EXIT.stopped,
  disk_full: EXIT.stopped,
  budget_tokens: EXIT.stopped,
  budget_cost: EXIT.stopped,
  wall_clock: EXIT.stopped,
  damaged: EXIT.damaged,
  interrupted: BY_SIGNAL.SIGINT as number,
};

/** The exit code of a run that stopped for this reason; of an interrupted one, by the signal that it names. */
export const exitOfStop = (reason: string, detail?: string): number => {
  const bySignal = reason === 'interrupted' ? BY_SIGNAL[detail ?? ''] : undefined;
  return bySignal ?? (BY_REASON as Readonly<Record<string, number>>)[reason] ?? EXIT.failed;
};
