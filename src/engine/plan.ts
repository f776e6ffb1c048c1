import { catalogue } from '../events/catalogue.js';
import type { RunState } from '../projections/runState/state.js';
import { childrenOf, type IndexedStep, isGroup, joinPath } from '../projections/stepIndex.js';
import type { Command } from './command.js';
import { stopOf } from './decide/onInspection.js';
import type { Effect, Intent } from './effect.js';
import { isFileGate } from './fileGates.js';
import { attemptsOf } from './retry.js';

type Step = NonNullable<ReturnType<RunState['steps']['get']>>;
type Attempt = NonNullable<Step['attempt']>;

/**
 * Says what is to be done next, in the run as it stands; the same for a run that goes on and for one that was killed
 * and resumed. Intents of earlier lives are settled before anything else happens. Pure, and independent of how long
 * the run already is.
 */
export const plan = (state: RunState): readonly Effect[] => {
  if (!state.run || state.stop) return [];
  const intents = [...state.intents.values()];
  const unsettled = intents.filter(
    ({ life, event }) => life < state.life && !state.stopping?.givenUp.has(event.seq),
  );
  if (state.worktree === 'missing' && !state.stopping) return rebuild(state, intents, unsettled);
  if (unsettled.length > 0) return unsettled.flatMap((intent) => settle(state, intent));
  if (state.stopping) return windDown(state, intents);
  if (intents.length > 0) return intents.flatMap((intent) => carryOn(state, intent));
  if (state.worktree !== 'ready') return [record({ type: 'IntendWorktree' })];
  if (state.run.setup && !state.isSetUp) return [record({ type: 'IntendSetup' })];
  return [nextIn(state, '')];
};

/** The worktree is gone: processes are settled, then it is made again, and only then anything is done in it. */
const rebuild = (
  state: RunState,
  intents: readonly Intent[],
  unsettled: readonly Intent[],
): readonly Effect[] => {
  const processes = unsettled.filter(isProcess);
  if (processes.length > 0) return processes.flatMap((intent) => settle(state, intent));
  const making = intents.find(({ type }) => type === 'WorktreeIntended');
  return [making ? { kind: 'settle', intent: making } : record({ type: 'IntendWorktree' })];
};

const record = (command: Command): Effect => ({ kind: 'record', command });

/** An agent whose guard has tripped is stopped while it is followed to its end. */
const carryOn = (state: RunState, intent: Intent): readonly Effect[] => {
  const perform: Effect = { kind: 'perform', intent };
  const tripped =
    intent.type === 'CallIntended' && state.steps.get(intent.event.data.path)?.attempt?.guard !== undefined;
  return tripped ? [{ kind: 'stop', intent }, perform] : [perform];
};

/** A process that nobody waits for any more, because of a stop or a replay, is stopped while it is settled. */
const settle = (state: RunState, intent: Intent): readonly Effect[] => {
  const unwanted = state.stopping !== undefined || isOrphan(state, intent);
  const stop: readonly Effect[] = unwanted && isProcess(intent) ? [{ kind: 'stop', intent }] : [];
  return [...stop, { kind: 'settle', intent }];
};

const isProcess = (intent: Intent): boolean => catalogue[intent.type].settledBy !== 'finish';

/** Whether the attempt that a process belongs to is gone. */
const isOrphan = (state: RunState, { type, event }: Intent): boolean => {
  if (type !== 'CallIntended' && type !== 'GateIntended' && type !== 'ContextIntended') return false;
  const attempt = state.steps.get(event.data.path)?.attempt;
  return attempt === undefined || attempt.seq > event.seq;
};

/** Work in progress that could be neither kept nor put back where it belongs stays in the worktree as it is. */
const isLastWord = (state: RunState, { type, event, life }: Intent): boolean =>
  life === state.life &&
  (state.stopping?.givenUp.has(event.seq) ?? false) &&
  (type === 'ReattachIntended' || (type === 'CommitIntended' && event.data.kind === 'work'));

/** A stop was asked for: processes end, commits are finished, what is left uncommitted is kept, then it is said. */
const windDown = (state: RunState, intents: readonly Intent[]): readonly Effect[] => {
  const { stopping } = state;
  if (!stopping) return [];
  if (intents.some((intent) => isLastWord(state, intent)))
    return [record({ type: 'StopRun', ...stopOf(stopping) })];
  const waited = intents.filter(({ event }) => !stopping.givenUp.has(event.seq));
  if (waited.length > 0) {
    const stops = waited.filter(isProcess).map((intent): Effect => ({ kind: 'stop', intent }));
    return [...stops, ...waited.map((intent): Effect => ({ kind: 'perform', intent }))];
  }
  if (state.worktree === 'ready' && !stopping.workKept) return [{ kind: 'inspect', purpose: 'work' }];
  return [record({ type: 'StopRun', ...stopOf(stopping) })];
};

/** The next thing to do among the steps under this path; under the empty path, in the whole run. */
const nextIn = (state: RunState, parent: string): Effect => {
  const path = childrenOf(state.index, parent)[state.passed.get(parent) ?? 0];
  if (path === undefined) {
    return record(
      parent === '' ? { type: 'StopRun', reason: 'passed' } : { type: 'PassGroup', path: parent },
    );
  }
  const step = state.steps.get(path);
  if (!step) return record({ type: 'StartStep', path });
  if (step.state !== 'failed') return nextOf(state, step);
  if (parent !== '') return record({ type: 'FailAttempt', path: parent });
  return record({ type: 'StopRun', reason: 'failed', step: path });
};

/** The next thing to do for a step that runs. */
const nextOf = (state: RunState, step: Step): Effect => {
  const { path, attempt } = step;
  if (!attempt) {
    return record({ type: step.failed?.placeholder ? 'IntendUnwind' : 'StartAttempt', path });
  }
  const place = state.index.steps.get(path);
  if (!place) return record({ type: 'StopRun', reason: 'error', detail: `there is no step ${path}` });
  if (attempt.failed) return afterFailure(place, attempt);
  if (attempt.resetDue) return record({ type: 'IntendReset', path });
  if (isGroup(place)) return nextIn(state, path);
  return nextInAttempt(state, place, attempt);
};

/** An attempt has failed: what it did is taken back where that is due, then comes the next one, if there is one. */
const afterFailure = (place: IndexedStep, attempt: Attempt): Effect => {
  const { path, node } = place;
  if (attempt.undoDue) return record({ type: 'IntendUndo', path });
  if (attempt.failed?.reason !== 'aborted' && attempt.attempt < attemptsOf(node))
    return record({ type: 'StartAttempt', path });
  return isGroup(place) || !commits(place)
    ? record({ type: 'FailGroup', path })
    : { kind: 'inspect', purpose: 'placeholder', path };
};

/** Whether what the step leaves in the worktree is committed: not what only looks, and nothing inside a gate. */
const commits = ({ node, inGate }: IndexedStep): boolean =>
  !inGate && (node.worktree ?? 'read-write') === 'read-write' && !node.guard?.noWrite;

/** What runs before the agent, what it is to read, the agent, its gates with people around them, then the end. */
const nextInAttempt = (state: RunState, place: IndexedStep, attempt: Attempt): Effect => {
  const { path, node } = place;
  const first =
    beforeAgent(state, place) ??
    contextOf(place, attempt) ??
    agentOf(place, attempt) ??
    pauseAt(place, attempt, 'before_gate');
  if (first) return first;
  if ((state.passed.get(path) ?? 0) < place.children.length) return nextIn(state, path);
  for (const gate of node.gates ?? []) {
    const next = gate.steps ? judge(state, place, attempt, gate.name) : run(place, attempt, gate.name);
    if (next) return next;
  }
  const failed = [...attempt.gates.values()].some(({ state: result }) => result === 'failed');
  if (failed) return record({ type: 'FailAttempt', path });
  const last = pauseAt(place, attempt, 'after_gate');
  if (last) return last;
  if (!commits(place)) return record({ type: 'PassStep', path });
  return isAsSeen(place, attempt)
    ? record({ type: 'CommitWork', path })
    : { kind: 'inspect', purpose: 'checkpoint', path };
};

/** Whether nothing but looking has happened since the agent's work was looked at: no program ran, nobody was asked. */
const isAsSeen = ({ node }: IndexedStep, attempt: Attempt): boolean =>
  attempt.work !== undefined && attempt.pauses.size === 0 && (node.gates ?? []).every(isFileGate);

/** The workflow that runs before the agent: once, and not again in later attempts. */
const beforeAgent = (state: RunState, { path, node }: IndexedStep): Effect | undefined => {
  if (!node.before) return undefined;
  const at = joinPath(path, node.before.name);
  const step = state.steps.get(at);
  if (!step) return record({ type: 'StartStep', path: at });
  if (step.state === 'passed') return undefined;
  return step.state === 'failed' ? record({ type: 'FailAttempt', path }) : nextOf(state, step);
};

const contextOf = ({ path, node }: IndexedStep, attempt: Attempt): Effect | undefined => {
  if (attempt.call && attempt.call.state !== 'interrupted') return undefined;
  for (const index of (node.context ?? []).keys()) {
    const source = attempt.context.get(index);
    if (!source || source.state === 'interrupted') return record({ type: 'IntendContext', path, index });
  }
  return undefined;
};

/** The agent is called, and what it left is looked at however it ended. */
const agentOf = ({ path, children }: IndexedStep, attempt: Attempt): Effect | undefined => {
  const { agent, call, guard, work } = attempt;
  if (!agent || agent.provider === PASS || children.length > 0) return undefined;
  if (!call || (call.state === 'interrupted' && !guard)) return record({ type: 'IntendCall', path });
  if (!work) return { kind: 'observe', path };
  return guard || call.state === 'failed' ? record({ type: 'FailAttempt', path }) : undefined;
};

/** The agent of a step that needs none: it passes every call. */
const PASS = 'pass';

/** A person is asked; the run stands still until someone has answered. */
const pauseAt = ({ path, node }: IndexedStep, attempt: Attempt, when: string): Effect | undefined => {
  if (node.pause !== when) return undefined;
  const answer = attempt.pauses.get(when);
  if (answer === undefined) return record({ type: 'BeginPause', path, when });
  if (answer === 'abort') return record({ type: 'FailAttempt', path });
  if (answer === 'continue') return undefined;
  const detail = `${path} waits for a person (${when.replace('_', ' ')})`;
  return record({ type: 'StopRun', reason: 'paused', step: path, detail });
};

const run = ({ path }: IndexedStep, attempt: Attempt, name: string): Effect | undefined => {
  const gate = attempt.gates.get(name);
  const due = !gate || gate.state === 'interrupted';
  return due ? record({ type: 'IntendGate', path, gate: name }) : undefined;
};

/** A validator is a workflow that runs anew in every attempt; how it ends is the result of the gate. */
const judge = (
  state: RunState,
  { path }: IndexedStep,
  attempt: Attempt,
  gate: string,
): Effect | undefined => {
  if (attempt.gates.has(gate)) return undefined;
  const at = joinPath(path, gate);
  const step = state.steps.get(at);
  if (!step || step.seq < attempt.seq) return record({ type: 'StartStep', path: at });
  return step.state === 'running' ? nextOf(state, step) : record({ type: 'JudgeGate', path, gate });
};
