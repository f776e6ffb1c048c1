import type { Content } from '../../events/content.js';
import { visibleText } from '../../events/content.js';
import type { Seq, StepPath } from '../../events/ids.js';
import type { StepNode } from '../../events/tree.js';
import type { Attempt, RunState, Step } from '../../projections/runState/state.js';
import { childrenOf, isUnit, workOf } from '../../projections/stepIndex.js';
import type { CommandOf } from '../command.js';
import { deliveryOf } from '../messages.js';
import { errorOf, judgedSince } from '../plan/attempt.js';
import { knowsTask, promptFor } from '../prompt.js';
import { beforeRef, placeholderRef } from '../refs.js';
import { unknownIn } from '../render.js';
import { attemptsOf, overridesAfter, resolveAgent, settingsOf } from '../retry.js';
import { mayContinue, sessionFor } from '../session.js';
import { type Decision, drafts, emit, reject } from './decision.js';
import { hasTrespassed } from './trespass.js';
import { whereOf } from './where.js';

/** Decisions on steps and attempts, as `plan` asks for them. */
export const onStep = {
  StartStep: (state: RunState, { path }: CommandOf<'StartStep'>): Decision => {
    if (!state.index.steps.has(path)) return reject(`there is no step ${path}`);
    if (state.steps.has(path) && !isStale(state, path)) return reject(`${path} has started`);
    const where = whereOf(state, path);
    if (!where) return reject(`${path} has no worktree`);
    const { commit, tree } = where.worktree.head;
    return drafts(state, causeOf(state, path), emit('StepStarted', { path, base: commit, tree }));
  },

  StartAttempt: (state: RunState, { path }: CommandOf<'StartAttempt'>): Decision => {
    const found = running(state, path);
    if (!found) return reject(`${path} does not run`);
    const { step, node } = found;
    if (step.attempt && !step.attempt.failed) return reject(`${path} is in an attempt`);
    const attempt = (step.attempt?.attempt ?? 0) + 1;
    if (attempt > attemptsOf(node)) return reject(`${path} has no attempt left`);
    const overrides = overridesAfter(node, step.attempt);
    const settings = settingsOf(node, overrides, step.attempt?.overrides ?? []);
    const agent = resolveAgent(state, path, settings.agent);
    if (settings.agent && !agent) return reject(`${path} has no agent: ${settings.agent.name} has not run`);
    const extras = {
      ...(agent ? { agent } : {}),
      ...(settings.reset ? { reset: true } : {}),
      ...(overrides.length > 0 ? { overrides } : {}),
    };
    return drafts(state, causeOf(state, path), emit('AttemptStarted', { path, attempt, ...extras }));
  },

  IntendCall: (state: RunState, { path }: CommandOf<'IntendCall'>): Decision => {
    const found = running(state, path);
    const attempt = found?.step.attempt;
    if (!found || !attempt || attempt.failed) return reject(`${path} is in no attempt`);
    if (attempt.call && attempt.call.state !== 'interrupted' && !attempt.turn.due)
      return reject(`${path} has its call`);
    const { agent } = attempt;
    if (!agent) return reject(`${path} has no agent`);
    const { prompt } = settingsOf(found.node, attempt.overrides, []);
    const choice = sessionFor(state, path, found.node);
    if (!mayContinue(state, agent, choice.session)) return reject(`${agent.name} has no such session`);
    const about = { path, attempt: attempt.attempt };
    const call = {
      ...about,
      call: attempt.calls + 1,
      agent,
      prompt: promptFor(state, path, found.node, prompt, choice),
      ...(choice.session ? { session: choice.session } : {}),
    };
    const names = attempt.calls === 0 ? unknownIn(state, path, prompt) : [];
    const before = [
      ...(names.length > 0 ? [emit('VariablesUnknown', { ...about, names })] : []),
      ...(choice.instead ? [emit('SessionNotContinued', { ...about, ...choice.instead })] : []),
    ];
    const isWhole = !knowsTask(found.step, found.node, choice);
    const asks = { prompt, isWhole, seq: state.seq + before.length + 1 };
    const { posted, messages } = deliveryOf(state, path, found.node, asks);
    const intended = emit('CallIntended', { ...call, ...(messages ? { messages } : {}) });
    return drafts(state, causeOf(state, path), ...before, ...posted, intended);
  },

  EndWait: (state: RunState, { path }: CommandOf<'EndWait'>): Decision => {
    // The run may have been asked to stop in the meantime; then the next life waits for what is left.
    const isDue = state.steps.get(path)?.attempt?.turn.wait !== undefined && !state.stopping && !state.stop;
    return isDue ? onStep.IntendCall(state, { type: 'IntendCall', path }) : drafts(state, undefined);
  },

  IntendGate: (state: RunState, { path, gate }: CommandOf<'IntendGate'>): Decision => {
    const found = running(state, path);
    const attempt = found?.step.attempt;
    const node = found?.node.gates?.find(({ name }) => name === gate);
    if (!attempt || attempt.failed || !node) return reject(`${path} has no gate ${gate} to run`);
    const before = attempt.gates.get(gate);
    if (before && before.state !== 'interrupted') return reject(`gate ${gate} of ${path} has run`);
    return drafts(
      state,
      causeOf(state, path),
      emit('GateIntended', { path, attempt: attempt.attempt, gate: node }),
    );
  },

  IntendReset: (state: RunState, { path }: CommandOf<'IntendReset'>): Decision => {
    const found = running(state, path);
    const attempt = found?.step.attempt;
    const where = whereOf(state, path);
    if (!state.run || !found || !attempt?.resetDue || !where) return reject(`${path} has nothing to reset`);
    const reset = {
      ...where.named,
      branch: where.worktree.branch,
      to: found.step.base.commit,
      tree: found.step.base.tree,
      keeps: beforeRef(state.run.run, state.seq + 1),
      why: 'retry',
      ident: state.run.ident,
      path,
      attempt: attempt.attempt,
    };
    return drafts(state, causeOf(state, path), emit('ResetIntended', reset));
  },

  IntendUnwind: (state: RunState, { path }: CommandOf<'IntendUnwind'>): Decision => {
    const step = state.steps.get(path);
    const placeholder = step?.failed?.placeholder;
    const where = whereOf(state, path);
    if (!state.run || !step || !placeholder || !where) return reject(`${path} has no placeholder`);
    const unwind = {
      ...where.named,
      path,
      branch: where.worktree.branch,
      placeholder,
      to: step.base.commit,
      tree: step.base.tree,
      keeps: placeholderRef(state.run.run, state.seq + 1),
    };
    return drafts(state, causeOf(state, path), emit('UnwindIntended', unwind));
  },

  FailAttempt: (state: RunState, { path }: CommandOf<'FailAttempt'>): Decision => {
    const found = running(state, path);
    const attempt = found?.step.attempt;
    if (!found || !attempt || attempt.failed) return reject(`${path} is in no attempt`);
    const failure = failureOf(state, found, attempt);
    if (!failure) return reject(`nothing of ${path} has failed`);
    return drafts(
      state,
      failure.cause,
      emit('AttemptFailed', { path, attempt: attempt.attempt, ...failure.why }),
    );
  },

  PassGroup: (state: RunState, { path }: CommandOf<'PassGroup'>): Decision => {
    const found = running(state, path);
    const attempt = found?.step.attempt;
    const all = childrenOf(state.index, path);
    if (!found || !attempt || all.length === 0) return reject(`${path} is no running group`);
    if (all.some((child) => !isDone(state, child))) return reject(`${path} has steps to run`);
    return passed(state, path, attempt.attempt);
  },

  PassStep: (state: RunState, { path }: CommandOf<'PassStep'>): Decision => {
    const attempt = running(state, path)?.step.attempt;
    if (!attempt || attempt.failed) return reject(`${path} is in no attempt`);
    return passed(state, path, attempt.attempt);
  },

  FailGroup: (state: RunState, { path }: CommandOf<'FailGroup'>): Decision => {
    const attempt = running(state, path)?.step.attempt;
    if (!attempt?.failed) return reject(`${path} has not failed`);
    const { reason } = attempt.failed;
    return drafts(
      state,
      causeOf(state, path),
      emit('StepFailed', { path, attempt: attempt.attempt, reason }),
    );
  },
};

/** A step that changes nothing passes on the head as it is. */
const passed = (state: RunState, path: StepPath, attempt: number): Decision => {
  const head = whereOf(state, path)?.worktree.head.commit;
  if (head === undefined) return reject(`${path} has no worktree`);
  return drafts(state, causeOf(state, path), emit('StepPassed', { path, attempt, head }));
};

/** Whether a step of a group has passed, and been merged if it is a unit. */
const isDone = (state: RunState, path: StepPath): boolean => {
  const step = state.steps.get(path);
  const place = state.index.steps.get(path);
  return step?.state === 'passed' && (step.merged !== undefined || !place || !isUnit(place));
};

/** What belongs to a step's own work runs again in each of its attempts. */
const isStale = (state: RunState, path: StepPath): boolean => {
  const place = state.index.steps.get(path);
  const owner = place?.aside ? state.steps.get(place.parent)?.attempt : undefined;
  if (!place || !owner) return false;
  return (place.inGate ? judgedSince(owner) : owner.seq) > (state.steps.get(path)?.seq ?? 0);
};

/** What leads to the next event of a step: its own latest one, else that of the step before it, else the group's. */
const causeOf = (state: RunState, path: StepPath): Seq => {
  const place = state.index.steps.get(path);
  const before =
    place && !isUnit(place) ? childrenOf(state.index, place.parent)[place.position - 1] : undefined;
  const latest = [path, before, place?.parent].map((at) => (at ? state.steps.get(at)?.last : undefined));
  return latest.find((seq) => seq !== undefined) ?? state.last;
};

const running = (
  state: RunState,
  path: StepPath,
): { readonly step: Step; readonly node: StepNode } | undefined => {
  const step = state.steps.get(path);
  const node = state.index.steps.get(path)?.node;
  return step?.state === 'running' && node ? { step, node } : undefined;
};

interface AttemptFailure {
  readonly cause: number;
  readonly why: { readonly reason: string; readonly error: Content; readonly undo?: boolean };
}

/** What made the attempt at hand fail: its call, its gates, or, of a group, a step. */
const failureOf = (
  state: RunState,
  { step, node }: { readonly step: Step; readonly node: StepNode },
  attempt: Attempt,
): AttemptFailure | undefined => {
  const { call, gates, guard, pauses, work } = attempt;
  const trespassed = work !== undefined && hasTrespassed(node, attempt, work);
  if (guard) {
    const undo = trespassed || attempt.attempt < attemptsOf(node);
    const error = { text: `guard ${guard.guard}: ${guard.detail}` };
    return { cause: step.last, why: { reason: 'guard', error, ...(undo ? { undo } : {}) } };
  }
  if ([...pauses.values()].includes('abort')) {
    return { cause: step.last, why: { reason: 'aborted', error: { text: 'a person said to abort' } } };
  }
  if (call?.state === 'failed') {
    const error = errorOf(call);
    return { cause: call.seq, why: { reason: 'agent', error, ...(trespassed ? { undo: true } : {}) } };
  }
  const failed = [...gates].filter(([, gate]) => gate.state === 'failed');
  const [last] = failed.slice(-1);
  if (last) {
    const text = failed.map(([name, gate]) => `gate ${name} failed${gateText(gate)}`).join('\n');
    return { cause: last[1].seq, why: { reason: 'gate', error: { text: text.slice(0, ERROR_CHARS) } } };
  }
  return failureBelow(state, step.path);
};

/** What made a step fail that holds others: those of them that failed, or units that do not fit together. */
const failureBelow = (state: RunState, path: StepPath): AttemptFailure | undefined => {
  const steps = workOf(state.index, path).flatMap((child) => state.steps.get(child) ?? []);
  const failed = steps.filter((step) => step.state === 'failed');
  const [first] = failed;
  if (first) {
    const text = `${failed.map((step) => step.path).join(', ')} failed`;
    return { cause: first.last, why: { reason: 'step', error: { text } } };
  }
  const conflicts = steps.flatMap(({ path: unit, conflict, last }) =>
    conflict ? { unit, last, ...conflict } : [],
  );
  const [conflict] = conflicts;
  if (!conflict) return undefined;
  const text = conflicts.map(conflictText).join('\n').slice(0, ERROR_CHARS);
  return { cause: conflict.last, why: { reason: 'conflict', error: { text } } };
};

const conflictText = (conflict: {
  readonly unit: StepPath;
  readonly with: StepPath;
  readonly files: readonly string[];
  readonly count: number;
}): string => {
  const more = conflict.count - conflict.files.length;
  const files = `${conflict.files.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `${conflict.with} and ${conflict.unit} both changed ${files}; the first is merged, the second has to run again from there`;
};

/** How much a failed gate, and all of them together, say in an event, in characters. */
const GATE_ERROR_CHARS = 4_000;
const ERROR_CHARS = 16_000;

const gateText = (gate: {
  readonly output: Content | undefined;
  readonly error: string | undefined;
  readonly comments: string | undefined;
}): string => {
  const text = [gate.error, gate.comments, gate.output && visibleText(gate.output)]
    .filter(Boolean)
    .join('\n');
  return text === '' ? '' : `: ${text.slice(0, GATE_ERROR_CHARS)}`;
};
