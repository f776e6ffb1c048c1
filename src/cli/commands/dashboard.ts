import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { dashboardText } from '../../inspector/text/dashboard/dashboard.js';
import { paintWith } from '../../inspector/text/paint.js';
import type { Board } from '../../projections/board.js';
import { asJson, type Outcome } from '../command.js';
import { composeReading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { showLive } from '../dashboard/live.js';
import { watchRuns } from '../dashboard/watchRuns.js';
import { EXIT } from '../exitCode.js';
import { sizeOf } from '../terminal.js';

/** How wide the lines are that nobody looks at on a terminal. */
const COLUMNS = 160;

/** `refold dashboard`: all runs of this machine, live on a terminal, else once. */
export const dashboard = (context: Context): Outcome => {
  const watch = watchRuns(composeReading(context));
  if (!context.json && isTerminal(context)) return showLive(context, watch);
  return pipe(
    watch.look,
    TE.map((board) => {
      const at = new Date().toISOString();
      context.print(context.json ? asJson({ at, ...board }) : textOf(context, board, at));
      return board.damaged.length > 0 ? EXIT.damaged : EXIT.done;
    }),
  );
};

/** One that can be drawn on, and keys that can be pressed. */
const isTerminal = ({ env }: Context): boolean =>
  process.stdout.isTTY === true && process.stdin.isTTY === true && env.TERM !== 'dumb';

const textOf = ({ colour }: Context, board: Board, now: string): string => {
  const { columns } = process.stdout.isTTY ? sizeOf(process.stdout) : { columns: COLUMNS };
  return dashboardText({ board, now, columns }, paintWith(colour));
};
