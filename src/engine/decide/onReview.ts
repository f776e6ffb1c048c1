import type { Content } from '../../events/content.js';
import type { StepPath } from '../../events/ids.js';
import { NOT_DONE } from '../../events/review.js';
import type { ReviewNode } from '../../events/tree.js';
import { capsOf } from '../../projections/pair.js';
import type { Attempt, RunState, Step } from '../../projections/runState/state.js';
import { joinPath } from '../../projections/stepIndex.js';
import { isSilent } from '../../workflow/signals.js';
import type { CommandOf } from '../command.js';
import { resultPosted, wordPosted } from '../messages.js';
import { errorOf } from '../plan/attempt.js';
import {
  backoffAfter,
  endOfRejections,
  type Found,
  heldBack,
  reasonOfFailure,
  turnOutcome,
} from '../review.js';
import { type Decision, drafts, emit, type Part, reject } from './decision.js';
import { hasTrespassed } from './trespass.js';

/** Decisions on turns that are judged. */
export const onReview = {
  PostponeCall: (state: RunState, { path }: CommandOf<'PostponeCall'>): Decision => {
    const attempt = state.steps.get(path)?.attempt;
    if (!attempt || attempt.failed || attempt.turn.due || attempt.call?.state !== 'failed')
      return reject(`no call of ${path} has failed`);
    const failures = attempt.turn.failures + 1;
    const about = { path, attempt: attempt.attempt };
    const waitMs = backoffAfter(failures, attempt.call.fault);
    if (waitMs !== undefined) {
      const postponed = { ...about, call: attempt.call.seq, failures, waitMs };
      return drafts(state, attempt.call.seq, emit('CallPostponed', postponed));
    }
    const node = state.index.steps.get(path)?.node;
    const undo = node && attempt.work && hasTrespassed(node, attempt, attempt.work);
    const failed = {
      ...about,
      reason: reasonOfFailure(attempt.call.fault),
      error: errorOf(attempt.call),
      ...(undo ? { undo } : {}),
    };
    return drafts(state, attempt.call.seq, emit('AttemptFailed', failed));
  },

  JudgeWork: (state: RunState, { path }: CommandOf<'JudgeWork'>): Decision => {
    const step = state.steps.get(path);
    const node = state.index.steps.get(path)?.node.review;
    const attempt = step?.attempt;
    const evaluator = node && state.steps.get(joinPath(path, node.evaluator.name));
    if (!attempt?.review || !evaluator || evaluator.state === 'running')
      return reject(`there is no verdict on ${path}`);
    const failure = evaluator.attempt?.failed;
    if (failure?.reason === 'provider_failure' || failure?.reason === 'agent') {
      const failed = { path, attempt: attempt.attempt, reason: failure.reason, error: failure.error };
      return drafts(state, evaluator.last, emit('AttemptFailed', failed));
    }
    return drafts(
      state,
      evaluator.last,
      ...judged(state, path, attempt, node, verdictOf(node, attempt, evaluator)),
    );
  },
};

interface Judgement {
  readonly accepted: boolean;
  readonly category?: string;
  readonly concern?: string;
  readonly failedGates?: readonly string[];
}

/** What an evaluator came to; its word is not enough where a gate says otherwise. */
const verdictOf = ({ signals }: ReviewNode, { gates, answer }: Attempt, { attempt }: Step): Judgement => {
  const verdict = attempt?.answer?.verdict;
  if (!verdict) {
    const why = attempt?.failed && 'text' in attempt.failed.error ? attempt.failed.error.text : '';
    const reason = attempt?.failed?.reason ?? 'answer';
    const category = reason === 'answer' ? 'parse_failed' : reason;
    const concern = `the evaluator left no verdict that counts: ${why}`.slice(0, CONCERN_CHARS);
    return { accepted: false, category, concern };
  }
  const failed = [...gates].filter(([, gate]) => gate.state === 'failed').map(([name]) => name);
  const accepts = verdict.verdict === 'accept';
  const held = signals && accepts ? heldBack(signals, answer?.signals) : undefined;
  const category = verdict.category ?? held?.category;
  return {
    accepted: accepts && failed.length === 0 && !held,
    ...(category === undefined ? {} : { category }),
    ...(held ? { concern: held.concern.slice(0, CONCERN_CHARS) } : {}),
    ...(failed.length === 0 ? {} : { failedGates: failed }),
  };
};

/** How much an event says of an answer that cannot be read, in characters. */
const CONCERN_CHARS = 4_000;

/** The verdict, and the end of the attempt where it was the last that may be. */
const judged = (
  state: RunState,
  path: StepPath,
  attempt: Attempt,
  node: ReviewNode,
  judgement: Judgement,
): readonly Part[] => {
  const { attempt: number, review } = attempt;
  if (!review) return [];
  const { iteration } = review;
  const end = judgement.accepted
    ? undefined
    : endOfRejections(capsOf(state, node), review, judgement.category);
  const word = judgement.accepted || end ? undefined : wordOf(node, judgement);
  return [
    emit('WorkJudged', { path, attempt: number, iteration, ...judgement }),
    ...(word === undefined ? [] : [wordPosted(path, attempt, word)]),
    ...(end
      ? [emit('AttemptFailed', { path, attempt: number, reason: end.reason, error: { text: end.text } })]
      : []),
  ];
};

/** The rejection of a turn that nobody has to be asked about. */
export const rejected = (
  state: RunState,
  path: StepPath,
  attempt: Attempt,
  { category, concern }: { readonly category: string; readonly concern: string },
): readonly Part[] => {
  const node = state.index.steps.get(path)?.node.review;
  const judgement = { accepted: false, category, concern: concern.slice(0, CONCERN_CHARS) };
  return node ? judged(state, path, attempt, node, judgement) : [];
};

/** What refold has to add to what the evaluator says, if it says anything. */
const wordOf = (
  { signals }: ReviewNode,
  { concern, category, failedGates = [] }: Judgement,
): string | undefined => {
  const gates = failedGates.map((gate) => `gate ${gate} failed`);
  const said = category === NOT_DONE && concern === undefined ? [`${signals?.done} is not said yet`] : [];
  const words = [...(concern === undefined ? [] : [concern]), ...said, ...gates].join('; ');
  return words === '' ? undefined : words;
};

/** What follows from a turn of a worker: its case is taken in, it is told something, or the attempt ends. */
export const afterTurn = (
  state: RunState,
  path: StepPath,
  node: ReviewNode,
  attempt: Attempt,
  found: Found & { readonly kept: Content | undefined },
): readonly Part[] => {
  const about = { path, attempt: attempt.attempt };
  const iteration = attempt.review?.iteration ?? 1;
  const outcome = turnOutcome(node, attempt, found);
  switch (outcome.kind) {
    case 'done':
    case 'undone': {
      const { case: stated, signals } = outcome;
      const answer = { ...(stated ? { case: stated } : {}), ...(isSilent(signals) ? {} : { signals }) };
      const content = found.kept ?? attempt.call?.output ?? { text: '' };
      const isDone = outcome.kind === 'done';
      return [
        ...(Object.keys(answer).length > 0 ? [emit('AnswerRead', { ...about, ...answer })] : []),
        ...resultPosted(path, attempt, isDone ? 'evaluator' : 'refold', { content, signals }),
        ...(isDone ? [] : judged(state, path, attempt, node, { accepted: false, category: NOT_DONE })),
      ];
    }
    case 'nudge': {
      const { kind: _, ...nudge } = outcome;
      return [emit('TurnNudged', { ...about, iteration, ...nudge }), wordPosted(path, attempt, nudge.text)];
    }
    case 'misstated':
      return rejected(state, path, attempt, { category: 'parse_failed', concern: outcome.concern });
    case 'end':
      return [emit('AttemptFailed', { ...about, reason: outcome.reason, error: { text: outcome.text } })];
  }
};
