import { spawnSync } from 'node:child_process';
import * as E from 'fp-ts/lib/Either.js';
import type { Tmux, TmuxFailed } from '../../ports/tmux.js';

/** The window of a session that is refold's; what else a person opens in it is theirs. */
const WINDOW = 'refold';

/** The tmux of this machine. What it is given goes to it word by word: no shell reads any of it. */
export const createTmux = (env: NodeJS.ProcessEnv): Tmux => {
  const tmux = (...words: readonly string[]): E.Either<TmuxFailed, string> => {
    const { error, status, stdout, stderr } = spawnSync('tmux', words, { env, encoding: 'utf8' });
    if (error) return E.left({ missing: 'code' in error && error.code === 'ENOENT', detail: error.message });
    return status === 0 ? E.right(stdout) : E.left({ missing: false, detail: stderr.trim() });
  };
  const holds = (name: string): boolean => E.isRight(tmux('has-session', '-t', `=${name}`));
  const windowsOf = (name: string): readonly string[] => {
    const listed = tmux('list-windows', '-t', `=${name}`, '-F', '#{window_name}');
    return E.isRight(listed) ? listed.right.split('\n') : [];
  };
  return {
    version: () => tmux('-V'),
    show: (name, [first, second], { columns, rows }) => {
      const window = `=${name}:=${WINDOW}`;
      const made = !holds(name)
        ? [
            'new-session',
            '-d',
            '-s',
            name,
            '-n',
            WINDOW,
            '-x',
            `${columns}`,
            '-y',
            `${rows}`,
            ...words(first),
          ]
        : windowsOf(name).includes(WINDOW)
          ? ['respawn-window', '-k', '-t', window, ...words(first)]
          : ['new-window', '-d', '-t', `=${name}:`, '-n', WINDOW, ...words(first)];
      // In one call, so that a command which ends at once leaves its pane all the same.
      return tmux(
        ...made,
        ...[';', 'set-window-option', '-t', window, 'remain-on-exit', 'on'],
        ...[';', 'split-window', '-d', '-t', window, ...words(second)],
      );
    },
    enter: (name) => {
      const words = env.TMUX ? ['switch-client', '-t', `=${name}`] : ['attach-session', '-t', `=${name}`];
      spawnSync('tmux', words, { env, stdio: 'inherit' });
    },
  };
};

/** tmux takes the end of a word that ends with `;` for the end of a command. */
const words = (command: readonly string[]): readonly string[] =>
  command.map((word) => word.replace(/;$/, '\\;'));
