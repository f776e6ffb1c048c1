import { Content } from '../content.js';
import { event } from '../define.js';
import { Ordinal, StepPath } from '../ids.js';
import { openSet } from '../openSet.js';
import { record } from '../record.js';

/** Who speaks in a review: the agent that works, the one that judges its work, and refold itself. */
const Party = openSet('worker', 'evaluator', 'refold');

export const MessagePosted = event({
  v: 1,
  about:
    'What one side of a review tells another, in the batch of what it follows from: the task, what a turn of the worker came to, a signal, a review, or a word of refold. An agent is told it by the next call of it. Of a task only the beginning is here; all of it is the prompt of that call.',
  data: record(
    {
      path: StepPath,
      attempt: Ordinal,
      iteration: Ordinal,
      from: Party,
      to: Party,
      kind: openSet('task', 'result', 'review', 'signal', 'chat'),
      content: Content,
    },
    { signal: openSet('DONE', 'PASS', 'FAIL') },
  ),
  say: (d) => `${d.from} to ${d.to}: ${d.kind}${d.signal === undefined ? '' : ` ${d.signal}`}`,
});
