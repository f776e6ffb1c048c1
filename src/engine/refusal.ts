import * as E from 'fp-ts/lib/Either.js';
import type { DataOf } from '../events/catalogue.js';
import type { RunId, StepPath } from '../events/ids.js';
import { type NoFacts, noFacts } from '../projections/outside.js';
import type { Facts, RunState } from '../projections/runState/state.js';

/** Why nothing is resumed or replayed. */
export type Refusal =
  | { readonly _tag: 'NothingToDo' }
  | NoFacts
  /** It stopped at a limit that is reached still: it would stop again before anything is done. */
  | {
      readonly _tag: 'LimitReached';
      readonly number: number;
      readonly limit: string;
      readonly detail: string;
    }
  /** A newer refold wrote an event that must not be passed over. */
  | { readonly _tag: 'NewerLog'; readonly type: string; readonly seq: number; readonly refold: string }
  /** It is discarded or archived, or about to be. */
  | {
      readonly _tag: 'RunEnded';
      readonly run: RunId;
      readonly number: number;
      readonly kind: string;
      readonly keeps: string;
      readonly done: boolean;
    }
  /** A merge into a branch of the user's was cut off. */
  | { readonly _tag: 'ApplyCutOff'; readonly number: number }
  | { readonly _tag: 'NoSuchStep'; readonly wanted: string; readonly candidates: readonly StepPath[] }
  | { readonly _tag: 'StepNotStarted'; readonly path: StepPath }
  /** A workflow that was read again is another one before the step that is replayed. */
  | { readonly _tag: 'WorkflowDiffers'; readonly path: StepPath; readonly was: string; readonly now: string };

/** What the run is, unless nothing at all may be done with its log. */
export const factsOf = (state: RunState): E.Either<Refusal, Facts> => {
  const { critical, run } = state;
  if (critical) return E.left({ _tag: 'NewerLog', ...critical });
  return run ? E.right(run) : E.left(noFacts(state));
};

/** Why nothing goes on from a run: it cannot be told, or is done with. */
export const refusalOf = (state: RunState): Refusal | undefined => {
  const facts = factsOf(state);
  if (E.isLeft(facts)) return facts.left;
  return state.ended && endedRefusal(facts.right, state.ended);
};

/** Why a run is not gone on with: a merge that was announced is finished first. */
export const heldUp = (state: RunState): Refusal | undefined =>
  refusalOf(state) ??
  (state.run && isApplying(state) ? { _tag: 'ApplyCutOff', number: state.run.number } : undefined);

/** Why nothing more is done with a run that is discarded or archived, or about to be. */
export const endedRefusal = (
  { run, number }: Pick<Facts, 'run' | 'number'>,
  { kind, keeps, done }: NonNullable<RunState['ended']>,
): Extract<Refusal, { _tag: 'RunEnded' }> => ({ _tag: 'RunEnded', run, number, kind, keeps, done });

/** A merge into a branch of the user's that was announced, and whose outcome is not known. */
export const openApply = ({ intents }: RunState): DataOf<'ApplyIntended'> | undefined =>
  [...intents.values()].find((intent) => intent.type === 'ApplyIntended')?.event.data;

/** Whether a merge into a branch of the user's was announced and its outcome is not known. */
export const isApplying = (state: RunState): boolean => openApply(state) !== undefined;
