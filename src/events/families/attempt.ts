import * as t from 'io-ts';
import { Content } from '../content.js';
import { event } from '../define.js';
import { ChangedFiles } from '../files.js';
import { Amount, Count, ObjectId, Ordinal, Seq, StepPath } from '../ids.js';
import { dollars } from '../limits.js';
import { openSet } from '../openSet.js';
import { anOperation, UnderWay } from '../operation.js';
import { record } from '../record.js';
import { Case, Signals, signalWords, Verdict } from '../review.js';
import { ContextNode, Pause, TaskNode } from '../tree.js';

const attemptOf = { path: StepPath, attempt: Ordinal };

export const VariablesUnknown = event({
  v: 1,
  about: 'Nothing answers to these names where a prompt draws on them: they stand for nothing in it.',
  data: record({ ...attemptOf, names: t.readonlyArray(t.string) }),
  say: (d) => `nothing answers to ${d.names.map((name) => `{${name}}`).join(', ')}`,
});

export const ContextIntended = event({
  v: 1,
  settledBy: 'rerun',
  about: 'Something is about to be read for the agent: a file of the worktree, or what a command prints.',
  data: record({ ...attemptOf, index: Count, source: ContextNode }),
  say: (d) => `reading ${d.source.name}`,
});

export const ContextRead = event({
  v: 1,
  outcome: true,
  about: 'What was read for the agent, as it was then; `error` where it could not be.',
  data: record({ intent: Seq, content: Content }, { error: t.string }),
  say: (d) => (d.error === undefined ? 'read' : `not read: ${d.error}`),
});

export const ContextInterrupted = event({
  v: 1,
  outcome: true,
  about: 'A command that was to be read from was cut off; it runs again.',
  data: record({ intent: Seq, why: t.string }),
  say: (d) => `reading interrupted: ${d.why}`,
});

export const WorkObserved = event({
  v: 1,
  about:
    'What lay in the worktree after an agent: its tree, the commit below it, the diff from the base of the step, and what git was in the middle of.',
  data: record(
    { ...attemptOf, head: ObjectId, tree: ObjectId, files: ChangedFiles, diff: Content },
    /** For an evaluator: the beginning of a long diff, and how many lines came and went, by file. */
    { excerpt: Content, summary: t.string, underWay: UnderWay },
  ),
  say: (d) =>
    `${d.files.count} changed file${d.files.count === 1 ? '' : 's'}${d.underWay ? `, ${anOperation(d.underWay.operation)} under way` : ''}`,
});

export const AnswerRead = event({
  v: 1,
  about:
    'The answer that a step asked its agent for: the tasks of a split, a verdict, an artifact, or, where its work is reviewed, the case that a worker states, its signals, and what its evaluator says.',
  data: record(attemptOf, {
    tasks: t.readonlyArray(TaskNode),
    pass: t.boolean,
    comments: t.string,
    artifact: Content,
    case: Case,
    verdict: Verdict,
    signals: Signals,
  }),
  say: (d) => {
    if (d.tasks) return `planned ${d.tasks.length} tasks: ${d.tasks.map(({ slug }) => slug).join(', ')}`;
    if (d.case || d.signals)
      return [...(d.case ? ['case stated'] : []), ...signalWords(d.signals ?? {})].join(', ');
    if (d.verdict) return `verdict: ${d.verdict.verdict}`;
    if (d.pass === undefined) return 'artifact written';
    return `verdict: ${d.pass ? 'pass' : 'fail'}${d.comments ? `: ${d.comments}` : ''}`;
  },
});

export const ActivitySeen = event({
  v: 1,
  about:
    'What a running agent has shown of itself since it was last told of: turns, tokens, and cost in US dollars; `estimated` is a cost by prices, as long as the agent tells none. `read` is how much of its output has been looked at, in bytes.',
  data: record(
    { intent: Seq, read: Count },
    { turns: Count, tokens: Count, cost: Amount, estimated: Amount },
  ),
  say: (d) =>
    [
      ...(d.turns === undefined ? [] : [`${d.turns} turns`]),
      ...(d.tokens === undefined ? [] : [`${d.tokens} tokens`]),
      ...(d.cost === undefined ? [] : [dollars(d.cost)]),
      ...(d.estimated === undefined ? [] : [`${dollars(d.estimated)} estimated`]),
    ].join(', '),
});

export const GuardTripped = event({
  v: 1,
  about: 'A guard of the step saw its limit passed: the agent is stopped and the attempt fails.',
  data: record({ intent: Seq, guard: t.string, detail: t.string }),
  say: (d) => `guard ${d.guard}: ${d.detail}`,
});

export const PauseBegan = event({
  v: 1,
  about: 'A person is asked before the step goes on.',
  data: record({ ...attemptOf, when: Pause }),
  say: (d) => `waiting for a person (${d.when.replace('_', ' ')})`,
});

export const PauseAnswered = event({
  v: 1,
  about: 'A person answered, and who it was.',
  data: record({ ...attemptOf, when: Pause, answer: openSet('continue', 'abort'), by: t.string }),
  say: (d) => `${d.by} said ${d.answer}`,
});

export const GateJudged = event({
  v: 1,
  about: 'The workflow of a validator came to its verdict, which is the result of the gate.',
  data: record({ ...attemptOf, gate: t.string, pass: t.boolean }, { comments: t.string, error: t.string }),
  say: (d) => `gate ${d.gate} ${d.pass ? 'passed' : 'failed'}${d.comments ? `: ${d.comments}` : ''}`,
});
