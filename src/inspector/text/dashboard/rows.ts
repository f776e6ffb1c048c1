import type { BoardEntry, BoardRun, DamagedRun } from '../../../projections/board.js';
import { isAtWork } from '../../../projections/status.js';
import { type Column, fittedCells, GAP, layOut, numbers } from '../columns.js';
import { age, between, duration } from '../duration.js';
import { stepWords } from '../outside.js';
import { harmless, type Paint } from '../paint.js';
import { type OfRepository, repositoryNames } from '../repositoryName.js';
import { money, paintStatus, spendWords } from '../show.js';

/** A line of the list, and the run that it is about. */
export interface ListLine {
  readonly text: string;
  readonly run: string;
}

/** What stands in front of a line: the mark of the run that is chosen. */
export const MARGIN = 2;

/** Number, state, step, turn, time, cost, workflow, repository: from the last on they give way where it is narrow. */
const COLUMNS: readonly Column[] = [
  { most: 6, least: 6, rank: 9 },
  { most: 22, least: 9, rank: 9 },
  { most: 28, least: 8, rank: 8 },
  numbers(7),
  numbers(5),
  numbers(6),
  { most: 16, least: 8, rank: 3 },
  { most: 24, least: 8, rank: 4 },
];

/** The lines of runs that stand one under the other. */
export interface Rows {
  /** How wide each column is. */
  readonly widths: readonly number[];
  readonly rowOf: (run: BoardEntry | DamagedRun, isChosen: boolean, paint: Paint) => ListLine;
}

/** Lays out the lines of these runs. */
export const rowsOf = (runs: readonly (BoardEntry | DamagedRun)[], width: number, now: string): Rows => {
  const nameOf = repositoryNames(runs);
  const cells = (run: BoardEntry | DamagedRun): readonly string[] => cellsOf(run, now, nameOf);
  const widths = layOut(COLUMNS, runs.map(cells), width - MARGIN);
  return { widths, rowOf: (run, ...shown) => rowOf(run, fittedCells(cells(run), widths), ...shown) };
};

const rowOf = (
  run: BoardEntry | DamagedRun,
  [number = '', status = '', ...rest]: readonly string[],
  isChosen: boolean,
  paint: Paint,
): ListLine => {
  const emphasis = isChosen ? paint.bold : (text: string): string => text;
  const state = 'fault' in run ? paint.bad(status) : paintStatus(run.status, paint, status);
  const text = [emphasis(number), state, emphasis(rest.join(GAP).trimEnd())].join(GAP).trimEnd();
  return { text: `${isChosen ? '▸ ' : '  '}${text}`, run: run.run };
};

const cellsOf = (
  run: BoardEntry | DamagedRun,
  now: string,
  nameOf: (run: OfRepository) => string,
): readonly string[] => {
  const number = `#${run.number ?? '?'}`;
  if ('fault' in run) return [number, 'damaged', '', '', '', '', '', nameOf(run)];
  if ('outside' in run) {
    const at = run.checkpoint ? stepWords(run.checkpoint) : '';
    const since = roughly(between(run.updatedAt, now));
    return [number, run.status, at, '', since, '', harmless(run.workflow), nameOf(run)];
  }
  const { workflow, iteration, steps, step, beside, ms, updatedAt, spend } = run;
  const where = `${harmless(step ?? '')}${beside === undefined ? '' : ` and ${beside} more`}`;
  return [
    number,
    wordFor(run),
    where === '' ? `${steps.passed}/${steps.all} steps` : where,
    iteration ? `${iteration.at}/${iteration.of}` : '',
    isAtWork(run.status) ? duration(ms) : roughly(between(updatedAt, now)),
    spendWords(spend) === undefined ? '' : money(spend).replace(' estimated', ' est.'),
    harmless(workflow),
    nameOf(run),
  ];
};

/** A review that goes on shows as such; one that was cut off shows as interrupted. */
const wordFor = ({ status, state }: BoardRun): string => {
  if (status === 'interrupted (reviewing)') return 'interrupted';
  return status === 'running' && state === 'reviewing' ? 'reviewing' : status;
};

/** No more than the largest unit of an age, and nothing finer than minutes. */
const roughly = (ms: number): string =>
  ms < 60_000 ? 'just now' : `${age(ms).replace(/^(\d+ h) .*/, '$1')} ago`;
