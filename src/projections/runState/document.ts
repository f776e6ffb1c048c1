import { addTasks, indexSteps } from '../stepIndex.js';
import type { AttemptState, RunAccumulator, RunState } from './state.js';
import { emptyRunState } from './state.js';

/** The state as plain JSON: maps as objects, sets as lists, without what follows from the rest of it. */
export const toDocument = (state: RunState): unknown => {
  const { index: _, busy: __, ...rest } = state;
  return plain(rest);
};

const plain = (value: unknown): unknown => {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]));
  if (value instanceof Set) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
};

/** The state that a document of this version of refold holds; the inverse of `toDocument`. */
export const fromDocument = (document: unknown): RunAccumulator => {
  const plainState = document as Record<keyof RunAccumulator, never>;
  const state = { ...emptyRunState(), ...plainState } as RunAccumulator;
  state.index = indexSteps(state.run?.workflow.tree ?? { name: '', steps: [] });
  state.tasks = named(plainState.tasks);
  for (const [path, tasks] of state.tasks) addTasks(state.index, path, tasks);
  state.lives = numbered(plainState.lives);
  state.intents = numbered(plainState.intents);
  for (const { unit } of state.intents.values()) state.busy.set(unit, (state.busy.get(unit) ?? 0) + 1);
  state.worktrees = named(plainState.worktrees);
  state.beginnings = named(plainState.beginnings);
  state.sessions = named(plainState.sessions);
  state.limits = named(plainState.limits);
  state.steps = named(plainState.steps);
  state.ledgers = named(plainState.ledgers);
  state.passed = named(plainState.passed);
  state.inboxes = named(plainState.inboxes);
  state.tornFiles = new Set(plainState.tornFiles);
  if (state.outside) {
    const { checkpoints, files, vars, found } = state.outside;
    state.outside = {
      ...state.outside,
      checkpoints: numbered(checkpoints as never),
      files: named(files as never),
      vars: named(vars as never),
      found: named(found as never),
    };
  }
  if (state.stopping) {
    const { givenUp, workKept } = state.stopping;
    state.stopping = { ...state.stopping, givenUp: new Set(givenUp), workKept: new Set(workKept) };
  }
  for (const step of state.steps.values()) {
    step.sessions = named(step.sessions as never);
    revive(step.attempt);
    revive(step.previous);
  }
  return state;
};

const revive = (attempt: AttemptState | undefined): void => {
  if (!attempt) return;
  attempt.gates = named(attempt.gates as never);
  if (attempt.review) attempt.review.gates = named(attempt.review.gates as never);
  attempt.pauses = named(attempt.pauses as never);
  attempt.context = numbered(attempt.context as never);
};

const named = <V>(entries: Readonly<Record<string, V>>): Map<string, V> => new Map(Object.entries(entries));

const numbered = <V>(entries: Readonly<Record<string, V>>): Map<number, V> =>
  new Map(Object.entries(entries).map(([key, value]) => [Number(key), value]));
