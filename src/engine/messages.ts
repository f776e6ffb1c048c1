import type { DataOf } from '../events/catalogue.js';
import { type Content, HEAD_CHARS, type Template } from '../events/content.js';
import type { StepPath } from '../events/ids.js';
import type { Signals } from '../events/review.js';
import type { StepNode } from '../events/tree.js';
import type { Attempt, RunState } from '../projections/runState/state.js';
import { emit, type Part } from './decide/decision.js';
import { render } from './render.js';

type Message = DataOf<'MessagePosted'>;
type Party = 'worker' | 'evaluator' | 'refold';

/** What one side of a review tells another in the turn at hand. */
const post = (
  path: StepPath,
  { attempt, review }: Attempt,
  message: Omit<Message, 'path' | 'attempt' | 'iteration'>,
): Part => emit('MessagePosted', { path, attempt, iteration: review?.iteration ?? 1, ...message });

/** What a turn of the worker came to, and what it signals of that. */
export const resultPosted = (
  path: StepPath,
  attempt: Attempt,
  to: Party,
  { content, signals }: { readonly content: Content; readonly signals: Signals },
): readonly Part[] => {
  const { done, pass, fail } = signals;
  const signal = (which: string, text: string): Part =>
    post(path, attempt, { from: 'worker', to, kind: 'signal', signal: which, content: { text } });
  return [
    post(path, attempt, { from: 'worker', to, kind: 'result', content }),
    ...(done ? [signal('DONE', '')] : []),
    ...(pass ? [signal('PASS', '')] : []),
    ...(fail === undefined ? [] : [signal('FAIL', fail)]),
  ];
};

/** What the evaluator says of the turn. */
export const reviewPosted = (path: StepPath, attempt: Attempt, passes: boolean, content: Content): Part =>
  post(path, attempt, {
    from: 'evaluator',
    to: 'worker',
    kind: 'review',
    signal: passes ? 'PASS' : 'FAIL',
    content,
  });

/** What refold has to say to the worker, beside what the evaluator says. */
export const wordPosted = (path: StepPath, attempt: Attempt, text: string): Part =>
  post(path, attempt, { from: 'refold', to: 'worker', kind: 'chat', content: { text } });

/** What a call of an agent has to do with the messages to it. */
export interface Delivery {
  /** What is posted to it only now. */
  readonly posted: readonly Part[];
  readonly messages?: NonNullable<DataOf<'CallIntended'>['messages']>;
}

/**
 * The messages that a call tells its agent: the task, if it is the first to the worker of a review; and of all that was
 * posted to it, what it was not told yet. What it was told already is told again where it has to know it anew, or where a
 * call was cut off.
 */
export const deliveryOf = (
  state: RunState,
  path: StepPath,
  node: StepNode,
  asks: { readonly prompt: Template; readonly isWhole: boolean; readonly seq: number },
): Delivery => {
  const attempt = state.steps.get(path)?.attempt;
  const inbox = state.inboxes.get(path);
  if (!attempt || (!node.review && !inbox)) return { posted: [] };
  const isFirst = node.review !== undefined && !inbox;
  const posted = isFirst ? [taskPosted(state, path, attempt, asks.prompt)] : [];
  const latest = isFirst ? asks.seq : (inbox?.posted ?? 0);
  const told = inbox?.told ?? 0;
  const isNew = latest > told;
  const isAgain = told > 0 && (!isNew || (node.review !== undefined && asks.isWhole));
  if (!isNew && !isAgain) return { posted };
  return { posted, messages: { ...(isNew ? { upTo: latest } : {}), ...(isAgain ? { again: told } : {}) } };
};

/** The task, as far as an event holds it beside the prompt. */
const taskPosted = (state: RunState, path: StepPath, attempt: Attempt, prompt: Template): Part => {
  const asked = render(state, path, prompt);
  const text = asked.map((part) => (typeof part === 'string' ? part : '…')).join('');
  return post(path, attempt, {
    from: 'refold',
    to: 'worker',
    kind: 'task',
    content: { text: text.slice(0, HEAD_CHARS) },
  });
};
