import { inOrder } from '../../inspector/text/dashboard/dashboard.js';
import type { Board } from '../../projections/board.js';

/** What a person has chosen, and is asked. */
export interface Choosing {
  /** The id of a run. */
  readonly chosen: string | undefined;
  /** Whether that run is to be discarded. */
  readonly asks: boolean;
}

/** What a person wants to have done with a run. */
export type Deed = 'open' | 'follow' | 'output' | 'resume' | 'discard';

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
};

const DEEDS: Readonly<Record<string, Deed>> = {
  return: 'open',
  enter: 'open',
  f: 'follow',
  o: 'output',
  r: 'resume',
};

/** Takes a key. What discards a run is asked about, and anything but a yes is a no. */
export const press = (choosing: Choosing, board: Board, key: string): Pressed => {
  const { chosen, asks } = choosing;
  if (key === 'ctrl-c') return { does: 'quit' };
  const calm = { chosen, asks: false };
  if (asks)
    return key === 'y'
      ? { does: 'act', deed: 'discard', choosing: calm }
      : { does: 'choose', choosing: calm };
  if (key === 'q') return { does: 'quit' };
  const move = MOVES[key];
  if (move !== undefined) return { does: 'choose', choosing: moved(calm, board, move) };
  if (chosen === undefined) return { does: 'choose', choosing: calm };
  if (key === 'd') return { does: 'choose', choosing: { chosen, asks: true } };
  const deed = DEEDS[key];
  return deed ? { does: 'act', deed, choosing: calm } : { does: 'choose', choosing: calm };
};

const moved = ({ chosen, asks }: Choosing, board: Board, by: number): Choosing => {
  const runs = inOrder(board).map(({ run }) => run);
  const at = Math.max(0, runs.indexOf(chosen ?? ''));
  return { chosen: runs[Math.max(0, Math.min(runs.length - 1, at + by))], asks };
};

/** The choice on another board: the same run, or where it is gone, the first one. */
export const kept = ({ chosen, asks }: Choosing, board: Board): Choosing => {
  const runs = inOrder(board);
  if (runs.some(({ run }) => run === chosen)) return { chosen, asks };
  return { chosen: runs[0]?.run, asks: false };
};
