import type { ObjectId } from '../../events/ids.js';
import { msBetween } from '../../events/time.js';
import type { Handlers } from '../projection.js';
import { ancestorsOf, heldBy, isUnit, removeTasks, workOf } from '../stepIndex.js';
import { noteSeen } from './recorded.js';
import { firstIteration, noTurn } from './reviewState.js';
import { noSpend } from './sessionState.js';
import { idleSince } from './standstill.js';
import type { AttemptState, RunAccumulator, StepState } from './state.js';
import { committed, type HeadState, type SeenState } from './worktreeState.js';

/** What the events of a step and its attempts mean. */
export const onStep = {
  StepStarted: (run, { data, seq, at }) => {
    if (run.steps.has(data.path)) forgetBelow(run, data.path);
    run.steps.set(data.path, {
      path: data.path,
      state: 'running',
      seq,
      last: seq,
      startedAt: at,
      standstillsBefore: run.standstills.length,
      ms: undefined,
      base: { commit: data.base, tree: data.tree },
      attempt: undefined,
      previous: undefined,
      stands: standsAt(run, data.path, committed({ commit: data.base, tree: data.tree })),
      sessions: new Map(),
      ledger: run.ledgers.get(data.path) ?? [],
      isSeen: false,
      attempts: 0,
      files: 0,
      endedAt: undefined,
      head: undefined,
      failed: undefined,
      merged: undefined,
      conflict: undefined,
    });
    run.ledgers.delete(data.path);
  },

  TreeSeen: (run, { data, seq }) => {
    noteSeen(run, data.path, { commit: data.head, tree: data.tree }, seq);
    const step = run.steps.get(data.path);
    if (!step) return;
    step.isSeen = true;
    step.stands = { commit: data.head, tree: data.tree, seen: seq };
  },

  AttemptStarted: (run, { data, seq, at }) => {
    const step = run.steps.get(data.path);
    if (!step) return;
    step.state = 'running';
    step.attempts += 1;
    step.failed = undefined;
    step.previous = step.attempt ?? step.previous;
    const start = data.reset ? committed(step.base) : step.stands;
    step.attempt = {
      attempt: data.attempt,
      seq,
      at,
      resetDue: data.reset ?? false,
      overrides: data.overrides ?? [],
      calls: 0,
      context: new Map(),
      pauses: new Map(),
      gates: new Map(),
      voided: undefined,
      agent: data.agent,
      call: undefined,
      work: undefined,
      answer: undefined,
      activity: { turns: 0, tokens: 0, cost: 0, read: 0 },
      session: undefined,
      lost: undefined,
      spend: noSpend(),
      turn: noTurn(),
      review: run.index.steps.get(data.path)?.node.review && firstIteration(liesThere(run, data, start)),
      guard: undefined,
      failed: undefined,
      start,
      undoDue: false,
    };
    retryBelow(run, data.path);
  },

  AttemptFailed: (run, { data }) => {
    const attempt = run.steps.get(data.path)?.attempt;
    if (!attempt) return;
    attempt.failed = { reason: data.reason, error: data.error };
    attempt.undoDue = data.undo ?? false;
  },

  StepPassed: (run, { data, at }) => {
    const step = run.steps.get(data.path);
    const place = run.index.steps.get(data.path);
    if (!step || !place) return;
    step.state = 'passed';
    endAt(run, step, at);
    step.head = data.head;
    if (!place.aside && !isUnit(place)) run.passed.set(place.parent, place.position + 1);
  },

  StepFailed: (run, { data, at }) => {
    const step = run.steps.get(data.path);
    if (!step) return;
    step.state = 'failed';
    endAt(run, step, at);
    step.failed = { reason: data.reason, placeholder: data.placeholder };
  },
} satisfies Handlers<RunAccumulator>;

/** What an attempt begins with: what somebody has changed since the step was looked at is not its worker's doing. */
const liesThere = (
  { index, worktrees }: RunAccumulator,
  { path, reset = false }: { readonly path: string; readonly reset?: boolean },
  start: HeadState,
): ObjectId => {
  const worktree = worktrees.get(index.steps.get(path)?.unit ?? '');
  return reset || !worktree ? start.tree : worktree.recorded.tree;
};

const endAt = (run: RunAccumulator, step: StepState, at: string): void => {
  step.endedAt = at;
  const idle = idleSince(run.standstills, step.standstillsBefore, step.path);
  step.ms = Math.max(0, msBetween(step.startedAt, at) - idle);
};

/** A validator looks at what the step that it belongs to has done, and nobody has committed yet. */
const standsAt = (run: RunAccumulator, path: string, base: SeenState): SeenState => {
  const outer = run.index.steps.get(path)?.inGate ? ancestorsOf(run.index, path) : [];
  const [nearest] = outer.flatMap((at) => run.steps.get(at)?.stands ?? []);
  return nearest ?? base;
};

/** Nothing is known any more of a step and all that it holds; the worktrees of units are left to themselves. */
export const forget = (run: RunAccumulator, path: string): void => {
  forgetBelow(run, path);
  run.steps.delete(path);
  run.ledgers.delete(path);
  run.worktrees.delete(path);
  run.beginnings.delete(path);
  run.inboxes.delete(path);
};

/** What runs again knows nothing of the time before. */
const forgetBelow = (run: RunAccumulator, path: string): void => {
  run.passed.delete(path);
  for (const at of heldBy(run.index, path)) forget(run, at);
  if (run.tasks.delete(path)) removeTasks(run.index, path);
};

/** Nothing is known any more of a unit but the verdicts on it: who works on it again has to know them. */
const beginAgain = (run: RunAccumulator, unit: string): void => {
  const judged = [...run.steps.values()].filter(
    ({ path, ledger }) => `${path}/`.startsWith(`${unit}/`) && ledger.length > 0,
  );
  forget(run, unit);
  for (const { path, ledger } of judged) run.ledgers.set(path, ledger);
};

/** A new attempt of what holds others runs again those that failed, and what belongs to its own work. */
const retryBelow = (run: RunAccumulator, path: string): void => {
  for (const child of workOf(run.index, path)) {
    const step = run.steps.get(child);
    // A unit that did not fit to the others begins again from where they are merged.
    if (step?.conflict) beginAgain(run, child);
    else if (step?.state === 'failed') {
      retryStep(step);
      retryBelow(run, child);
    }
  }
};

/** A step that failed for good is to begin again at attempt 1; its placeholder is still to be unwound. */
export const retryStep = (step: StepState): void => {
  step.state = 'running';
  step.previous = step.attempt ?? step.previous;
  step.attempt = undefined;
  step.endedAt = undefined;
  step.ms = undefined;
};

/** The attempt that an event speaks of, if it is still the one at hand. */
export const attemptOf = (run: RunAccumulator, path: string, attempt: number): AttemptState | undefined => {
  const current: StepState | undefined = run.steps.get(path);
  return current?.attempt?.attempt === attempt ? current.attempt : undefined;
};
