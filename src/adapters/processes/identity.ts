import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { ProcessIdentity } from '../../events/process.js';

/** What can be said of a process from here. */
export type Liveness = 'alive' | 'dead' | 'unknown';

/** Names a process so that no later one of the same pid is taken for it; undefined if there is none. */
export const identify = (pid: number): ProcessIdentity | undefined => {
  const start = startOf(pid);
  return start === undefined ? undefined : { pid, start, ...place() };
};

/** Names the process that runs this code. */
export const self = (): ProcessIdentity => {
  const identity = identify(process.pid);
  if (!identity) throw new Error(`cannot tell when process ${process.pid} started`);
  return identity;
};

/**
 * Whether the process still lives. In the same boot and pid namespace its pid and start time decide; on the same
 * host, a process of an earlier boot is dead; of any other place nothing is known.
 */
export const liveness = (of: ProcessIdentity): Liveness => {
  const here = place();
  if (of.boot === here.boot && of.pidns === here.pidns)
    return startOf(of.pid) === of.start ? 'alive' : 'dead';
  return of.host === here.host && of.boot !== here.boot ? 'dead' : 'unknown';
};

type Place = Omit<ProcessIdentity, 'pid' | 'start'>;

let known: Place | undefined;

const place = (): Place => {
  known ??= process.platform === 'linux' ? linuxPlace() : darwinPlace();
  return known;
};

const linuxPlace = (): Place => ({
  host: hostName(attempt(() => readFileSync('/etc/machine-id', 'utf8').trim())),
  boot: attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
  pidns: attempt(() => readlinkSync('/proc/self/ns/pid')),
});

const darwinPlace = (): Place => ({
  host: hostName(
    attempt(
      () =>
        /"IOPlatformUUID" = "(.*)"/.exec(tool('ioreg', '-rd1', '-c', 'IOPlatformExpertDevice'))?.[1] ?? '',
    ),
  ),
  boot: attempt(() => tool('sysctl', '-n', 'kern.boottime')),
  pidns: '',
});

/** The host's name, with a digest of the machine's own id behind it: two machines may bear the same name. */
const hostName = (machine: string): string =>
  `${hostname()}/${createHash('sha256').update(`refold ${machine}`).digest('hex').slice(0, 12)}`;

/** When the process started, as the system tells it; undefined if it does not run. A zombie does not run. */
const startOf = (pid: number): string | undefined =>
  process.platform === 'linux'
    ? linuxStart(pid)
    : attempt(() => tool('ps', '-o', 'lstart=', '-p', `${pid}`)) || undefined;

/** Fields 3 (state) and 22 (start time) of /proc/PID/stat; field 2 may hold spaces and parentheses. See proc(5). */
const linuxStart = (pid: number): string | undefined => {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' || fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
};

/** Asks a program of the system; loaded where it is needed, because it takes long and Linux never needs it. */
const tool = (command: string, ...args: readonly string[]): string =>
  process
    .getBuiltinModule('node:child_process')
    .execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .trim();

const attempt = (read: () => string): string => {
  try {
    return read();
  } catch {
    return '';
  }
};
