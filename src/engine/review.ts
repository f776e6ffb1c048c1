import * as E from 'fp-ts/lib/Either.js';
import type { StepPath } from '../events/ids.js';
import { type Case, NOT_AGREED, NOT_DONE, type Signals } from '../events/review.js';
import type { ReviewNode, SignalsNode } from '../events/tree.js';
import type { Caps } from '../projections/pair.js';
import type { Attempt, RunState } from '../projections/runState/state.js';
import { parseCase, parseStated, type Stated } from '../workflow/review.js';
import { isSilent, signalsIn, together } from '../workflow/signals.js';

/** Where a worker states its case. */
export const CASE_FILE = '.refold/out/case.json';

/** How long it is waited after each failed call, in milliseconds; after the one behind the last, nobody calls again. */
const BACKOFF_MS = [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000];

/** How long it is waited before a worker that said nothing is asked again, by how often that was so. */
const EMPTY_BACKOFF_MS = [2_000, 4_000];

/** How long to wait after so many failed calls in a row, the last with this fault; undefined if nobody calls again. */
export const backoffAfter = (failures: number, fault: string | undefined): number | undefined =>
  fault === MISSING ? undefined : BACKOFF_MS[failures - 1];

/** Why a call failed for good: as an agent fails elsewhere where there is none, else as its provider does. */
export const reasonOfFailure = (fault: string | undefined): 'agent' | 'provider_failure' =>
  fault === MISSING ? 'agent' : 'provider_failure';

const MISSING = 'program missing';

/** What a turn of a worker came to. */
export type TurnOutcome =
  /** There is something to be judged. */
  | ({ readonly kind: 'done' } & Stated)
  /** It is to be judged once the worker says that it is done. */
  | ({ readonly kind: 'undone' } & Stated)
  | {
      readonly kind: 'nudge';
      readonly why: 'quiet' | 'empty' | 'case';
      readonly streak: number;
      readonly text: string;
      readonly waitMs?: number;
    }
  /** It was told already that its case cannot be read. */
  | { readonly kind: 'misstated'; readonly concern: string }
  | { readonly kind: 'end'; readonly reason: 'no_case' | 'empty_response'; readonly text: string };

/** What a look at a turn has found: what lies there, the case that was stated, and all that was said. */
export interface Found {
  readonly tree: string;
  readonly stated: string | undefined;
  readonly said: string;
}

/** Says what the turn at hand came to. */
export const turnOutcome = (
  node: ReviewNode,
  attempt: Attempt,
  { tree, stated, said }: Found,
): TurnOutcome => {
  const { review } = attempt;
  const spoken = node.signals ? signalsIn(said, node.signals.done) : {};
  if (stated === undefined && tree === review?.from && isSilent(spoken))
    return idle(node, attempt, said.trim() === '' ? 'empty' : 'quiet');
  const parsed = statementOf(node, stated, spoken);
  if (E.isRight(parsed)) {
    const isUndone = node.signals?.when === 'done' && !parsed.right.signals.done;
    return { kind: isUndone ? 'undone' : 'done', ...parsed.right };
  }
  const concern = `the case in \`${CASE_FILE}\` cannot be read: ${parsed.left}`;
  if ((review?.streaks.case ?? 0) > 0) return { kind: 'misstated', concern };
  const text = `Your turn is not judged yet: ${concern}. State it again; the work itself may stay as it is.\n\n${requestOf(node)}`;
  return { kind: 'nudge', why: 'case', streak: 1, text };
};

/** The case and the signals of a turn: from the file, and from what was said. */
const statementOf = (
  { signals, caseRequired }: ReviewNode,
  stated: string | undefined,
  spoken: Signals,
): E.Either<string, Stated> => {
  const parsed: E.Either<string, Stated> =
    stated === undefined
      ? E.right({ signals: {} })
      : signals
        ? parseStated(stated, signals.done)
        : E.map((one: Case): Stated => ({ case: one, signals: {} }))(parseCase(stated));
  if (E.isLeft(parsed)) return parsed;
  const statement = { ...parsed.right, signals: together([parsed.right.signals, spoken]) };
  const isDue = caseRequired && (signals?.when !== 'done' || statement.signals.done);
  if (!isDue) return E.right(statement);
  if (!statement.case) return E.left('there is none');
  return statement.case.coverage.length === 0
    ? E.left('`ac_coverage` is empty: say of each criterion what addresses it')
    : E.right(statement);
};

/** Why the worker itself keeps from passing what its evaluator accepts; undefined if nothing does. */
export const heldBack = (
  { done, mode }: SignalsNode,
  said: Signals = {},
): { readonly category: string; readonly concern: string } | undefined => {
  if (!said.done) return { category: NOT_DONE, concern: `the worker has not said ${done}` };
  if (mode !== 'both') return undefined;
  if (said.fail !== undefined)
    return { category: NOT_AGREED, concern: `the worker says itself that it fails: ${said.fail}` };
  return said.pass ? undefined : { category: NOT_AGREED, concern: 'the worker has not said PASS itself' };
};

const idle = (node: ReviewNode, { review }: Attempt, why: 'quiet' | 'empty'): TurnOutcome => {
  const streak = (review?.streaks[why] ?? 0) + 1;
  const most = why === 'quiet' ? node.quietTurns : node.emptyResponses;
  const { signals } = node;
  const quiet = `changed nothing and ${signals ? `did not say ${signals.done}` : 'stated no case'}`;
  const fact = why === 'quiet' ? quiet : 'said nothing, and changed nothing';
  if (streak >= most) {
    const text = `${streak === 1 ? 'a turn' : `${streak} turns without a verdict between them`} ${fact}`;
    return { kind: 'end', reason: why === 'quiet' ? 'no_case' : 'empty_response', text };
  }
  const text = `Your last turn ${fact}. If something is left to do, go on with it; if all is done, ${signals ? 'say so' : 'state your case'}. This was turn ${streak} of that kind; after ${most} of them without a verdict the attempt ends.\n\n${requestOf(node)}`;
  const waitMs =
    why === 'empty' ? EMPTY_BACKOFF_MS[Math.min(streak, EMPTY_BACKOFF_MS.length) - 1] : undefined;
  return { kind: 'nudge', why, streak, text, ...(waitMs === undefined ? {} : { waitMs }) };
};

const CASE_FORM =
  '`{"summary": "…", "ac_coverage": [{"criterion": "…", "addressed_by": "<file or name>", "evidence": "…"}], "work_arounds": ["…"], "uncertainties": ["…"]}`; evidence, work_arounds (5 at most) and uncertainties may be left out';

const CASE_REQUEST = `State your case in \`${CASE_FILE}\` when you are done: ${CASE_FORM}. Your work is then judged by someone who has not seen you work.`;

/** What a worker is asked for besides its work. */
export const requestOf = ({ signals }: ReviewNode): string => {
  if (!signals) return CASE_REQUEST;
  const { done, mode } = signals;
  const both = [
    'Look at your own work once more before you do, and say on another such line `PASS` if it holds up, or `FAIL: reason` if it does not: it passes only if you both say that it does.',
  ];
  return [
    `When all of it is done, and not before, end your answer with a line that holds only \`${done}\`.`,
    ...(mode === 'both' ? both : []),
    `Your work is then judged by someone who has not seen you work. You may also state a case for it in \`${CASE_FILE}\`: ${CASE_FORM}.`,
  ].join(' ');
};

/** The signals by which the agent of a step speaks: of a worker, or of its evaluator. */
export const signalsAt = ({ steps }: RunState['index'], path: StepPath): SignalsNode | undefined => {
  const place = steps.get(path);
  const owner = place?.node.type === 'review' ? steps.get(place.parent) : place;
  return owner?.node.review?.signals;
};

/** Why an attempt ends with the rejection of this iteration; undefined if the worker turns again. */
export const endOfRejections = (
  { iterations, rejections }: Caps,
  review: NonNullable<Attempt['review']>,
  category?: string,
): { readonly reason: 'iter_cap' | 'verdict_cap'; readonly text: string } | undefined => {
  // Who has not called it done has not been rejected either.
  const rejected = review.rejections + (category === NOT_DONE ? 0 : 1);
  if (rejections !== undefined && rejected >= rejections)
    return { reason: 'verdict_cap', text: `rejected ${times(rejected)}, and no more is allowed` };
  if (review.iteration >= iterations)
    return {
      reason: 'iter_cap',
      text: `not accepted in ${iterations} iteration${iterations === 1 ? '' : 's'}`,
    };
  return undefined;
};

const times = (n: number): string => (n === 1 ? 'once' : `${n} times`);
