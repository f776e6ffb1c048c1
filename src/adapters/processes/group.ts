import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessIdentity } from '../../events/process.js';
import { MARKER } from './environment.js';
import { liveness } from './identity.js';

/** How long a process has to end after SIGTERM before SIGKILL, in milliseconds. */
const GRACE_MS = 5_000;

/** How often a process that was told to end is looked at. */
const LOOK_MS = 20;

/** Stops a process group by its leader: SIGTERM, and SIGKILL if it still stands five seconds later. */
export const stopGroup = async (leader: ProcessIdentity): Promise<void> => {
  if (liveness(leader) !== 'alive') return;
  signal(-leader.pid, 'SIGTERM');
  if (await gone(() => liveness(leader) !== 'alive', GRACE_MS)) return;
  signal(-leader.pid, 'SIGKILL');
  await gone(() => liveness(leader) !== 'alive', GRACE_MS);
};

/**
 * Stops every process that bears the marker of a launch in its environment, also those that left its group, and
 * answers how many there were.
 */
export const stopMarked = async (marker: string): Promise<number> => {
  const found = markedProcesses(marker);
  for (const pid of found) signal(pid, 'SIGTERM');
  if (found.length > 0 && !(await gone(() => markedProcesses(marker).length === 0, GRACE_MS))) {
    for (const pid of markedProcesses(marker)) signal(pid, 'SIGKILL');
    await gone(() => markedProcesses(marker).length === 0, GRACE_MS);
  }
  return found.length;
};

/** The processes of this user that bear the marker. */
const markedProcesses = (marker: string): readonly number[] => {
  const entry = `${MARKER}=${marker}`;
  return process.platform === 'linux' ? markedOnLinux(entry) : markedByPs(entry);
};

const markedOnLinux = (entry: string): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => environmentOf(pid).includes(entry))
    .map(Number);

/** The environment that a process was started with; empty for a zombie, or one of another user. */
const environmentOf = (pid: string): readonly string[] => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
};

const markedByPs = (entry: string): readonly number[] =>
  execFileSync('ps', ['-Eww', '-o', 'pid=,command='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => `${line} `.includes(` ${entry} `))
    .map((line) => Number.parseInt(line, 10))
    .filter((pid) => pid !== process.pid);

const signal = (pid: number, name: 'SIGTERM' | 'SIGKILL'): void => {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in between.
  }
};

const gone = async (look: () => boolean, withinMs: number): Promise<boolean> => {
  for (const until = Date.now() + withinMs; ; await delay(LOOK_MS)) {
    if (look()) return true;
    if (Date.now() >= until) return false;
  }
};
