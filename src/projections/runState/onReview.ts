import type { ObjectId, StepPath } from '../../events/ids.js';
import { NOT_DONE } from '../../events/review.js';
import type { Handlers } from '../projection.js';
import { joinPath } from '../stepIndex.js';
import { attemptOf } from './onStep.js';
import type { ReviewState } from './reviewState.js';
import type { AttemptState, RunAccumulator, StepState } from './state.js';

/** What the events of reviews mean, and of the turns that lead to them. */
export const onReview = {
  TurnNudged: (run, { data, at }) => {
    const { step, attempt, review } = reviewed(run, data) ?? {};
    if (!step || !attempt || !review) return;
    const { why, streak } = data;
    // The streaks end only with something that can be judged, so that they cannot go on in turns for ever.
    review.streaks = { ...review.streaks, [why]: streak };
    review.nudge = data.text;
    turnAgain(attempt, review, step.stands.tree);
    if (data.waitMs !== undefined) attempt.turn.wait = { since: at, ms: data.waitMs };
  },

  CallPostponed: (run, { data, at }) => {
    const attempt = attemptOf(run, data.path, data.attempt);
    if (!attempt) return;
    attempt.turn = { due: true, wait: { since: at, ms: data.waitMs }, failures: data.failures };
  },

  WorkJudged: (run, { data }) => {
    const { step, attempt, review } = reviewed(run, data) ?? {};
    if (!step || !attempt || !review) return;
    const { iteration, accepted, category, concern, failedGates = [] } = data;
    const evaluator = evaluatorOf(run, data.path, attempt);
    const judged = category === 'parse_failed' ? undefined : evaluator;
    step.ledger.push({
      iteration,
      attempt: data.attempt,
      life: run.life,
      summary: attempt.work?.summary ?? '',
      case: attempt.answer?.case,
      verdict: judged?.attempt?.answer?.verdict,
      accepted,
      category,
      concern,
      failedGates,
    });
    review.streaks = { quiet: 0, empty: 0, case: 0 };
    review.nudge = undefined;
    review.gates = new Map(attempt.gates);
    review.accepted = accepted;
    if (accepted) return;
    if (category !== NOT_DONE) review.rejections += 1;
    review.iteration += 1;
    turnAgain(attempt, review, (evaluator?.attempt?.start ?? step.stands).tree);
  },
} satisfies Handlers<RunAccumulator>;

/** A turn that changes nothing leaves what it began with; gates may have written there since the turn before. */
const turnAgain = ({ turn }: AttemptState, review: ReviewState, from: ObjectId): void => {
  turn.due = true;
  review.from = from;
};

/** The evaluator that was asked about the turn at hand; a case that cannot be read is rejected without one. */
const evaluatorOf = (run: RunAccumulator, path: StepPath, { call }: AttemptState): StepState | undefined => {
  const name = run.index.steps.get(path)?.node.review?.evaluator.name ?? '';
  const evaluator = run.steps.get(joinPath(path, name));
  return evaluator && evaluator.seq > (call?.seq ?? 0) ? evaluator : undefined;
};

const reviewed = (
  run: RunAccumulator,
  { path, attempt: number }: { readonly path: string; readonly attempt: number },
): { readonly step: StepState; readonly attempt: AttemptState; readonly review: ReviewState } | undefined => {
  const step = run.steps.get(path);
  const attempt = attemptOf(run, path, number);
  return step && attempt?.review ? { step, attempt, review: attempt.review } : undefined;
};
