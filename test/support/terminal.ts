import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type Bench, type Ended, inTime, started, until } from './refold.js';

/** A refold at a terminal of its own, with someone who types. */
export interface AtTerminal {
  /** Waits until this comes to the screen, behind what was waited for before. */
  readonly shows: (words: string) => Promise<void>;
  /** Only a question that stands there takes keys as they are meant: it is its words that have to be waited for. */
  readonly press: (keys: string) => void;
  /** Closes the terminal without a word. */
  readonly close: () => void;
  readonly ended: Promise<Ended>;
}

export const DOWN = '\u001b[B';
export const ENTER = '\r';
export const CTRL_C = '\u0003';
export const CTRL_D = '\u0004';

/** Starts refold at a terminal that `script` of util-linux makes. */
export const atTerminal = (bench: Bench, args: readonly string[]): AtTerminal => {
  const words = [process.execPath, join(inject('programs'), 'refold.js'), ...args];
  const command = words.map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qec', `exec ${command}`, '/dev/null'], {
    cwd: bench.repository.root,
    env: { ...bench.env, TERM: 'xterm' },
  });
  const { ended } = started(child);
  let screen = '';
  let seen = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString();
  });
  const awaited = (what: string) => (): string => `${what}; on the screen is\n${screen}`;
  return {
    shows: async (words) => {
      await until(() => screen.includes(words, seen), awaited(`"${words}"`));
      // What came with it, in one piece, is not lost to the next look.
      seen = screen.indexOf(words, seen) + words.length;
    },
    press: (keys) => void child.stdin.write(keys),
    close: () => void child.kill('SIGKILL'),
    get ended() {
      return inTime(ended, awaited('the end'));
    },
  };
};
