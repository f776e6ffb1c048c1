import type { BoardRun, DamagedRun } from '../../projections/board.js';
import type { OutsideSummary } from '../../projections/outside.js';
import type { RunSummary } from '../../projections/summary.js';
import { type Column, fittedCells, GAP, layOut, numbers } from './columns.js';
import { ago } from './duration.js';
import { leavesIn } from './leaves.js';
import { goesOnBy } from './limits.js';
import { stepWords } from './outside.js';
import { harmless, type Paint } from './paint.js';
import { repositoryNames } from './repositoryName.js';
import { money, paintStatus, spendWords } from './show.js';

/** A run in a list: where it stands, and at which step. */
export interface ToldRun extends RunSummary, Pick<BoardRun, 'step' | 'beside'> {}

export type ListedRun = ToldRun | OutsideSummary | DamagedRun;

export interface ListOptions {
  /** Show each fork, and each run that was begun anew, under the run that it was made from. */
  readonly tree: boolean;
  readonly now: string;
  /** How wide the terminal is; without one every line is as long as it has to be. */
  readonly width: number | undefined;
}

/** A line for each run, and under one that cannot be read a second one that says why. */
export const runsText = (
  runs: readonly ListedRun[],
  { tree, now, width }: ListOptions,
  paint: Paint,
): string => {
  const rows = tree ? inTree(runs) : runs.map((run) => ({ run, lead: '' }));
  const isOfOne = new Set(runs.map(({ repository }) => repository)).size === 1;
  const nameOf = repositoryNames(runs);
  const cells = rows.map(({ run, lead }) => {
    const [number = '', ...others] = cellsOf(run, lead, now);
    return [number, isOfOne ? '' : nameOf(run), ...others];
  });
  const widths = layOut(width === undefined ? UNCUT : COLUMNS, cells, width ?? Number.POSITIVE_INFINITY);
  // A column that is left out is no cell of a line.
  const status = widths.slice(0, STATUS).filter((wide) => wide > 0).length;
  return rows
    .flatMap(({ run }, at) => {
      const paintState = (cell: string): string =>
        'fault' in run ? paint.bad(cell) : paintStatus(run.status, paint, cell);
      const fitted = fittedCells(cells[at] ?? [], widths);
      const text = fitted.map((cell, place) => (place === status ? paintState(cell) : cell)).join(GAP);
      return 'fault' in run ? [text.trimEnd(), `     ${harmless(run.fault)}`] : [text.trimEnd()];
    })
    .join('\n');
};

/** Which of the columns is painted. */
const STATUS = 2;

/**
 * Number, repository, status, workflow, step, iteration, steps that passed, age, cost, id, branch, origin, way on: where it is narrow,
 * the branch is left out first, as it follows from the id.
 */
const COLUMNS: readonly Column[] = [
  { most: 12, least: 3, rank: 9 },
  { most: 24, least: 6, rank: 4 },
  { most: 23, least: 8, rank: 9 },
  { most: 24, least: 6, rank: 7 },
  { most: 32, least: 8, rank: 6 },
  numbers(5),
  { most: 14, least: 9, rank: 3 },
  numbers(6),
  numbers(4),
  { most: 22, least: 22, rank: 8 },
  { most: 40, least: 34, rank: 1 },
  { most: 48, least: 30, rank: 2 },
  { most: 110, least: 50, rank: 2 },
];

const UNCUT = COLUMNS.map((column) => ({ ...column, most: Number.POSITIVE_INFINITY }));

const cellsOf = (run: ListedRun, lead: string, now: string): readonly string[] => {
  const number = `${lead}#${run.number ?? '?'}`;
  if ('fault' in run) return [number, 'damaged', '', '', '', '', '', '', run.run];
  if ('outside' in run) {
    const { status, workflow, checkpoint, updatedAt } = run;
    const at = checkpoint ? stepWords(checkpoint) : '';
    return [number, status, harmless(workflow), at, '', '', ago(updatedAt, now), '', run.run];
  }
  const leaves = leavesIn(run.steps);
  const passed = leaves.filter(({ state }) => state === 'passed').length;
  return [
    number,
    run.status,
    harmless(run.workflow),
    `${harmless(run.step ?? '')}${run.beside === undefined ? '' : ` and ${run.beside} more`}`,
    run.current_iteration === undefined ? '' : `${run.current_iteration}/${run.max_iterations}`,
    `${passed}/${leaves.length} steps`,
    ago(run.updatedAt, now),
    spendWords(run.spend) === undefined ? '' : money(run.spend),
    run.run,
    run.kept?.done ? '' : run.branch,
    originOf(run),
    run.stop?.limit === undefined ? '' : goesOnBy(run.run, run.stop.limit),
  ];
};

const originOf = ({ forkOf, insteadOf }: RunSummary): string => {
  if (forkOf) return `fork of ${forkOf.run} at seq ${forkOf.cut}`;
  return insteadOf === undefined ? '' : `instead of ${insteadOf}`;
};

interface Row {
  readonly run: ListedRun;
  /** What leads from the run above that it was made from. */
  readonly lead: string;
}

/** The runs with those under each that were made from it; one whose parent is not listed stands by itself. */
const inTree = (runs: readonly ListedRun[]): readonly Row[] => {
  const listed = new Set(runs.map(({ run }) => run));
  const parentOf = (run: ListedRun): string | undefined => {
    const parent = 'fault' in run || 'outside' in run ? undefined : (run.forkOf?.run ?? run.insteadOf);
    return parent !== undefined && listed.has(parent) ? parent : undefined;
  };
  const below = (parent: string | undefined, indent: string): readonly Row[] => {
    const children = runs.filter((run) => parentOf(run) === parent);
    return children.flatMap((run, at) => {
      const isLast = at === children.length - 1;
      const lead = parent === undefined ? '' : `${indent}${isLast ? '└ ' : '├ '}`;
      const further = parent === undefined ? '' : `${indent}${isLast ? '  ' : '│ '}`;
      return [{ run, lead }, ...below(run.run, further)];
    });
  };
  return below(undefined, '');
};
