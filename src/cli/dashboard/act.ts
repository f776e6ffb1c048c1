import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Deed } from './press.js';

/** Something that is being done to a run, on the terminal. */
export interface Act {
  readonly ended: Promise<void>;
  readonly end: () => void;
}

/** The command that each deed is; a person could have given it as well. */
const COMMANDS: Readonly<Record<Deed, readonly string[]>> = {
  open: ['show'],
  follow: ['attach'],
  output: ['log', '--output', '--follow'],
  messages: ['bridge', '--follow'],
  resume: ['resume'],
  discard: ['discard'],
};

/** What goes on for as long as the run does. */
const FOLLOWING: readonly Deed[] = ['follow', 'output', 'messages'];

/** Lets refold itself do it, as a process of its own, and waits until a person has seen what came of it. */
export const actOn = (deed: Deed, run: string): Act => {
  const [program = ''] = process.argv.slice(1);
  const command = [...(COMMANDS[deed] ?? []), run];
  process.stderr.write(
    `$ refold ${command.join(' ')}${FOLLOWING.includes(deed) ? '   (Ctrl-C leaves it)' : ''}\n`,
  );
  const child = spawn(process.execPath, [program, ...command], { stdio: 'inherit' });
  const over = once(child, 'close').catch((error: unknown) => {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  });
  return { ended: over.then(anyKey), end: () => void child.kill('SIGTERM') };
};

const anyKey = async (): Promise<void> => {
  process.stderr.write('\nany key goes back to the dashboard ');
  process.stdin.setRawMode(true);
  process.stdin.resume();
  await once(process.stdin, 'data');
  process.stdin.setRawMode(false);
  process.stderr.write('\n');
};
