import type { Handlers } from '../projection.js';
import { commits } from '../stepIndex.js';
import { toldBy } from './drifted.js';
import { addSpend, takeAgain } from './onSession.js';
import { attemptOf } from './onStep.js';
import { beginTurn } from './reviewState.js';
import { sessionKey } from './sessionState.js';
import { noteWorkedOn } from './standstill.js';
import type { AttemptState, CallState, GateState, OpenIntent, RunAccumulator } from './state.js';

/** What the events of agents' calls and of gates mean. */
export const onProcess = {
  CallIntended: (run, { data, seq }) => {
    const attempt = attemptOf(run, data.path, data.attempt);
    if (!attempt) return;
    if (attempt.turn.due) beginTurn(attempt);
    attempt.calls = data.call;
    const inbox = run.inboxes.get(data.path);
    if (inbox && data.messages?.upTo !== undefined) inbox.told = data.messages.upTo;
    attempt.activity.read = 0;
    attempt.call = {
      seq,
      call: data.call,
      state: 'open',
      output: undefined,
      error: undefined,
      fault: undefined,
    };
    const { how, id = '' } = data.session ?? {};
    const session = run.sessions.get(sessionKey(data.agent.provider, id));
    if (session) session.path = data.path;
    // A call may end before its program names the session; until then it is the one that was asked for.
    const known = run.steps.get(data.path)?.sessions;
    if (how === 'continue') known?.set(data.agent.name, id);
    else known?.delete(data.agent.name);
  },

  AgentSpawned: (run, { data }) => {
    const intent = run.intents.get(data.intent);
    if (!intent) return;
    intent.spawned = { pid: data.pid, start: data.start, life: run.life };
    noteTold(run, intent);
  },

  AgentAdopted: (run, { data }) => noteWorkedOn(run, data.intent),

  CallFinished: (run, { data }) => {
    addSpend(run, data.intent, data);
    noteWorkedOn(run, data.intent, data.ms);
    const { attempt, call } = callOf(run, data.intent) ?? {};
    if (!attempt || !call) return;
    call.state = data.succeeded ? 'succeeded' : 'failed';
    call.output = data.output;
    call.error = data.error;
    call.fault = data.fault;
    if (data.succeeded) attempt.turn.failures = 0;
    takeAgain(attempt);
  },

  CallInterrupted: (run, { data }) => {
    addSpend(run, data.intent, data);
    noteWorkedOn(run, data.intent, data.ms ?? 0);
    const { call } = callOf(run, data.intent) ?? {};
    if (!call) return;
    call.state = 'interrupted';
    call.output = data.output;
  },

  GateIntended: (run, { data, seq }) => {
    attemptOf(run, data.path, data.attempt)?.gates.set(data.gate.name, {
      seq,
      state: 'open',
      output: undefined,
      error: undefined,
      comments: undefined,
    });
  },

  GateFinished: (run, { data }) => {
    const gate = gateOf(run, data.intent);
    if (!gate) return;
    gate.state = data.result;
    gate.output = data.output;
    gate.error = data.error;
  },

  GateInterrupted: (run, { data }) => {
    const gate = gateOf(run, data.intent);
    if (gate) gate.state = 'interrupted';
  },
} satisfies Handlers<RunAccumulator>;

/** Who was called to work on the files has been told which of them somebody changed, as its prompt had it when it was written. */
const noteTold = (run: RunAccumulator, { type, event, unit }: OpenIntent): void => {
  const worktree = run.worktrees.get(unit);
  const place = type === 'CallIntended' ? run.index.steps.get(event.data.path) : undefined;
  if (worktree && place && commits(place)) worktree.drift = toldBy(worktree.drift, event.seq);
};

const callOf = (
  run: RunAccumulator,
  seq: number,
): { readonly attempt: AttemptState; readonly call: CallState } | undefined => {
  const intent = run.intents.get(seq);
  if (intent?.type !== 'CallIntended') return undefined;
  const attempt = attemptOf(run, intent.event.data.path, intent.event.data.attempt);
  return attempt?.call?.seq === seq ? { attempt, call: attempt.call } : undefined;
};

const gateOf = (run: RunAccumulator, seq: number): GateState | undefined => {
  const intent = run.intents.get(seq);
  if (intent?.type !== 'GateIntended') return undefined;
  const { path, attempt, gate } = intent.event.data;
  const state = attemptOf(run, path, attempt)?.gates.get(gate.name);
  return state?.seq === seq ? state : undefined;
};
