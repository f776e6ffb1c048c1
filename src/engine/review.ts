import * as E from 'fp-ts/lib/Either.js';
import { visibleText } from '../events/content.js';
import type { Case } from '../events/review.js';
import type { ReviewNode } from '../events/tree.js';
import type { Caps } from '../projections/pair.js';
import type { RunState } from '../projections/runState/state.js';
import { parseCase } from '../workflow/review.js';

type Step = NonNullable<ReturnType<RunState['steps']['get']>>;
type Attempt = NonNullable<Step['attempt']>;

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
  | { readonly kind: 'done'; readonly case?: Case }
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

/** Says what the turn at hand came to, from what lies there after it and the case that it stated. */
export const turnOutcome = (
  node: ReviewNode,
  attempt: Attempt,
  { tree, stated }: { readonly tree: string; readonly stated: string | undefined },
): TurnOutcome => {
  const { review, call } = attempt;
  const isUnchanged = tree === review?.from;
  if (stated === undefined && isUnchanged) {
    const said = call?.output ? visibleText(call.output).trim() : '';
    return idle(node, attempt, said === '' ? 'empty' : 'quiet');
  }
  if (stated === undefined && !node.caseRequired) return { kind: 'done' };
  const parsed = stated === undefined ? E.left('there is none') : parseCase(stated);
  if (E.isRight(parsed)) return { kind: 'done', case: parsed.right };
  const concern = `the case in \`${CASE_FILE}\` cannot be read: ${parsed.left}`;
  if ((review?.streaks.case ?? 0) > 0) return { kind: 'misstated', concern };
  const text = `Your turn is not judged yet: ${concern}. State it again; the work itself may stay as it is.\n\n${CASE_REQUEST}`;
  return { kind: 'nudge', why: 'case', streak: 1, text };
};

const idle = (node: ReviewNode, { review }: Attempt, why: 'quiet' | 'empty'): TurnOutcome => {
  const streak = (review?.streaks[why] ?? 0) + 1;
  const most = why === 'quiet' ? node.quietTurns : node.emptyResponses;
  const fact = why === 'quiet' ? 'changed nothing and stated no case' : 'said nothing, and changed nothing';
  if (streak >= most) {
    const text = `${streak === 1 ? 'a turn' : `${streak} turns without a verdict between them`} ${fact}`;
    return { kind: 'end', reason: why === 'quiet' ? 'no_case' : 'empty_response', text };
  }
  const text = `Your last turn ${fact}. If something is left to do, go on with it; if all is done, state your case. This was turn ${streak} of that kind; after ${most} of them without a verdict the attempt ends.\n\n${CASE_REQUEST}`;
  const waitMs =
    why === 'empty' ? EMPTY_BACKOFF_MS[Math.min(streak, EMPTY_BACKOFF_MS.length) - 1] : undefined;
  return { kind: 'nudge', why, streak, text, ...(waitMs === undefined ? {} : { waitMs }) };
};

/** What a worker is asked for. */
export const CASE_REQUEST = `State your case in \`${CASE_FILE}\` when you are done: \`{"summary": "…", "ac_coverage": [{"criterion": "…", "addressed_by": "<file or name>", "evidence": "…"}], "work_arounds": ["…"], "uncertainties": ["…"]}\`; evidence, work_arounds (5 at most) and uncertainties may be left out. Your work is then judged by someone who has not seen you work.`;

/** Why an attempt ends with the rejection of this iteration; undefined if the worker turns again. */
export const endOfRejections = (
  { iterations, rejections }: Caps,
  review: NonNullable<Attempt['review']>,
): { readonly reason: 'iter_cap' | 'verdict_cap'; readonly text: string } | undefined => {
  const rejected = review.rejections + 1;
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
