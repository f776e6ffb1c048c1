import type { Board, BoardEntry, BoardRun, DamagedRun } from '../../../projections/board.js';
import { isAtWork } from '../../../projections/status.js';
import { cut, widthOf } from '../fit.js';
import { NO_RUNS } from '../noRuns.js';
import { harmless, type Paint } from '../paint.js';
import { repositoryNames } from '../repositoryName.js';
import { wrap } from '../wrap.js';
import { factsLine, whyLine } from './facts.js';
import { keyLines, keysHelp } from './keys.js';
import { type ListLine, MARGIN, rowsOf } from './rows.js';

/** What the dashboard shows at one moment. */
export interface View {
  readonly board: Board;
  readonly now: string;
  readonly columns: number;
  /** The id of the run that is chosen. */
  readonly chosen?: string | undefined;
  /** Stands in the place of the keys: a question, or what went wrong. */
  readonly words?: string | undefined;
  /** What every key does stands in the place of the runs. */
  readonly showsKeys?: boolean;
}

/** From this height on, runs at work have a second line, and sections stand apart. */
const ROOMY = 16;

/** The runs that can be chosen, from the top down. */
export const inOrder = ({ active, damaged, recent }: Board): readonly (BoardEntry | DamagedRun)[] => [
  ...active,
  ...damaged,
  ...recent,
];

/** The run of this id, if it is among them. */
export const chosenIn = (board: Board, chosen: string | undefined): BoardEntry | DamagedRun | undefined =>
  inOrder(board).find(({ run }) => run === chosen);

/** The whole screen: just so many lines, none wider than the screen; the run that is chosen is always on it. */
export const dashboardScreen = (view: View & { readonly rows: number }, paint: Paint): readonly string[] => {
  const { board, rows, columns, chosen, showsKeys = false } = view;
  const isRoomy = rows >= ROOMY;
  const bottom = [...(isRoomy && !showsKeys ? detailsOf(view, paint) : []), ...footOf(view, paint)];
  const room = Math.max(1, rows - 1 - bottom.length);
  const above = isRoomy ? [''] : [];
  const list = showsKeys
    ? [...above, ...keysHelp(columns, room - above.length)].map(unchosen)
    : listOf(view, isRoomy, paint);
  const at = list.findIndex(({ run }) => run === chosen);
  const from = Math.max(0, Math.min(at - Math.floor(room / 2), list.length - room));
  const shown = list.slice(from, from + room).map(({ text }) => text);
  const filled = [...shown, ...Array.from({ length: room - shown.length }, () => '')];
  const runs = inOrder(board);
  const place = `${runs.findIndex(({ run }) => run === chosen) + 1} of ${runs.length}`;
  const top = titleOf(view, list.length > room && at >= 0 ? place : '', paint);
  return [top, ...filled, ...bottom].slice(0, rows);
};

const unchosen = (text: string): ListLine => ({ text, run: '' });

/** All of it, for someone who reads it as a text. */
export const dashboardText = (view: View, paint: Paint): string =>
  [titleOf(view, '', paint), ...listOf(view, true, paint).map(({ text }) => text)].join('\n');

/** How many runs there are of each kind, the place of the one that is chosen where they do not all fit, and the time. */
const titleOf = (
  { board: { active, damaged, recent }, columns, now }: View,
  place: string,
  paint: Paint,
): string => {
  const atWork = active.filter(({ status }) => isAtWork(status)).length;
  const counts = [
    `${atWork} at work`,
    // Where they do not all fit, this is the one to be told.
    ...(damaged.length > 0 ? [`${damaged.length} damaged`] : []),
    ...(active.length > atWork ? [`${active.length - atWork} unfinished`] : []),
    `${recent.length} recent`,
  ];
  const left = cut(longest(counts, ', ', columns, 'refold  '), columns);
  const room = columns - widthOf(left) - 2;
  const right = longest(
    [place, `${now.slice(11, 16)} UTC`].filter((text) => text !== ''),
    '  ',
    room,
  );
  if (widthOf(right) > room) return paint.bold(left);
  return `${paint.bold(left)}${' '.repeat(columns - widthOf(left) - widthOf(right))}${paint.dim(right)}`;
};

/** As many of these as fit side by side; the first one in any case. */
const longest = (parts: readonly string[], between: string, columns: number, before = ''): string => {
  const [first = '', ...others] = parts;
  let text = `${before}${first}`;
  for (const part of others) {
    if (widthOf(`${text}${between}${part}`) > columns) break;
    text = `${text}${between}${part}`;
  }
  return text;
};

/** A line, or two, for each run, under the names of the sections. */
const listOf = (view: View, isRoomy: boolean, paint: Paint): readonly ListLine[] => {
  const { board, columns, now, chosen } = view;
  const { widths, rowOf } = rowsOf(inOrder(board), columns, now);
  const lineOf = (run: BoardEntry | DamagedRun): ListLine => rowOf(run, run.run === chosen, paint);
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
const hasMore = (run: BoardRun): boolean => isAtWork(run.status) || run.limits.length > 0;

/** More of the run that is chosen. */
const detailsOf = ({ board, columns, chosen }: View, paint: Paint): readonly string[] => {
  const run = chosenIn(board, chosen);
  if (!run) return ['', ''];
  const name = `#${run.number ?? '?'} ${run.run} of ${repositoryNames(inOrder(board))(run)}`;
  return ['', paint.dim(cut(`${name}  ${placeOf(run)}`, columns))];
};

/** Where the files of a run are, or why it cannot be read. */
const placeOf = (run: BoardEntry | DamagedRun): string => {
  if ('fault' in run) return harmless(run.fault);
  if ('outside' in run) return run.checkout;
  return run.kept?.done ? 'its worktree is gone' : run.worktree;
};

/** The keys, or in their place a question or what went wrong, which is given as many lines as it needs. */
const footOf = (
  { columns, rows, words, showsKeys }: View & { readonly rows: number },
  paint: Paint,
): readonly string[] => {
  if (words === undefined)
    return (
      showsKeys ? [cut('any key goes back', columns)] : keyLines(columns, Math.max(1, Math.floor(rows / 4)))
    ).map(paint.dim);
  const lines = wrap(harmless(words), 0, columns);
  const most = Math.max(1, rows - 2);
  const shown = lines.length > most ? [...lines.slice(0, most - 1), lines.slice(most - 1).join(' ')] : lines;
  return shown.map((line) => paint.bold(cut(line, columns)));
};
