import { readdirSync, readFileSync } from 'node:fs';

/** The processes whose environment holds this text, or one like it. */
export const processesWith = (text: string | RegExp): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && holds(environmentOf(name), text))
    .map(Number);

const holds = (environment: string, text: string | RegExp): boolean =>
  typeof text === 'string' ? environment.includes(text) : text.test(environment);

/** Sends SIGKILL to processes; one that ended in between is as good as killed. */
export const killAll = (pids: readonly number[]): void => {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended in between.
    }
  }
};

const environmentOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
};
