import type { OpenIntentOf, RunState } from '../../projections/runState/state.js';
import type { CommandOf } from '../command.js';
import { tripOf } from '../guard.js';
import { type Decision, drafts, emit, openIntent, outcomeOf, type Part, reject } from './decision.js';

/** Decisions on what came of agents and gates. */
export const onProcess = {
  ReportSpawned: (state: RunState, { type: _, ...spawned }: CommandOf<'ReportSpawned'>): Decision =>
    outcomeOf(state, 'CallIntended', 'AgentSpawned', spawned),

  ReportAdopted: (state: RunState, { type: _, ...adopted }: CommandOf<'ReportAdopted'>): Decision =>
    openIntent(state, 'CallIntended', adopted.intent)?.spawned
      ? drafts(state, adopted.intent, emit('AgentAdopted', adopted))
      : reject(`no call ${adopted.intent} is open and spawned`),

  FinishCall: (
    state: RunState,
    { type: _, session, sessionLost, ...end }: CommandOf<'FinishCall'>,
  ): Decision => {
    const open = openIntent(state, 'CallIntended', end.intent);
    if (!open) return reject(`no call ${end.intent} is open`);
    const named = sessionNamed(state, open, session);
    const isTold = named.some(({ type }) => type === 'SessionLost') || lostBy(state, open);
    const asked = open.event.data.session?.id;
    const lost =
      sessionLost === undefined || asked === undefined || isTold
        ? []
        : [{ session: asked, why: sessionLost }];
    return drafts(
      state,
      end.intent,
      ...named,
      ...lost.map((one) => emit('SessionLost', { intent: end.intent, ...one })),
      emit('CallFinished', end),
    );
  },

  InterruptCall: (state: RunState, { type: _, session, ...end }: CommandOf<'InterruptCall'>): Decision => {
    const open = openIntent(state, 'CallIntended', end.intent);
    return open
      ? drafts(state, end.intent, ...sessionNamed(state, open, session), emit('CallInterrupted', end))
      : reject(`no call ${end.intent} is open`);
  },

  ReportActivity: (
    state: RunState,
    { type: _, ms, wrote, session, ...seen }: CommandOf<'ReportActivity'>,
  ): Decision => {
    const open = openIntent(state, 'CallIntended', seen.intent);
    if (!open) return drafts(state, undefined);
    const { path } = open.event.data;
    const attempt = state.steps.get(path)?.attempt;
    const guard = state.index.steps.get(path)?.node.guard;
    const trip =
      attempt && guard && !attempt.guard ? tripOf(guard, attempt.activity, seen, ms, wrote) : undefined;
    const active = [seen.turns, seen.tokens, seen.cost, seen.estimated].some((value) => value !== undefined);
    return drafts(
      state,
      seen.intent,
      ...sessionNamed(state, open, session),
      ...(active ? [emit('ActivitySeen', seen)] : []),
      ...(trip ? [emit('GuardTripped', { intent: seen.intent, ...trip })] : []),
    );
  },

  FinishContext: (state: RunState, { type: _, ...end }: CommandOf<'FinishContext'>): Decision =>
    outcomeOf(state, 'ContextIntended', 'ContextRead', end),

  InterruptContext: (state: RunState, { type: _, ...end }: CommandOf<'InterruptContext'>): Decision =>
    outcomeOf(state, 'ContextIntended', 'ContextInterrupted', end),

  FinishGate: (state: RunState, { type: _, ...end }: CommandOf<'FinishGate'>): Decision =>
    outcomeOf(state, 'GateIntended', 'GateFinished', end),

  InterruptGate: (state: RunState, { type: _, ...end }: CommandOf<'InterruptGate'>): Decision =>
    outcomeOf(state, 'GateIntended', 'GateInterrupted', end),
};

type OpenCall = OpenIntentOf<'CallIntended'>;

/** What follows from the session that a program says it is in: that it is in it, or that it lost another. */
const sessionNamed = (state: RunState, open: OpenCall, session: string | undefined): readonly Part[] => {
  const { path, session: asked } = open.event.data;
  const intent = open.event.seq;
  if (session === undefined || lostBy(state, open)) return [];
  if (asked?.how === 'continue' && asked.id !== undefined && asked.id !== session) {
    const why = 'its agent began another session';
    return [emit('SessionLost', { intent, session: asked.id, found: session, why })];
  }
  return state.steps.get(path)?.attempt?.session === session
    ? []
    : [emit('SessionBound', { intent, session })];
};

const lostBy = (state: RunState, { event }: OpenCall): boolean =>
  state.steps.get(event.data.path)?.attempt?.lost?.intent === event.seq;
