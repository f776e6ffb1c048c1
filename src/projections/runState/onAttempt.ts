import type { DataOf } from '../../events/catalogue.js';
import type { Handlers } from '../projection.js';
import { addTasks } from '../stepIndex.js';
import { attemptOf } from './onStep.js';
import { noteSeen } from './recorded.js';
import type { AttemptState, OpenIntent, RunAccumulator } from './state.js';

/** What the events inside an attempt mean, besides those of its processes. */
export const onAttempt = {
  VariablesUnknown: () => undefined,

  ContextIntended: (run, { data, seq }) => {
    attemptOf(run, data.path, data.attempt)?.context.set(data.index, {
      seq,
      state: 'open',
      content: undefined,
    });
  },

  ContextRead: (run, { data }) => {
    const source = contextOf(run, data.intent);
    if (!source) return;
    source.state = 'read';
    source.content = data.content;
  },

  ContextInterrupted: (run, { data }) => {
    const source = contextOf(run, data.intent);
    if (source) source.state = 'interrupted';
  },

  WorkObserved: (run, { data, seq }) => {
    const { path, attempt: number, ...work } = data;
    noteSeen(run, path, { commit: work.head, tree: work.tree }, seq);
    const attempt = attemptOf(run, path, number);
    if (attempt) attempt.work = work;
    const step = run.steps.get(path);
    if (step) step.stands = { commit: work.head, tree: work.tree, seen: seq };
  },

  AnswerRead: (run, { data }) => {
    const { path, attempt: number, ...answer } = data;
    const attempt = attemptOf(run, path, number);
    if (attempt) attempt.answer = answer;
    if (!answer.tasks) return;
    run.tasks.set(path, answer.tasks);
    addTasks(run.index, path, answer.tasks);
  },

  ActivitySeen: (run, { data }) => {
    noteShown(run.intents.get(data.intent), data);
    const attempt = attemptOfCall(run, data.intent);
    if (!attempt) return;
    attempt.activity.read = data.read;
    attempt.activity.turns += data.turns ?? 0;
    attempt.activity.tokens += data.tokens ?? 0;
    attempt.activity.cost += (data.cost ?? 0) + (data.estimated ?? 0);
  },

  GuardTripped: (run, { data }) => {
    const attempt = attemptOfCall(run, data.intent);
    if (attempt) attempt.guard = { guard: data.guard, detail: data.detail };
  },

  PauseBegan: (run, { data }) => {
    attemptOf(run, data.path, data.attempt)?.pauses.set(data.when, 'open');
  },

  PauseAnswered: (run, { data }) => {
    attemptOf(run, data.path, data.attempt)?.pauses.set(data.when, data.answer);
  },

  GateJudged: (run, { data, seq }) => {
    attemptOf(run, data.path, data.attempt)?.gates.set(data.gate, {
      seq,
      state: data.pass ? 'passed' : 'failed',
      output: undefined,
      error: data.error,
      comments: data.comments,
    });
  },
} satisfies Handlers<RunAccumulator>;

/** What a call shows counts until it ends: then counts what it used in all. */
const noteShown = (open: OpenIntent | undefined, seen: DataOf<'ActivitySeen'>): void => {
  if (!open) return;
  const { tokens, cost, estimated } = open.shown ?? { tokens: 0, cost: 0, estimated: 0 };
  open.shown = {
    tokens: tokens + (seen.tokens ?? 0),
    cost: cost + (seen.cost ?? 0),
    estimated: estimated + (seen.estimated ?? 0),
  };
};

const contextOf = (run: RunAccumulator, seq: number) => {
  const intent = run.intents.get(seq);
  if (intent?.type !== 'ContextIntended') return undefined;
  const { path, attempt, index } = intent.event.data;
  const source = attemptOf(run, path, attempt)?.context.get(index);
  return source?.seq === seq ? source : undefined;
};

const attemptOfCall = (run: RunAccumulator, seq: number): AttemptState | undefined => {
  const intent = run.intents.get(seq);
  return intent?.type === 'CallIntended'
    ? attemptOf(run, intent.event.data.path, intent.event.data.attempt)
    : undefined;
};
