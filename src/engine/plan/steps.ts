import { isOfFailure } from '../../events/stop.js';
import type { GateNode } from '../../events/tree.js';
import { uncommitted } from '../../projections/runState/drifted.js';
import { failedIn } from '../../projections/runState/failedIn.js';
import { reachSince } from '../../projections/runState/recorded.js';
import type { Attempt, RunState, Step } from '../../projections/runState/state.js';
import {
  childrenOf,
  commits,
  type IndexedStep,
  isGroup,
  isParallel,
  joinPath,
  mayWrite,
} from '../../projections/stepIndex.js';
import type { Command } from '../command.js';
import { type Effect, record } from '../effect.js';
import { isFileGate } from '../fileGates.js';
import { attemptsOf } from '../retry.js';
import { agentOf, conclusionOf, contextOf, gateOf, judgedSince, pauseAt } from './attempt.js';

type Effects = readonly Effect[];

/** What is next in a worktree: it is made and set up first, and nothing is begun while something goes on in it. */
export const nextInWorktree = (state: RunState, unit: string): Effects => {
  if (state.busy.has(unit)) return [];
  const worktree = state.worktrees.get(unit);
  if (worktree?.state !== 'ready') return [record({ type: 'IntendWorktree', unit })];
  if (state.run?.setup && !worktree.isSetUp) return [record({ type: 'IntendSetup', unit })];
  if (unit !== '') return nextAt(state, unit);
  return nextBelow(state, '') ?? [record({ type: 'StopRun', reason: 'passed' })];
};

/** What is next among the steps that stand directly under this path; undefined when all of them are done. */
const nextBelow = (state: RunState, parent: string): Effects | undefined => {
  const place = state.index.steps.get(parent);
  if (place && isParallel(place)) return nextOfUnits(state, place);
  const path = childrenOf(state.index, parent)[state.passed.get(parent) ?? 0];
  if (path === undefined) return undefined;
  if (state.steps.get(path)?.state !== 'failed') return nextAt(state, path);
  if (parent !== '') return [record({ type: 'FailAttempt', path: parent })];
  return [stopAt(state, path)];
};

/**
 * A run stops at a step that failed for good. Where something ran since files were recorded, such as a gate, what it left
 * is kept first, so that it can be told from what a person does to mend that.
 */
const stopAt = (state: RunState, step: string): Effect => {
  const isRecorded = [...state.worktrees].every(
    ([unit, { state: is }]) => is !== 'ready' || reachSince(state, unit).length === 0,
  );
  return record({ type: isRecorded ? 'StopRun' : 'RequestStop', reason: reasonOf(state, step), step });
};

/** A run stops for what its step failed for, where that has a word of its own. */
const reasonOf = (state: RunState, path: string): string => {
  const [first = path] = failedIn(state, path);
  const reason = state.steps.get(first)?.failed?.reason ?? '';
  return isOfFailure(reason) ? reason : 'failed';
};

/** Units run beside each other; when all have passed they are merged, in the order in which they are declared. */
const nextOfUnits = (state: RunState, { path, node, children }: IndexedStep): Effects | undefined => {
  const open = children.filter((unit) => (state.steps.get(unit)?.state ?? 'running') === 'running');
  if (open.length > 0) {
    const begun = open.filter((unit) => state.worktrees.has(unit));
    const waiting = open.filter((unit) => !state.worktrees.has(unit));
    return [...begun, ...waiting].slice(0, node.parallel?.max).flatMap((unit) => nextInWorktree(state, unit));
  }
  const units = children.flatMap((unit) => state.steps.get(unit) ?? []);
  if (units.some((unit) => unit.state === 'failed')) return [record({ type: 'FailAttempt', path })];
  const next = units.find(({ merged, conflict }) => !merged && !conflict);
  if (next) return [mergeOf(state, next)];
  if (units.some(({ conflict }) => conflict)) return [record({ type: 'FailAttempt', path })];
  return removals(state, children);
};

/** What units worked in goes when all are merged; their branches stay. */
const removals = (state: RunState, units: readonly string[]): Effects | undefined => {
  const due = units.filter((unit) => state.worktrees.get(unit)?.state === 'ready');
  if (due.length === 0) return undefined;
  return due.filter((unit) => !state.busy.has(unit)).map((unit) => record({ type: 'IntendRemoval', unit }));
};

/** A unit that has committed nothing is merged by saying so. */
const mergeOf = (state: RunState, { path, base }: Step): Effect =>
  state.worktrees.get(path)?.head.commit === base.commit
    ? record({ type: 'MergeNothing', path })
    : { kind: 'merge', path };

/** What is next for a step that has not ended. */
const nextAt = (state: RunState, path: string): Effects => {
  const step = state.steps.get(path);
  return step ? nextOf(state, step) : [record({ type: 'StartStep', path })];
};

const nextOf = (state: RunState, step: Step): Effects => {
  const { path, attempt } = step;
  const place = state.index.steps.get(path);
  if (!place) return [record({ type: 'StopRun', reason: 'error', detail: `there is no step ${path}` })];
  if (!attempt) return [beginning(state, place, step)];
  if (attempt.failed) return [afterFailure(place, attempt)];
  if (attempt.resetDue) return [record({ type: 'IntendReset', path })];
  if (isGroup(place)) return nextBelow(state, path) ?? [record({ type: 'PassGroup', path })];
  return nextInAttempt(state, place, attempt);
};

/**
 * What leads to the first attempt, in this life or of all: who may only look is not to be blamed for what lies there, and
 * what a person wanted to go on with is not to be taken back with what an agent did.
 */
const beginning = (state: RunState, { path, node, inGate, unit }: IndexedStep, step: Step): Effect => {
  if (step.failed?.placeholder) return record({ type: 'IntendUnwind', path });
  const { recorded, drift = [] } = state.worktrees.get(unit) ?? {};
  const isOther = recorded?.tree !== step.stands.tree || reachSince(state, unit).length > 0;
  const mayDiffer = inGate || (isOther && !mayWrite(node));
  const isUnseen = isOther && uncommitted(drift.filter(({ seq }) => seq > step.stands.seen)).size > 0;
  const looks = node.agent !== undefined && ((mayDiffer && !step.isSeen) || isUnseen);
  return looks ? { kind: 'inspect', purpose: 'beginning', path } : record({ type: 'StartAttempt', path });
};

/** An attempt has failed: what it did is taken back where that is due, then comes the next one, if there is one. */
const afterFailure = (place: IndexedStep, attempt: Attempt): Effect => {
  const { path, node } = place;
  if (attempt.undoDue) return record({ type: 'IntendUndo', path });
  const isFinal = attempt.failed?.reason === 'aborted' || isOfProvider(place, attempt);
  if (!isFinal && attempt.attempt < attemptsOf(node)) return record({ type: 'StartAttempt', path });
  return isGroup(place) || !commits(place)
    ? record({ type: 'FailGroup', path })
    : { kind: 'inspect', purpose: 'placeholder', path };
};

/** An evaluator whose provider fails has been called often enough: its attempts are for answers that cannot be read. */
const isOfProvider = ({ node }: IndexedStep, { failed }: Attempt): boolean =>
  node.type === 'review' && (failed?.reason === 'provider_failure' || failed?.reason === 'agent');

/** What runs before the agent, what it is to read, the agent, its gates with people around them, then the end. */
const nextInAttempt = (state: RunState, place: IndexedStep, attempt: Attempt): Effects => {
  const before = beforeAgent(state, place);
  if (before) return before;
  const first =
    contextOf(place, attempt) ?? agentOf(place, attempt) ?? pauseAt(place, attempt, 'before_gate');
  if (first) return [first];
  const below = nextBelow(state, place.path);
  if (below) return below;
  for (const gate of inOrder(place.node.gates ?? [])) {
    const next = gate.steps
      ? validate(state, place, attempt, gate.name)
      : asList(gateOf(place, attempt, gate.name));
    if (next) return next;
  }
  const verdict = review(state, place, attempt);
  if (verdict) return verdict;
  const failed = [...attempt.gates.values()].some(({ state: result }) => result === 'failed');
  if (failed) return [record({ type: 'FailAttempt', path: place.path })];
  return [pauseAt(place, attempt, 'after_gate') ?? conclusionOf(place, attempt)];
};

/** A gate that judges by which files changed runs behind those that run a program, as these may change files. */
const inOrder = (gates: readonly GateNode[]): readonly GateNode[] => [
  ...gates.filter((gate) => !isFileGate(gate)),
  ...gates.filter(isFileGate),
];

const asList = (effect: Effect | undefined): Effects | undefined => (effect ? [effect] : undefined);

/** The workflow that runs before the agent: once, and not again in later attempts. */
const beforeAgent = (state: RunState, { path, node }: IndexedStep): Effects | undefined => {
  if (!node.before) return undefined;
  const at = joinPath(path, node.before.name);
  const step = state.steps.get(at);
  if (step?.state === 'passed') return undefined;
  return step?.state === 'failed' ? [record({ type: 'FailAttempt', path })] : nextAt(state, at);
};

/** A validator is a workflow that runs anew after every turn of the agent; how it ends is the result of the gate. */
const validate = (
  state: RunState,
  place: IndexedStep,
  attempt: Attempt,
  gate: string,
): Effects | undefined =>
  attempt.gates.has(gate)
    ? undefined
    : judge(state, place, attempt, gate, { type: 'JudgeGate', path: place.path, gate });

/** An evaluator judges every turn of the agent, until it accepts one. */
const review = (state: RunState, place: IndexedStep, attempt: Attempt): Effects | undefined => {
  const { node, path } = place;
  if (!node.review || attempt.review?.accepted) return undefined;
  return judge(state, place, attempt, node.review.evaluator.name, { type: 'JudgeWork', path });
};

/** What looks at the work of a turn runs anew after every turn, and is heard when it has ended. */
const judge = (
  state: RunState,
  { path }: IndexedStep,
  attempt: Attempt,
  name: string,
  heard: Command,
): Effects => {
  const at = joinPath(path, name);
  const step = state.steps.get(at);
  if (!step || step.seq < judgedSince(attempt)) return [record({ type: 'StartStep', path: at })];
  return step.state === 'running' ? nextOf(state, step) : [record(heard)];
};
