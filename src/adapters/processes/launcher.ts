import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Writable } from 'node:stream';
import type { ProcessIdentity } from '../../events/process.js';
import { identify } from './identity.js';
import { type Mailbox, STOPPED, UNTOLD } from './mailbox.js';

/** A program to launch; `errors` says where its second stream goes. */
export interface LaunchSpec {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly mailbox: Mailbox;
  readonly errors: 'apart' | 'with output';
}

/** A launcher that waits for the word. */
export interface Launched {
  readonly identity: ProcessIdentity;
  /** Lets the program run. */
  readonly go: () => void;
  /** Gives up: the launcher ends without having run anything. */
  readonly giveUp: () => void;
  readonly exited: Promise<void>;
}

/**
 * Waits for one line on descriptor 3 and then runs the program; leaves its exit code in a file that appears at once
 * and whole. It writes over what was reserved for that, as the program may have filled the disk. If the pipe closes
 * before a line came, the engine died in between, and nothing is run. It outlives a SIGTERM to its group, so that the
 * program has the time that it takes to end, and says that it was stopped. `env` keeps words of the shell from being
 * taken for programs. Arguments: the file for the exit code, the one reserved for it, the file to read from, the
 * program with its arguments.
 */
const LAUNCHER = `
leave() { printf '%s\\n' "$1" 1<>"$reserved_file" && mv -f "$reserved_file" "$exit_file"; }
exit_file=$1 reserved_file=$2 in_file=$3
shift 3
IFS= read -r word <&3 || { leave ${UNTOLD}; exit 0; }
exec 3<&-
end=
trap 'end=${STOPPED}' TERM
env -- "$@" <"$in_file"
status=$?
leave "\${end:-$status}"
`;

/**
 * Spawns the launcher of a program in a session and process group of its own, with its output going to files, so
 * that both outlive this process.
 */
export const spawnLauncher = async (spec: LaunchSpec): Promise<Launched> => {
  const out = openSync(spec.mailbox.out, 'a', 0o600);
  const err = spec.errors === 'apart' ? openSync(spec.mailbox.err, 'a', 0o600) : out;
  try {
    const { exit, reserved, in: input } = spec.mailbox;
    const args = ['-c', LAUNCHER, 'refold-launcher', exit, reserved, input, ...spec.argv];
    const child = spawn('/bin/sh', args, {
      cwd: spec.cwd,
      env: spec.env,
      detached: true,
      stdio: ['ignore', out, err, 'pipe'],
    });
    return await launched(child);
  } finally {
    closeSync(out);
    if (err !== out) closeSync(err);
  }
};

const launched = (child: ChildProcess): Promise<Launched> =>
  new Promise((resolve, reject) => {
    const exited = new Promise<void>((done) => child.once('exit', () => done()));
    const pipe = child.stdio[3] as Writable;
    pipe.on('error', () => undefined);
    child.once('error', reject);
    child.once('spawn', () => {
      const identity = child.pid === undefined ? undefined : identify(child.pid);
      if (!identity) return reject(new Error('the launcher ended before it could be looked at'));
      resolve({ identity, go: () => pipe.end('go\n'), giveUp: () => pipe.end(), exited });
    });
  });
