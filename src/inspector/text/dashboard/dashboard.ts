import type { Board, BoardEntry, BoardRun, DamagedRun } from '../../../projections/board.js';
import { isAtWork } from '../../../projections/board.js';
import { cut, widthOf } from '../fit.js';
import { NO_RUNS } from '../noRuns.js';
import { harmless, type Paint } from '../paint.js';
import { factsLine, whyLine } from './facts.js';
import { type ListLine, MARGIN, nameOf, rowOf, widthsOf } from './rows.js';

/** What the dashboard shows at one moment. */
export interface View {
  readonly board: Board;
  readonly now: string;
  readonly columns: number;
  /** The id of the run that is chosen. */
  readonly chosen?: string | undefined;
  /** Stands in the place of the keys: a question, or what went wrong. */
  readonly words?: string | undefined;
}

/** Where not all of them fit, the last ones are left out. */
const KEYS = ['enter open', 'q quit', 'f follow', 'r resume', 'd discard', 'o output', '↑↓ choose'] as const;

/** From this height on, runs at work have a second line, and sections stand apart. */
const ROOMY = 16;

/** The runs that can be chosen, from the top down. */
export const inOrder = ({ active, damaged, recent }: Board): readonly (BoardEntry | DamagedRun)[] => [
  ...active,
  ...damaged,
  ...recent,
];

/** The whole screen: just so many lines, none wider than the screen; the run that is chosen is always on it. */
export const dashboardScreen = (view: View & { readonly rows: number }, paint: Paint): readonly string[] => {
  const { rows } = view;
  const list = listOf(view, rows >= ROOMY, paint);
  const top = [titleOf(view, paint)];
  const bottom = [...(rows >= ROOMY ? detailsOf(view, paint) : []), keysOf(view, paint)];
  const room = Math.max(1, rows - top.length - bottom.length);
  const at = list.findIndex(({ run }) => run === view.chosen);
  const from = Math.max(0, Math.min(at - Math.floor(room / 2), list.length - room));
  const shown = list.slice(from, from + room).map(({ text }) => text);
  const filled = [...shown, ...Array.from({ length: room - shown.length }, () => '')];
  return [...top, ...filled, ...bottom].slice(0, rows);
};

/** All of it, for someone who reads it as a text. */
export const dashboardText = (view: View, paint: Paint): string =>
  [titleOf(view, paint), ...listOf(view, true, paint).map(({ text }) => text)].join('\n');

const titleOf = ({ board: { active, damaged, recent }, columns, now }: View, paint: Paint): string => {
  const atWork = active.filter(isAtWork).length;
  const counts = [
    `${atWork} at work`,
    ...(active.length > atWork ? [`${active.length - atWork} unfinished`] : []),
    ...(damaged.length > 0 ? [`${damaged.length} damaged`] : []),
    `${recent.length} recent`,
  ].join(', ');
  const time = `${now.slice(11, 16)}Z`;
  const left = cut(`refold  ${counts}`, columns);
  const gap = columns - widthOf(left) - widthOf(time);
  return `${paint.bold(left)}${gap > 1 ? `${' '.repeat(gap)}${paint.dim(time)}` : ''}`;
};

/** A line, or two, for each run, under the names of the sections. */
const listOf = (view: View, isRoomy: boolean, paint: Paint): readonly ListLine[] => {
  const { board, columns, now, chosen } = view;
  const widths = widthsOf(inOrder(board), columns, now);
  const lineOf = (run: BoardEntry | DamagedRun): ListLine =>
    rowOf(run, widths, now, run.run === chosen, paint);
  const indent = MARGIN + (widths[0] ?? 0) + 2;
  const under = (run: BoardEntry | DamagedRun): readonly ListLine[] =>
    [
      'fault' in run || 'outside' in run || !hasMore(run) ? '' : factsLine(run, columns, indent, paint),
      whyLine(run, columns, indent, paint),
    ]
      .filter((text) => isRoomy && text !== '')
      .map((text) => ({ text, run: '' }));
  const section = (name: string, lines: readonly ListLine[]): readonly ListLine[] => {
    if (lines.length === 0) return [];
    const heading = { text: paint.dim(cut(name, columns)), run: '' };
    return isRoomy ? [{ text: '', run: '' }, heading, ...lines] : lines;
  };
  const lines = [
    ...section(
      'active',
      board.active.flatMap((run) => [lineOf(run), ...under(run)]),
    ),
    ...section(
      'damaged',
      board.damaged.flatMap((run) => [lineOf(run), ...under(run)]),
    ),
    ...section('recent', board.recent.map(lineOf)),
  ];
  if (lines.length > 0) return lines;
  return [{ text: cut(NO_RUNS, columns), run: '' }];
};

/** Whether there is more to tell of a run than its own line does. */
const hasMore = (run: BoardRun): boolean => isAtWork(run) || run.limits.length > 0;

/** More of the run that is chosen. */
const detailsOf = ({ board, columns, chosen }: View, paint: Paint): readonly string[] => {
  const run = inOrder(board).find((one) => one.run === chosen);
  if (!run) return ['', ''];
  const name = `#${run.number ?? '?'} ${run.run} of ${nameOf(run.repository)}`;
  const place = 'fault' in run ? harmless(run.fault) : 'outside' in run ? run.checkout : run.worktree;
  return ['', paint.dim(cut(`${name}  ${place}`, columns))];
};

/** The keys, as many as fit; the last ones are left out first. */
const keysOf = ({ columns, words }: View, paint: Paint): string => {
  if (words !== undefined) return paint.bold(cut(harmless(words), columns));
  let line = '';
  for (const key of KEYS) {
    const longer = line === '' ? key : `${line}  ${key}`;
    if (widthOf(longer) > columns) break;
    line = longer;
  }
  return paint.dim(cut(line, columns));
};
