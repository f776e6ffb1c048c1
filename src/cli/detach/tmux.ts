import * as E from 'fp-ts/lib/Either.js';
import { tmuxName } from '../../projections/tmuxName.js';
import { tmuxOf } from '../compose/tmux.js';
import type { Begun, Context } from '../context.js';
import type { UsageError } from '../failure/failure.js';
import { sizeOf } from '../terminal.js';

/** Whether there is a tmux, before anything is begun that is to be shown in it. */
export const checkTmux = (context: Context): E.Either<UsageError, unknown> => {
  const version = tmuxOf(context).version();
  if (E.isRight(version)) return version;
  const { missing, detail } = version.left;
  return E.left({
    _tag: 'Usage',
    message: missing ? 'there is no `tmux` on the PATH' : `tmux does not work: ${detail}`,
    hint: 'nothing was begun; install tmux, or take `--detach` and `refold attach`',
  });
};

/**
 * Shows a run in the tmux session that bears its name, with what its agents print below it, and brings the terminal
 * there if there is one. Answers the name; undefined where tmux failed: that is no reason to stop a run.
 */
export const openTmux = async (
  context: Context,
  { repository, run, number }: Pick<Begun, 'repository' | 'run' | 'number'>,
  { attach }: { readonly attach: boolean },
): Promise<string | undefined> => {
  const tmux = tmuxOf(context);
  const name = tmuxName(repository, number);
  const refold = refoldIn(context);
  const shown = tmux.show(
    name,
    [
      [...refold, 'attach', run],
      [...refold, 'log', run, '--output', '--follow'],
    ],
    sizeOf(process.stdout),
  );
  if (E.isLeft(shown)) {
    context.tell(`warning: tmux could not show the run: ${shown.left.detail}`);
    return undefined;
  }
  if (attach && process.stdin.isTTY && process.stdout.isTTY) tmux.enter(name);
  return name;
};

/** This refold with this home, as words for a server that may know neither. */
const refoldIn = ({ home, env }: Context): readonly string[] => {
  const [program = ''] = process.argv.slice(1);
  const colour = env.NO_COLOR ? [`NO_COLOR=${env.NO_COLOR}`] : [];
  return ['env', `REFOLD_HOME=${home}`, ...colour, process.execPath, program];
};
