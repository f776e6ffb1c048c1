import type { RunSummary } from '../../projections/summary.js';
import { ago } from './duration.js';
import { harmless } from './paint.js';

/** A run among those that could be gone on with: its name, where it stands and why, and since when. */
export const candidateLine = (summary: RunSummary, now: string): string =>
  candidateAt(summary, whereOf(summary), now);

/** The same of any run, with where it stands in words. */
export const candidateAt = (
  { number, run, workflow, updatedAt }: Pick<RunSummary, 'number' | 'run' | 'workflow' | 'updatedAt'>,
  where: string,
  now: string,
): string => harmless([`#${number} ${run}`, workflow, where, ago(updatedAt, now)].join('  '));

const whereOf = ({ status, stop, steps }: RunSummary): string => {
  const step = steps.findLast(({ state }) => STANDS.has(state));
  const path = stop?.step ?? step?.path;
  const reason = status === 'failed' ? step?.reason : stop?.reason;
  return `${status}${path === undefined ? '' : ` at ${path}`}${reason === undefined || reason === status ? '' : ` (${reason})`}`;
};

/** What a step that the run stopped in is. */
const STANDS: ReadonlySet<string> = new Set(['failed', 'interrupted', 'running']);
