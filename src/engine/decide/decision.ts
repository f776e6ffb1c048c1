import * as E from 'fp-ts/lib/Either.js';
import type { DataOf, Draft, EventType, IntentType } from '../../events/catalogue.js';
import type { Seq, StepPath } from '../../events/ids.js';
import type { OpenIntentOf, RunState } from '../../projections/runState/state.js';

/** Why a command does not apply to the run as it stands. Nothing was recorded. */
export interface Rejection {
  readonly _tag: 'Rejection';
  readonly command: string;
  readonly because: string;
}

export type Decision = E.Either<string, readonly Draft[]>;

export const reject = (because: string): Decision => E.left(because);

/** Builds the drafts of one decision: the first is caused by `cause`, each later one by the draft before it. */
export const drafts = (state: RunState, cause: Seq | undefined, ...parts: readonly Part[]): Decision =>
  E.right(
    parts.map((part, index) => {
      const because = index === 0 ? cause : state.seq + index;
      return because === undefined ? part : { ...part, cause: because };
    }),
  );

/** One event of a decision, before it has a cause. */
export type Part = { [T in EventType]: { readonly type: T; readonly data: DataOf<T> } }[EventType];

/** One event of a decision. */
export const emit = <T extends EventType>(type: T, data: DataOf<T>): Part =>
  ({ type, data }) as unknown as Part;

/** The open intent of this type and seq. */
export const openIntent = <T extends IntentType>(
  state: RunState,
  type: T,
  seq: Seq,
): OpenIntentOf<T> | undefined => {
  const intent = state.intents.get(seq);
  return intent?.type === type ? (intent as unknown as OpenIntentOf<T>) : undefined;
};

/** What became of an open intent, told by one event that holds the report as it is. */
export const outcomeOf = <T extends EventType>(
  state: RunState,
  intent: IntentType,
  type: T,
  report: DataOf<T> & { readonly intent: Seq },
): Decision =>
  openIntent(state, intent, report.intent)
    ? drafts(state, report.intent, emit(type, report))
    : reject(`no ${intent.replace('Intended', '').toLowerCase()} ${report.intent} is open`);

/** The attempt that an intent belongs to, if it goes on: a replay may have cleared its step, or started it anew. */
export const attemptOf = (state: RunState, path: StepPath, intent: Seq): number | undefined => {
  const step = state.steps.get(path);
  const attempt = step?.state === 'running' ? step.attempt : undefined;
  return attempt && attempt.seq < intent ? attempt.attempt : undefined;
};
