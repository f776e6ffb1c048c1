import type { RunSummary } from '../../projections/summary.js';
import { ago } from './duration.js';
import { leavesIn } from './leaves.js';
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
  const at = path === undefined ? '' : ` at ${placeOf(path, steps)}${path}`;
  return `${status}${at}${reason === undefined || reason === status ? '' : ` (${reason})`}`;
};

/** Which of the steps it is that are counted; of one that holds others, the first of these. */
const placeOf = (path: string, steps: RunSummary['steps']): string => {
  const leaves = leavesIn(steps);
  const place = leaves.findIndex((leaf) => leaf.path === path || leaf.path.startsWith(`${path}/`));
  return place < 0 ? '' : `step ${place + 1} of ${leaves.length}, `;
};

/** What a step that the run stopped in is. */
const STANDS: ReadonlySet<string> = new Set(['failed', 'interrupted', 'running']);
