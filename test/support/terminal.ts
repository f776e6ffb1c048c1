import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inject } from 'vitest';
import { type Bench, type Ended, started } from './refold.js';

/** A refold at a terminal of its own, with someone who types. */
export interface AtTerminal {
  /**
   * Waits until this comes to the screen, behind what was waited for before, then presses these keys. Only a question that
   * stands there takes keys as they are meant: it is its words that have to be waited for.
   */
  readonly answer: (words: string, keys: string) => Promise<void>;
  /** Closes the terminal without a word. */
  readonly close: () => void;
  readonly ended: Promise<Ended>;
}

export const DOWN = '\u001b[B';
export const ENTER = '\r';
export const CTRL_C = '\u0003';
export const CTRL_D = '\u0004';

/** How long anything is awaited, in milliseconds: then a test tells what it waits at. */
const LONGEST = 60_000;

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
  let answered = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString();
  });
  const inTime = async <A>(awaited: string, look: () => A | undefined): Promise<A> => {
    const start = Date.now();
    for (;;) {
      const seen = look();
      if (seen !== undefined) return seen;
      if (Date.now() - start > LONGEST)
        throw new Error(`${awaited} was awaited in vain; on the screen is\n${screen}`);
      await delay(10);
    }
  };
  let end: Ended | undefined;
  void ended.then((how) => {
    end = how;
  });
  return {
    answer: async (words, keys) => {
      // What came with it, in one piece, is not lost to the next answer.
      answered = await inTime(`"${words}"`, () => {
        const found = screen.indexOf(words, answered);
        return found < 0 ? undefined : found + words.length;
      });
      child.stdin.write(keys);
    },
    close: () => void child.kill('SIGKILL'),
    get ended() {
      return inTime('the end', () => end);
    },
  };
};
