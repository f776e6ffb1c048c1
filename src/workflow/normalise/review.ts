import type { ReviewNode, SignalsNode, StepNode } from '../../events/tree.js';
import { plain } from '../plain.js';
import type { ReviewValue, StepValue } from '../schema/step.js';
import { DONE } from '../signals.js';
import { agentOf } from './agent.js';
import { type Context, readText, templateOf } from './context.js';
import { guardOf } from './guard.js';

/** The name of an evaluator, beside which no gate of its step may have the same. */
export const EVALUATOR = 'review';

/** One answer, and another where the first cannot be read. */
const ATTEMPTS = 2;

const MOST = { iterations: 32, quiet_turns: 3, empty_responses: 3 };

/** Who judges the work of a step, and the most that may happen; what the step does not say, the workflow may. */
export const reviewOf = (
  context: Context,
  review: NonNullable<StepValue['review']>,
  budget: StepValue['budget'] = {},
): ReviewNode => {
  const caps = { ...MOST, ...context.loaded.file.budget, ...budget };
  const rejections = review.rejections ?? caps.rejections ?? 0;
  return plain<ReviewNode>({
    evaluator: plain<StepNode>({
      name: EVALUATOR,
      type: 'review',
      agent: agentOf(context, review.agent),
      prompt: review.prompt === undefined ? undefined : templateOf(context, readText(context, review.prompt)),
      worktree: 'read-only',
      guard: review.guard && guardOf(review.guard),
      retry: { attempts: ATTEMPTS, overrides: [] },
    }),
    signals: signalsOf(review),
    caseRequired: review.case === 'required',
    iterations: caps.iterations,
    rejections: rejections === 0 ? undefined : rejections,
    quietTurns: caps.quiet_turns,
    emptyResponses: caps.empty_responses,
  });
};

/** The signals that worker and evaluator speak by: none, unless something is said of them. */
const signalsOf = ({ mode, when, done }: ReviewValue): SignalsNode | undefined => {
  const both = mode !== undefined && mode !== 'reviewer';
  if (!both && when !== 'done' && done === undefined) return undefined;
  return { done: done ?? DONE, mode: both ? 'both' : 'reviewer', when: when ?? 'done' };
};
