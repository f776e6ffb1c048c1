import type { Leftover } from '../ports/leftovers.js';
import type { RunState } from '../projections/runState/state.js';
import { statusOf } from '../projections/status.js';

/** Something that may go, of which run it is, and why. */
export type Collected = Leftover & { readonly number: number | undefined; readonly why: string };

/**
 * What of a run in its repository may go: of one that is archived or discarded everything; of one that is merged everything
 * but its branches, from which a replay makes the rest again; of one that has passed what units left that began anew; of any
 * other nothing, as it may be gone on with.
 */
export const collectable = (state: RunState, leftovers: readonly Leftover[]): readonly Collected[] => {
  const { run, ended } = state;
  if (!run || (ended && !ended.done)) return [];
  const { number } = run;
  const status = statusOf(state, false);
  const superseded = `a unit of run #${number} began anew since`;
  return leftovers.flatMap((one) => {
    const isOld = isSuperseded(state, one);
    const goes = isOld ? AT_ITS_END.has(status) : DONE_WITH.get(status)?.(one) === true;
    return goes ? [{ ...one, number, why: isOld ? superseded : `run #${number} is ${status}` }] : [];
  });
};

const AT_ITS_END: ReadonlySet<string> = new Set(['passed', 'integrated', 'archived', 'discarded']);

/** What may go of a run that stands like this. */
const DONE_WITH: ReadonlyMap<string, (one: Leftover) => boolean> = new Map([
  ['integrated', ({ kind }: Leftover) => kind !== 'branch'],
  ['archived', () => true],
  ['discarded', () => true],
]);

/** Whether it is the worktree or the branch of a unit that the run does not know any more. */
const isSuperseded = ({ worktrees }: RunState, { kind, name, branch }: Leftover): boolean => {
  const known = [...worktrees.values()];
  const ofUnit = kind === 'worktree' ? /\/units\/[^/]+$/.exec(name)?.[0] : /\/u\/[^/]+$/.exec(name)?.[0];
  if (kind === 'ref' || ofUnit === undefined) return false;
  return !known.some((one) => one.branch === (branch ?? name) || one.path.endsWith(ofUnit));
};

/**
 * What is left of runs that are not known here. A run whose worktree is there has its folder somewhere, under another
 * home: it is none of ours.
 */
export const orphaned = (
  leftovers: readonly Leftover[],
  known: ReadonlySet<string>,
): readonly Collected[] => {
  const elsewhere = new Set(leftovers.filter(({ gone }) => gone === false).map(({ run }) => run));
  return leftovers
    .filter(({ run }) => !known.has(run) && !elsewhere.has(run))
    .map((one) => ({
      ...one,
      number: undefined,
      why: `orphaned: run ${one.run} has no folder in this home`,
    }));
};
