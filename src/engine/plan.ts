import { catalogue } from '../events/catalogue.js';
import type { StepPath } from '../events/ids.js';
import type { RunState } from '../projections/runState/state.js';
import { childrenOf } from '../projections/stepIndex.js';
import type { Command } from './command.js';
import { stopOf } from './decide/onInspection.js';
import type { Effect, Intent } from './effect.js';
import { attemptsOf } from './retry.js';

type Step = NonNullable<ReturnType<RunState['steps']['get']>>;

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
  if (intents.length > 0) return intents.map((intent) => ({ kind: 'perform', intent }));
  if (state.worktree !== 'ready') return [record({ type: 'IntendWorktree' })];
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

/** A process that nobody waits for any more, because of a stop or a replay, is stopped while it is settled. */
const settle = (state: RunState, intent: Intent): readonly Effect[] => {
  const unwanted = state.stopping !== undefined || isOrphan(state, intent);
  const stop: readonly Effect[] = unwanted && isProcess(intent) ? [{ kind: 'stop', intent }] : [];
  return [...stop, { kind: 'settle', intent }];
};

const isProcess = (intent: Intent): boolean => catalogue[intent.type].settledBy !== 'finish';

/** Whether the attempt that a process belongs to is gone. */
const isOrphan = (state: RunState, { type, event }: Intent): boolean => {
  if (type !== 'CallIntended' && type !== 'GateIntended') return false;
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
  const node = state.index.steps.get(path)?.node;
  const isGroup = childrenOf(state.index, path).length > 0;
  if (attempt.failed) {
    if (node && attempt.attempt < attemptsOf(node)) return record({ type: 'StartAttempt', path });
    return isGroup ? record({ type: 'FailGroup', path }) : { kind: 'inspect', purpose: 'placeholder', path };
  }
  if (attempt.resetDue) return record({ type: 'IntendReset', path });
  return isGroup ? nextIn(state, path) : nextInAttempt(state, path, attempt);
};

/** Agent, then gates, then the commit. */
const nextInAttempt = (state: RunState, path: StepPath, attempt: NonNullable<Step['attempt']>): Effect => {
  const node = state.index.steps.get(path)?.node;
  if (attempt.agent && (!attempt.call || attempt.call.state === 'interrupted')) {
    return record({ type: 'IntendCall', path });
  }
  if (attempt.call?.state === 'failed') return record({ type: 'FailAttempt', path });
  for (const { name } of node?.gates ?? []) {
    const gate = attempt.gates.get(name);
    if (!gate || gate.state === 'interrupted') return record({ type: 'IntendGate', path, gate: name });
  }
  const failed = [...attempt.gates.values()].some(({ state: result }) => result === 'failed');
  return failed ? record({ type: 'FailAttempt', path }) : { kind: 'inspect', purpose: 'checkpoint', path };
};
