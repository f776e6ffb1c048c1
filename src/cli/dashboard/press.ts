import { chosenIn, inOrder } from '../../inspector/text/dashboard/dashboard.js';
import { type Board, isDoneWith } from '../../projections/board.js';

/** What a person has chosen, and is asked. */
export interface Choosing {
  /** The id of a run. */
  readonly chosen: string | undefined;
  /** The runs, among them a question whether that one is to be discarded or that there is nothing to discard, or what each key does. */
  readonly sees: 'runs' | 'question' | 'refusal' | 'keys';
}

/** What a person wants to have done with a run. */
export type Deed = 'open' | 'follow' | 'output' | 'messages' | 'resume' | 'discard';

/** What comes of a key: another choice, something to be done, or the end. */
export type Pressed =
  | { readonly does: 'choose'; readonly choosing: Choosing }
  | { readonly does: 'act'; readonly deed: Deed; readonly choosing: Choosing }
  | { readonly does: 'quit' };

/** How many runs a page is. */
const PAGE = 10;

const MOVES: Readonly<Record<string, number>> = {
  up: -1,
  k: -1,
  down: 1,
  j: 1,
  pageup: -PAGE,
  pagedown: PAGE,
  home: Number.NEGATIVE_INFINITY,
  g: Number.NEGATIVE_INFINITY,
  end: Number.POSITIVE_INFINITY,
  G: Number.POSITIVE_INFINITY,
};

const DEEDS: Readonly<Record<string, Deed>> = {
  return: 'open',
  enter: 'open',
  f: 'follow',
  o: 'output',
  m: 'messages',
  r: 'resume',
};

/** Takes a key. What discards a run is asked about, and anything but a yes is a no. */
export const press = (choosing: Choosing, board: Board, key: string): Pressed => {
  const { chosen, sees } = choosing;
  const calm: Choosing = { chosen, sees: 'runs' };
  const letter = key.toLowerCase();
  if (letter === 'ctrl-c') return { does: 'quit' };
  if (sees === 'question' && letter === 'y') return { does: 'act', deed: 'discard', choosing: calm };
  if (sees === 'question' || sees === 'keys') return { does: 'choose', choosing: calm };
  if (letter === 'q') return { does: 'quit' };
  if (key === '?') return { does: 'choose', choosing: { chosen, sees: 'keys' } };
  const move = MOVES[key] ?? MOVES[letter];
  if (move !== undefined) return { does: 'choose', choosing: moved(calm, board, move) };
  if (chosen === undefined) return { does: 'choose', choosing: calm };
  if (letter === 'd') {
    const run = chosenIn(board, chosen);
    return { does: 'choose', choosing: { chosen, sees: run && isDoneWith(run) ? 'refusal' : 'question' } };
  }
  const deed = DEEDS[letter];
  return deed ? { does: 'act', deed, choosing: calm } : { does: 'choose', choosing: calm };
};

const moved = ({ chosen, sees }: Choosing, board: Board, by: number): Choosing => {
  const runs = inOrder(board).map(({ run }) => run);
  const at = Math.max(0, runs.indexOf(chosen ?? ''));
  return { chosen: runs[Math.max(0, Math.min(runs.length - 1, at + by))], sees };
};

/** The choice on another board: the same run, or where it is gone, the one that stands in its place now. */
export const kept = (choosing: Choosing, before: Board, board: Board): Choosing => {
  const { chosen, sees } = choosing;
  const runs = inOrder(board);
  if (runs.some(({ run }) => run === chosen)) return choosing;
  const at = Math.max(
    0,
    inOrder(before).findIndex(({ run }) => run === chosen),
  );
  return { chosen: (runs[at] ?? runs.at(-1))?.run, sees: sees === 'keys' ? sees : 'runs' };
};
