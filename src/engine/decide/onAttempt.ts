import type { StepPath } from '../../events/ids.js';
import type { RunState } from '../../projections/runState/state.js';
import { joinPath } from '../../projections/stepIndex.js';
import type { CommandOf } from '../command.js';
import { beforeRef } from '../refs.js';
import { type Decision, drafts, emit, reject } from './decision.js';
import { whereOf } from './where.js';

/** Decisions inside an attempt, besides those on its processes. */
export const onAttempt = {
  IntendContext: (state: RunState, { path, index }: CommandOf<'IntendContext'>): Decision => {
    const source = state.index.steps.get(path)?.node.context?.[index];
    const step = state.steps.get(path);
    if (!source || !step?.attempt || step.attempt.failed)
      return reject(`${path} has nothing to read at ${index}`);
    const intent = { path, attempt: step.attempt.attempt, index, source };
    return drafts(state, step.last, emit('ContextIntended', intent));
  },

  IntendUndo: (state: RunState, { path }: CommandOf<'IntendUndo'>): Decision => {
    const step = state.steps.get(path);
    const where = whereOf(state, path);
    if (!state.run || !step?.attempt?.undoDue || !where) return reject(`${path} has nothing to undo`);
    const { start, attempt } = step.attempt;
    const reset = {
      ...where.named,
      branch: where.worktree.branch,
      to: start.commit,
      tree: start.tree,
      keeps: beforeRef(state.run.run, state.seq + 1),
      why: 'undo',
      ident: state.run.ident,
      path,
      attempt,
    };
    return drafts(state, step.last, emit('ResetIntended', reset));
  },

  BeginPause: (state: RunState, { path, when }: CommandOf<'BeginPause'>): Decision => {
    const step = state.steps.get(path);
    if (!step?.attempt || step.attempt.pauses.has(when)) return reject(`${path} does not pause ${when}`);
    return drafts(state, step.last, emit('PauseBegan', { path, attempt: step.attempt.attempt, when }));
  },

  AnswerPause: (state: RunState, { path, when, answer, by }: CommandOf<'AnswerPause'>): Decision => {
    const step = state.steps.get(path);
    if (step?.attempt?.pauses.get(when) !== 'open') return reject(`${path} waits for no answer`);
    const answered = { path, attempt: step.attempt.attempt, when, answer, by };
    return drafts(state, step.last, emit('PauseAnswered', answered));
  },

  JudgeGate: (state: RunState, { path, gate }: CommandOf<'JudgeGate'>): Decision => {
    const step = state.steps.get(path);
    const validator = state.steps.get(joinPath(path, gate));
    if (!step?.attempt || !validator || validator.state === 'running')
      return reject(`gate ${gate} of ${path} has no verdict`);
    const said = commentsIn(state, joinPath(path, gate));
    const judged = { path, attempt: step.attempt.attempt, gate, pass: validator.state === 'passed' };
    const error =
      judged.pass || said !== undefined ? undefined : `its workflow failed (${validator.failed?.reason})`;
    return drafts(
      state,
      validator.last,
      emit('GateJudged', {
        ...judged,
        ...(said === undefined ? {} : { comments: said }),
        ...(error === undefined ? {} : { error }),
      }),
    );
  },
};

/** What the last validating step below said. */
const commentsIn = (state: RunState, path: StepPath): string | undefined => {
  const below = [...(state.index.steps.get(path)?.children ?? [])].reverse();
  for (const at of below) {
    const said = state.steps.get(at)?.attempt?.answer?.comments ?? commentsIn(state, at);
    if (said !== undefined) return said;
  }
  return undefined;
};
