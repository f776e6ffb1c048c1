import * as t from 'io-ts';
import { Content } from '../content.js';
import { event } from '../define.js';
import { Count, ObjectId, Ordinal, StepPath } from '../ids.js';
import { openSet } from '../openSet.js';
import { record } from '../record.js';
import { REVIEW_ENDS } from '../stop.js';
import { AgentNode } from '../tree.js';

const attemptOf = { path: StepPath, attempt: Ordinal };

export const StepStarted = event({
  v: 1,
  about: 'A step began for the first time, or anew after a replay; its base is where its diff is taken from.',
  data: record({ path: StepPath, base: ObjectId, tree: ObjectId }),
  say: (d) => `started on ${d.base.slice(0, 7)}`,
});

export const TreeSeen = event({
  v: 1,
  about:
    'What lay in the worktree when a validator or an evaluator began, which must not change it: gates may have written there since the agent was looked at.',
  data: record({ path: StepPath, head: ObjectId, tree: ObjectId }),
  say: (d) => `looks at ${d.tree.slice(0, 7)}`,
});

export const AttemptStarted = event({
  v: 1,
  about:
    'One try of a step began; `overrides` are the entries of its retry policy that act on it, by their places from 0.',
  data: record(attemptOf, { agent: AgentNode, reset: t.boolean, overrides: t.readonlyArray(Count) }),
  say: (d) => `attempt ${d.attempt}${d.agent ? ` by ${d.agent.name}` : ''}`,
});

export const AttemptFailed = event({
  v: 1,
  about:
    'A try did not succeed: its agent failed, gave no usable answer, wrote what it must not, left files unmerged or hit a guard, a gate failed, a person said no, or, of a group, one of its steps failed or its units do not fit together.',
  data: record(
    {
      ...attemptOf,
      reason: openSet(
        'agent',
        'gate',
        'step',
        'answer',
        'wrote',
        'unmerged',
        'guard',
        'verdict',
        'aborted',
        'conflict',
        ...REVIEW_ENDS,
      ),
      error: Content,
    },
    { undo: t.boolean },
  ),
  say: (d) => `attempt ${d.attempt} failed (${d.reason})`,
});

export const StepPassed = event({
  v: 1,
  about: 'A step is done; its work is in the commit that it names.',
  data: record({ ...attemptOf, head: ObjectId }),
  say: (d) => `passed in attempt ${d.attempt}`,
});

export const StepFailed = event({
  v: 1,
  about: 'A step failed for good; what it left is in the placeholder, or it left nothing.',
  data: record({ ...attemptOf, reason: t.string }, { placeholder: ObjectId }),
  say: (d) =>
    `failed (${d.reason}); ${d.placeholder ? `work in ${d.placeholder.slice(0, 7)}` : 'no changes to keep'}`,
});
