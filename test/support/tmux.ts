import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { needing } from './needing.js';
import { type Bench, until } from './refold.js';

/** A refold on a screen that can be looked at. */
export interface OnScreen {
  /** What stands on the screen, without the spaces behind it. */
  readonly screen: () => string;
  /** Waits until this is on the screen. */
  readonly shows: (words: string | RegExp) => Promise<void>;
  readonly press: (...keys: readonly string[]) => void;
  readonly resize: (columns: number, rows: number) => void;
  /** How many bytes it has written to the screen so far. */
  readonly written: () => number;
  readonly pid: () => number;
  /** Takes the terminal away, as a window that is closed does. */
  readonly hangUp: () => void;
  /** Whether the cursor is shown, and whether the other screen is in use. */
  readonly terminal: () => { readonly cursor: boolean; readonly other: boolean };
}

/** Tests that need a screen, which tmux is. */
export const inTmux = (name: string, tests: () => void): void =>
  needing(
    { what: 'tmux', isThere: () => spawnSync('tmux', ['-V']).status === 0, why: 'install it' },
    name,
    tests,
  );

/** Starts refold in a tmux of its own, behind a word, and says behind it how it ended. */
export const onScreen = (
  bench: Pick<Bench, 'folder' | 'env' | 'repository'>,
  args: readonly string[],
  columns = 100,
  rows = 30,
): OnScreen => {
  const socket = join(bench.folder, 'tmux');
  const env = { ...bench.env, TMUX: '', TERM: 'xterm' };
  const tmux = (...words: readonly string[]): string =>
    execFileSync('tmux', ['-S', socket, ...words], { env, encoding: 'utf8', cwd: bench.repository.root });
  const script = 'trap : INT HUP; echo before; "$@"; echo "left with $?"; exec cat';
  const refold = [process.execPath, join(inject('programs'), 'refold.js'), ...args];
  const size = ['-x', `${columns}`, '-y', `${rows}`];
  tmux('-f', '/dev/null', 'new-session', '-d', '-s', 't', ...size, 'sh', '-c', script, 'sh', ...refold);
  const hangUp = (): void => void spawnSync('tmux', ['-S', socket, 'kill-server']);
  onTestFinished(hangUp);
  tmux('pipe-pane', '-t', 't', `exec cat > '${join(bench.folder, 'written')}'`);
  const screen = (): string => tmux('capture-pane', '-p', '-t', 't').trimEnd();
  return {
    screen,
    shows: (words) =>
      until(
        () => (typeof words === 'string' ? screen().includes(words) : words.test(screen())),
        () => `${words}; on the screen is\n${screen()}`,
      ),
    press: (...keys) => void tmux('send-keys', '-t', 't', ...keys),
    resize: (width, height) => void tmux('resize-window', '-t', 't', '-x', `${width}`, '-y', `${height}`),
    written: () => statSync(join(bench.folder, 'written')).size,
    pid: () => {
      const shell = tmux('display-message', '-p', '-t', 't', '#{pane_pid}').trim();
      return Number(readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8'));
    },
    hangUp,
    terminal: () => {
      const flags = tmux('display-message', '-p', '-t', 't', '#{cursor_flag} #{alternate_on}').trim();
      return { cursor: flags.startsWith('1'), other: flags.endsWith('1') };
    },
  };
};
