import type { Handlers } from '../projection.js';
import type { AttemptState, RunAccumulator, StepState } from './state.js';

/** What the events of a step and its attempts mean. */
export const onStep = {
  StepStarted: (run, { data, seq, at }) => {
    run.steps.set(data.path, {
      path: data.path,
      state: 'running',
      seq,
      last: seq,
      startedAt: at,
      base: { commit: data.base, tree: data.tree },
      attempt: undefined,
      attempts: 0,
      files: 0,
      endedAt: undefined,
      head: undefined,
      failed: undefined,
    });
  },

  AttemptStarted: (run, { data, seq, at }) => {
    const step = run.steps.get(data.path);
    if (!step) return;
    step.state = 'running';
    step.attempts += 1;
    step.failed = undefined;
    step.attempt = {
      attempt: data.attempt,
      seq,
      at,
      resetDue: data.reset ?? false,
      calls: 0,
      gates: new Map(),
      agent: data.agent,
      call: undefined,
      failed: undefined,
    };
  },

  AttemptFailed: (run, { data }) => {
    const attempt = run.steps.get(data.path)?.attempt;
    if (attempt) attempt.failed = { reason: data.reason, error: data.error };
  },

  StepPassed: (run, { data, at }) => {
    const step = run.steps.get(data.path);
    const place = run.index.steps.get(data.path);
    if (!step || !place) return;
    step.state = 'passed';
    step.endedAt = at;
    step.head = data.head;
    run.passed.set(place.parent, place.position + 1);
  },

  StepFailed: (run, { data, at }) => {
    const step = run.steps.get(data.path);
    if (!step) return;
    step.state = 'failed';
    step.endedAt = at;
    step.failed = { reason: data.reason, placeholder: data.placeholder };
  },
} satisfies Handlers<RunAccumulator>;

/** A step that failed for good is to begin again at attempt 1; its placeholder is still to be unwound. */
export const retryStep = (step: StepState): void => {
  step.state = 'running';
  step.attempt = undefined;
  step.endedAt = undefined;
};

/** The attempt that an event speaks of, if it is still the one at hand. */
export const attemptOf = (run: RunAccumulator, path: string, attempt: number): AttemptState | undefined => {
  const current: StepState | undefined = run.steps.get(path);
  return current?.attempt?.attempt === attempt ? current.attempt : undefined;
};
