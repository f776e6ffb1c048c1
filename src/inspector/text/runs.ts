import type { RunSummary } from '../../projections/summary.js';
import { age, between } from './duration.js';
import { goesOnBy } from './limits.js';
import { harmless, type Paint } from './paint.js';
import { money, paintStatus, spendWords } from './show.js';

/** A run in a list: where it stands, or why that cannot be told. */
export type ListedRun =
  | RunSummary
  | {
      readonly repository: string;
      readonly run: string;
      readonly number: number | undefined;
      readonly fault: string;
    };

export interface ListOptions {
  /** Show each fork under the run that it was made from. */
  readonly tree: boolean;
  readonly now: string;
}

/** A line for each run: number, state, workflow, steps, age, cost, id. */
export const runsText = (runs: readonly ListedRun[], { tree, now }: ListOptions, paint: Paint): string => {
  const rows = tree ? inTree(runs) : runs.map((run) => ({ run, lead: '' }));
  const cells = rows.map(({ run, lead }) => cellsOf(run, lead, now));
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row, at) => {
      const padded = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
      const run = rows[at]?.run;
      const [number = '', status = '', ...rest] = padded;
      return [number, run ? painted(run, status, paint) : status, ...rest].join('  ').trimEnd();
    })
    .join('\n');
};

const COLUMNS = ['number', 'status', 'workflow', 'steps', 'age', 'cost', 'id', 'origin', 'way on'];

const cellsOf = (run: ListedRun, lead: string, now: string): readonly string[] => {
  const number = `${lead}#${run.number ?? '?'}`;
  if ('fault' in run) return [number, 'unreadable', '', '', '', '', run.run, harmless(run.fault)];
  const leaves = run.steps.filter(({ path }) => !run.steps.some((step) => step.path.startsWith(`${path}/`)));
  const passed = leaves.filter(({ state }) => state === 'passed').length;
  return [
    number,
    run.status,
    harmless(run.workflow),
    `${passed}/${leaves.length} steps`,
    `${age(between(run.updatedAt, now))} ago`,
    spendWords(run.spend) === undefined ? '' : money(run.spend),
    run.run,
    run.forkOf ? `fork of ${run.forkOf.run} at seq ${run.forkOf.cut}` : '',
    run.stop?.limit === undefined ? '' : goesOnBy(run.number, run.stop.limit),
  ];
};

const painted = (run: ListedRun, status: string, paint: Paint): string =>
  'fault' in run ? paint.bad(status) : paintStatus(run.status, paint, status);

interface Row {
  readonly run: ListedRun;
  /** What leads from the run above that it is a fork of. */
  readonly lead: string;
}

/** The runs with each one's forks under it; a fork whose parent is not listed stands by itself. */
const inTree = (runs: readonly ListedRun[]): readonly Row[] => {
  const listed = new Set(runs.map(({ run }) => run));
  const parentOf = (run: ListedRun): string | undefined =>
    'forkOf' in run && run.forkOf && listed.has(run.forkOf.run) ? run.forkOf.run : undefined;
  const below = (parent: string | undefined, indent: string): readonly Row[] => {
    const forks = runs.filter((run) => parentOf(run) === parent);
    return forks.flatMap((run, at) => {
      const isLast = at === forks.length - 1;
      const lead = parent === undefined ? '' : `${indent}${isLast ? '└ ' : '├ '}`;
      const further = parent === undefined ? '' : `${indent}${isLast ? '  ' : '│ '}`;
      return [{ run, lead }, ...below(run.run, further)];
    });
  };
  return below(undefined, '');
};
