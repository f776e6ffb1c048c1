import type { RunState } from '../../projections/runState/state.js';
import type { CommandOf } from '../command.js';
import { tripOf } from '../guard.js';
import { type Decision, drafts, emit, openIntent, reject } from './rejection.js';

/** Decisions on what came of agents and gates. */
export const onProcess = {
  ReportSpawned: (state: RunState, { type: _, ...spawned }: CommandOf<'ReportSpawned'>): Decision =>
    openIntent(state, 'CallIntended', spawned.intent)
      ? drafts(state, spawned.intent, emit('AgentSpawned', spawned))
      : reject(`no call ${spawned.intent} is open`),

  ReportAdopted: (state: RunState, { type: _, ...adopted }: CommandOf<'ReportAdopted'>): Decision =>
    openIntent(state, 'CallIntended', adopted.intent)?.spawned
      ? drafts(state, adopted.intent, emit('AgentAdopted', adopted))
      : reject(`no call ${adopted.intent} is open and spawned`),

  FinishCall: (state: RunState, { type: _, ...end }: CommandOf<'FinishCall'>): Decision =>
    openIntent(state, 'CallIntended', end.intent)
      ? drafts(state, end.intent, emit('CallFinished', end))
      : reject(`no call ${end.intent} is open`),

  InterruptCall: (state: RunState, { type: _, ...end }: CommandOf<'InterruptCall'>): Decision =>
    openIntent(state, 'CallIntended', end.intent)
      ? drafts(state, end.intent, emit('CallInterrupted', end))
      : reject(`no call ${end.intent} is open`),

  ReportActivity: (
    state: RunState,
    { type: _, ms, wrote, ...seen }: CommandOf<'ReportActivity'>,
  ): Decision => {
    const open = openIntent(state, 'CallIntended', seen.intent);
    if (!open) return drafts(state, undefined);
    const { path } = open.event.data;
    const attempt = state.steps.get(path)?.attempt;
    const guard = state.index.steps.get(path)?.node.guard;
    const trip =
      attempt && guard && !attempt.guard ? tripOf(guard, attempt.activity, seen, ms, wrote) : undefined;
    const active = [seen.turns, seen.tokens, seen.cost].some((value) => value !== undefined);
    return drafts(
      state,
      seen.intent,
      ...(active ? [emit('ActivitySeen', seen)] : []),
      ...(trip ? [emit('GuardTripped', { intent: seen.intent, ...trip })] : []),
    );
  },

  FinishContext: (state: RunState, { type: _, ...end }: CommandOf<'FinishContext'>): Decision =>
    openIntent(state, 'ContextIntended', end.intent)
      ? drafts(state, end.intent, emit('ContextRead', end))
      : reject(`nothing to read by ${end.intent}`),

  InterruptContext: (state: RunState, { type: _, ...end }: CommandOf<'InterruptContext'>): Decision =>
    openIntent(state, 'ContextIntended', end.intent)
      ? drafts(state, end.intent, emit('ContextInterrupted', end))
      : reject(`nothing to read by ${end.intent}`),

  FinishGate: (state: RunState, { type: _, ...end }: CommandOf<'FinishGate'>): Decision =>
    openIntent(state, 'GateIntended', end.intent)
      ? drafts(state, end.intent, emit('GateFinished', end))
      : reject(`no gate ${end.intent} is open`),

  InterruptGate: (state: RunState, { type: _, ...end }: CommandOf<'InterruptGate'>): Decision =>
    openIntent(state, 'GateIntended', end.intent)
      ? drafts(state, end.intent, emit('GateInterrupted', end))
      : reject(`no gate ${end.intent} is open`),
};
