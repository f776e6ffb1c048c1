import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type Bench, type Ended, started, until } from './refold.js';

/** A refold at a terminal of its own, with someone who types. */
export interface AtTerminal {
  /** Waits until this is on the screen, then presses these keys. */
  readonly answer: (words: string, keys: string) => Promise<void>;
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
  let seen = '';
  child.stdout.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
  });
  return {
    answer: async (words, keys) => {
      await until(() => seen.includes(words));
      seen = '';
      child.stdin.write(keys);
    },
    close: () => void child.kill('SIGKILL'),
    ended,
  };
};
