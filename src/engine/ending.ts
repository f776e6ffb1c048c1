import * as E from 'fp-ts/lib/Either.js';
import type { RunState } from '../projections/runState/state.js';
import { type Status, statusOf } from '../projections/status.js';
import type { Refusal } from './recover.js';

/** Why a run is not applied, discarded or archived. */
export type EndingRefusal =
  | Refusal
  /** What was asked for is done already; nothing is left to do. */
  | { readonly _tag: 'AlreadyEnded'; readonly number: number; readonly kind: string; readonly keeps: string }
  | { readonly _tag: 'NotPassed'; readonly number: number; readonly status: Status };

type Facts = NonNullable<RunState['run']>;

/** Whether a run can be discarded, or archived; one whose disposal was cut off is finished by the same command. */
export const planDisposal = (
  state: RunState,
  kind: 'discarded' | 'archived',
): E.Either<EndingRefusal, Facts> => {
  const { critical, run, ended } = state;
  if (critical) return E.left({ _tag: 'NewerLog', ...critical });
  if (!run) return E.left({ _tag: 'NotCreated' });
  const { number } = run;
  if (ended?.done) return E.left({ _tag: 'AlreadyEnded', number, kind: ended.kind, keeps: ended.keeps });
  if (ended && ended.kind !== kind) return E.left(endedRefusal(run, ended));
  return isApplying(state) ? E.left({ _tag: 'ApplyCutOff', number }) : E.right(run);
};

/** Whether a run can be applied: it has passed, and is not done with. */
export const planApply = (state: RunState): E.Either<EndingRefusal, Facts> => {
  const { critical, run, ended } = state;
  if (critical) return E.left({ _tag: 'NewerLog', ...critical });
  if (!run) return E.left({ _tag: 'NotCreated' });
  if (ended) return E.left(endedRefusal(run, ended));
  if (isApplying(state) || state.stop?.reason === 'passed') return E.right(run);
  return E.left({ _tag: 'NotPassed', number: run.number, status: statusOf(state, false) });
};

/** Why nothing more is done with a run that is discarded or archived, or about to be. */
export const endedRefusal = (
  { run, number }: Pick<Facts, 'run' | 'number'>,
  { kind, keeps, done }: NonNullable<RunState['ended']>,
): Extract<Refusal, { _tag: 'RunEnded' }> => ({ _tag: 'RunEnded', run, number, kind, keeps, done });

/** Whether a merge into a branch of the user's was announced and its outcome is not known. */
export const isApplying = ({ intents }: RunState): boolean =>
  [...intents.values()].some(({ type }) => type === 'ApplyIntended');
