import type { DataOf } from '../events/catalogue.js';
import type { RunId, Seq, StepPath } from '../events/ids.js';
import type { AgentNode, StepNode } from '../events/tree.js';
import { sessionKey } from '../projections/runState/sessionState.js';
import type { Attempt, RunState, Step } from '../projections/runState/state.js';
import { joinPath } from '../projections/stepIndex.js';
import { directoryOf } from '../projections/worktrees.js';
import { overrideActs } from './retry.js';

type Why = DataOf<'SessionNotContinued'>['why'];

/** The session that the next call of an attempt is to be part of. */
export interface SessionChoice {
  readonly session?: NonNullable<DataOf<'CallIntended'>['session']>;
  /** Why it is a new one although another was to be expected. */
  readonly instead?: { readonly why: Why; readonly from?: StepPath };
  /** The attempt whose session is gone, so that the new one has to be told what it came to. */
  readonly retold?: Attempt;
}

/**
 * Chooses by the rules: what the agent was in before in this step goes on, then what the step that the workflow names
 * was in; a session never goes from one agent to another, nor to another worktree.
 */
export const sessionFor = (state: RunState, path: StepPath, node: StepNode): SessionChoice => {
  const step = state.steps.get(path);
  const agent = step?.attempt?.agent;
  if (!state.run || !step?.attempt || !agent) return {};
  const first = step.attempt.calls === 0;
  if (agent.sessions === undefined)
    return first && node.session !== undefined ? { instead: { why: 'keeps none' } } : {};
  const choice = first ? atFirst(state, step, node) : again(state, step, step.attempt, node);
  if ('id' in choice) return { session: { how: 'continue', id: choice.id } };
  const fresh = agent.sessions === 'chosen' ? { id: newSessionId(state.run.run, state.seq + 1) } : {};
  return { ...choice, session: { how: 'new', ...fresh } };
};

type Choice = { readonly id: string } | Omit<SessionChoice, 'session'>;

/** A later call of an attempt: one before it was cut off, or its session was lost. */
const again = (state: RunState, step: Step, attempt: Attempt, node: StepNode): Choice => {
  const own = ownOf(state, step, attempt);
  if (own) return own;
  return attempt.lost ? { retold: userOf(state, step, attempt, node) } : {};
};

/** What the agent of this attempt was in before, in this step; of a session that was dropped, what it came to. */
const ownOf = ({ sessions }: RunState, step: Step, { agent }: Attempt): Choice | undefined => {
  const id = step.sessions.get(agent?.name ?? '');
  if (id === undefined || !agent) return undefined;
  const why = sessions.get(sessionKey(agent.provider, id))?.dropped;
  if (why === undefined) return { id };
  const retold = [step.attempt, step.previous].find((one) => one?.session === id);
  return { instead: { why }, ...(retold ? { retold } : {}) };
};

/** The attempt that was in the session which is lost, so that it can tell what that came to. */
const userOf = (state: RunState, step: Step, attempt: Attempt, node: StepNode): Attempt => {
  const named = node.session === undefined ? undefined : namedFrom(state, step.path, node.session);
  const other = named && 'from' in named ? state.steps.get(named.from)?.attempt : undefined;
  const users = [step.previous, other].filter((one) => one !== undefined);
  return users.find(({ session }) => session === attempt.lost?.session) ?? step.previous ?? attempt;
};

/** The first call of an attempt: what the agent was in before, in this step, goes on, also in a later life. */
const atFirst = (state: RunState, step: Step, node: StepNode): Choice => {
  const { attempt, previous } = step;
  if (!attempt || overrideActs(node, attempt.overrides, previous?.overrides ?? [], 'newSession')) return {};
  const own = ownOf(state, step, attempt);
  const isEscalation = attempt.attempt > 1 && previous?.agent?.name !== attempt.agent?.name;
  if (own && !isEscalation) return own;
  const hadAny = previous !== undefined && step.sessions.size > 0;
  return hadAny && previous.agent?.name !== attempt.agent?.name
    ? { instead: { why: 'agent changed' } }
    : fromNamed(state, step, node);
};

/** What the step that the workflow names was in. */
const fromNamed = (state: RunState, { path, attempt }: Step, node: StepNode): Choice => {
  if (node.session === undefined) return {};
  const found = namedFrom(state, path, node.session);
  if ('why' in found) return { instead: { why: found.why } };
  const { from } = found;
  const step = state.steps.get(from);
  const other = step?.attempt;
  const without = (why: Why): Choice => ({ instead: { why, from } });
  if (!other) return without('not run');
  if (other.agent?.name !== attempt?.agent?.name) return without('other agent');
  const id = step.sessions.get(other.agent?.name ?? '');
  const session =
    id === undefined || !other.agent ? undefined : state.sessions.get(sessionKey(other.agent.provider, id));
  if (id === undefined || !session) return without('no session');
  if (session.dropped !== undefined) return { ...without(session.dropped), retold: other };
  return session.directory === directoryOf(state, path) ? { id } : without('other worktree');
};

/** The step of this name beside a step, or outwards; inside of a task it is a step of the same task. */
const namedFrom = (
  state: RunState,
  path: StepPath,
  name: string,
): { readonly from: StepPath } | { readonly why: Why } => {
  const { steps } = state.index;
  for (let at = path; at !== ''; ) {
    const parent = steps.get(at)?.parent ?? '';
    const from = joinPath(parent, name);
    if (steps.has(from)) return { from };
    if (steps.get(parent)?.task) return { why: 'other task' };
    at = parent;
  }
  return { why: 'not run' };
};

/**
 * The id of a session that refold names: a UUID that follows from the run and the place in its log, so that it
 * needs no dice and tells where it comes from.
 */
export const newSessionId = (run: RunId, seq: Seq): string => {
  const [day = '', time = '', random = ''] = run.split('-');
  const number = seq.toString(16).padStart(10, '0');
  return [
    day,
    time.slice(0, 4),
    `4${time.slice(4)}${random[0]}`,
    `8${random.slice(1, 4)}`,
    `${random.slice(4)}${number}`,
  ].join('-');
};

/** Whether a session may be handed to an agent: one of another provider must never get its id. */
export const mayContinue = (
  { sessions }: RunState,
  { provider }: AgentNode,
  session: SessionChoice['session'],
): boolean => session?.how !== 'continue' || sessions.has(sessionKey(provider, session.id ?? ''));
