import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { chosenIn, dashboardScreen, inOrder, type View } from '../../inspector/text/dashboard/dashboard.js';
import { type Paint, paintWith } from '../../inspector/text/paint.js';
import { repositoryNames } from '../../inspector/text/repositoryName.js';
import type { StoreUnusable } from '../../ports/runStore.js';
import { type Board, boardOf, isDoneWith } from '../../projections/board.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import { type CliError, tell } from '../failure/failure.js';
import { type Act, actOn } from './act.js';
import { type Choosing, type Deed, kept, press } from './press.js';
import { type Screen, takeScreen } from './screen.js';
import type { Watch } from './watchRuns.js';

/** How often the runs are looked at, in milliseconds. */
const LOOK_MS = 1_000;

/** How often a screen is drawn while the first look goes on, in milliseconds. */
const FIRST_MS = 200;

/** Shows the runs until a person has seen enough, and does to them what the person asks for. */
export const showLive =
  (context: Context, watch: Watch): TE.TaskEither<CliError, number> =>
  () =>
    new Promise((resolve, reject) => {
      start(paintWith(context.colour), watch, {
        ended: (exit) => resolve(E.right(exit)),
        failed: reject,
      });
    });

interface Endings {
  readonly ended: (exit: number) => void;
  readonly failed: (error: unknown) => void;
}

const start = (paint: Paint, watch: Watch, { ended, failed }: Endings): void => {
  let board = boardOf([]);
  let choosing: Choosing = { chosen: undefined, sees: 'runs' };
  let isSettled = false;
  let words: string | undefined = 'looking at the runs …';
  let act: Act | undefined;

  const draw = (): void =>
    screen.draw(dashboardScreen({ ...viewOf(board, choosing, words), ...screen.size() }, paint));

  const looking = lookOften(watch, failing, (found, isWhole) => {
    const now = E.isRight(found) ? found.right : board;
    // Until all runs are known, or somebody has begun to choose, the first one is chosen, whichever that is.
    choosing = kept(isSettled ? choosing : { ...choosing, chosen: undefined }, board, now);
    board = now;
    isSettled ||= isWhole;
    if (isWhole) words = E.isLeft(found) ? tell(found.left).message : undefined;
    draw();
  });

  const end = (exit: number): void => {
    looking.end();
    act?.end();
    screen.end();
    ended(exit);
  };
  function failing(error: unknown): void {
    looking.end();
    screen.end();
    failed(error);
  }

  const does = async (deed: Deed): Promise<void> => {
    const { chosen } = choosing;
    if (chosen === undefined) return;
    await screen.stepAside(() => {
      act = actOn(deed, chosen);
      return act.ended;
    });
    act = undefined;
    draw();
    looking.now();
  };

  const key = (name: string): void => {
    isSettled = true;
    const pressed = press(choosing, board, name);
    if (pressed.does !== 'quit') choosing = pressed.choosing;
    if (pressed.does === 'quit') end(EXIT.done);
    else if (pressed.does === 'act') void does(pressed.deed).catch(failing);
    else draw();
  };

  const screen: Screen = takeScreen({ key, resized: draw, ended: end });
  draw();
  looking.now();
};

const viewOf = (
  board: Board,
  { chosen, sees }: Choosing,
  words: string | undefined,
): Omit<View, 'columns'> => ({
  board,
  now: new Date().toISOString(),
  chosen,
  words: sees === 'question' || sees === 'refusal' ? aboutDiscarding(chosen, board) : words,
  showsKeys: sees === 'keys',
});

/** Whether the run that is chosen is to be discarded, or that nothing of it is left to be. */
const aboutDiscarding = (chosen: string | undefined, board: Board): string => {
  const run = chosenIn(board, chosen);
  if (!run) return '';
  const name = `#${run.number ?? '?'} of ${repositoryNames(inOrder(board))(run)}`;
  if (!('fault' in run) && isDoneWith(run))
    return `${name} is ${run.status} already: nothing is left to discard`;
  const what =
    'outside' in run
      ? 'It is closed, no file is touched'
      : 'Its log and its work are kept, its worktree goes';
  return `discard ${name}? (y/n) ${what}`;
};

type Found = E.Either<StoreUnusable, Board>;

/**
 * Looks again and again, and tells what was found where it is not what was told before; while the first look goes on, what
 * it found so far.
 */
const lookOften = (
  watch: Watch,
  failing: (error: unknown) => void,
  found: (board: Found, isWhole: boolean) => void,
): { readonly now: () => void; readonly end: () => void } => {
  let isOver = false;
  let isLooking = false;
  let timer: NodeJS.Timeout | undefined;
  let told: readonly unknown[] = [];
  const early = setInterval(() => found(E.right(watch.board()), false), FIRST_MS);

  const tellNew = (board: Found): void => {
    // Ages are shown by the minute, and change where nothing else does.
    const news = [E.isRight(board) ? board.right : board.left, new Date().toISOString().slice(0, 16)];
    if (news.every((one, at) => one === told[at])) return;
    told = news;
    found(board, true);
  };

  const look = async (): Promise<void> => {
    isLooking = true;
    const board = await watch.look();
    isLooking = false;
    clearInterval(early);
    if (isOver) return;
    tellNew(board);
    clearTimeout(timer);
    timer = setTimeout(now, LOOK_MS);
  };
  const now = (): void => {
    if (!isLooking) void look().catch(failing);
  };
  return {
    now,
    end: () => {
      isOver = true;
      clearTimeout(timer);
      clearInterval(early);
    },
  };
};
