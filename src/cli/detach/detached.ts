import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Begun, Context } from '../context.js';

/** Names, to a process that is to go on without a terminal, the file that it writes to. */
export const DETACHED = 'REFOLD_DETACHED';

/** What such a process tells the one that started it. */
export interface Message extends Begun {
  readonly pid: number;
  /** What it prints goes there. */
  readonly output: string;
}

/** Of a process that was started so: how it tells that its run has begun, and keeps what it prints with the run. */
export const detached = (env: NodeJS.ProcessEnv): Pick<Context, 'begun'> => {
  const file = env[DETACHED];
  if (file === undefined || process.send === undefined) return {};
  // It is meant for nobody else.
  delete env[DETACHED];
  return {
    begun: (run) => {
      const message: Message = { ...run, pid: process.pid, output: keep(file, run.place) };
      // Whoever asked may be gone by now.
      process.send?.(message, () => process.connected && process.disconnect());
    },
  };
};

/** Only the last life without a terminal leaves what it printed: the log has all of it. */
const keep = (file: string, place: string): string => {
  const kept = join(place, 'detached.out');
  try {
    renameSync(file, kept);
    return kept;
  } catch {
    return file;
  }
};
