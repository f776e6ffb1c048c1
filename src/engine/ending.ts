import * as E from 'fp-ts/lib/Either.js';
import { branchesOf } from '../events/branch.js';
import type { Facts, RunState } from '../projections/runState/state.js';
import { type Status, statusOf } from '../projections/status.js';
import { folderOf } from '../projections/worktrees.js';
import { endedRefusal, factsOf, isApplying, type Refusal } from './refusal.js';

/** Why a run is not applied, discarded or archived. */
export type EndingRefusal =
  | Refusal
  /** What was asked for is done already; nothing is left to do. */
  | { readonly _tag: 'AlreadyEnded'; readonly number: number; readonly kind: string; readonly keeps: string }
  | { readonly _tag: 'NotPassed'; readonly number: number; readonly status: Status };

/** Whether a run can be discarded, or archived; one whose disposal was cut off is finished by the same command. */
export const planDisposal = (
  state: RunState,
  kind: 'discarded' | 'archived',
): E.Either<EndingRefusal, Facts> => {
  const facts = factsOf(state);
  if (E.isLeft(facts)) return facts;
  const { ended } = state;
  const { right: run } = facts;
  const { number } = run;
  if (ended?.done) return E.left({ _tag: 'AlreadyEnded', number, kind: ended.kind, keeps: ended.keeps });
  if (ended && ended.kind !== kind) return E.left(endedRefusal(run, ended));
  return isApplying(state) ? E.left({ _tag: 'ApplyCutOff', number }) : E.right(run);
};

/** What was begun to bring a run to its end, and was cut off. */
export const cutOffDisposal = ({ ended }: RunState): 'discarded' | 'archived' | undefined => {
  if (!ended || ended.done) return undefined;
  return ended.kind === 'archived' ? 'archived' : 'discarded';
};

/** Whether a run can be applied: it has passed, and is not done with. */
export const planApply = (state: RunState): E.Either<EndingRefusal, Facts> => {
  const facts = factsOf(state);
  if (E.isLeft(facts)) return facts;
  const { ended } = state;
  const { right: run } = facts;
  if (ended) return E.left(endedRefusal(run, ended));
  if (isApplying(state) || state.stop?.reason === 'passed') return E.right(run);
  return E.left({ _tag: 'NotPassed', number: run.number, status: statusOf(state, false) });
};

/** What is a run's own in its repository: its branches, by how they begin, and the folder of its worktrees. */
export const areaOf = (run: Facts) => ({ branches: branchesOf(run.run), worktrees: folderOf(run) });
