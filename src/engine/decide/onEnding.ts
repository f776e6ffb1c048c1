import type { RunState } from '../../projections/runState/state.js';
import type { CommandOf } from '../command.js';
import { areaOf } from '../ending.js';
import { disposalRefs } from '../refs.js';
import { isApplying } from '../refusal.js';
import { beginLife, lifeOnce } from './beginLife.js';
import { type Decision, drafts, emit, openIntent, outcomeOf, reject } from './decision.js';
import { resolved } from './onDrift.js';

/** Decisions on how a run is done with: its work is merged, or it is discarded or archived. */
export const onEnding = {
  ApplyRun: (state: RunState, { plan, life }: CommandOf<'ApplyRun'>): Decision =>
    !state.run || state.stop?.reason !== 'passed' || state.ended
      ? reject('the run has not passed')
      : drafts(state, undefined, ...lifeOnce(state, life), emit('ApplyIntended', plan)),

  /** An apply that was cut off is looked after by the life that begins. */
  FinishApply: (state: RunState, { life }: CommandOf<'FinishApply'>): Decision =>
    isApplying(state)
      ? drafts(state, undefined, ...beginLife(state, life))
      : reject('there is nothing to finish'),

  ReportApplied: (state: RunState, { type: _, ...applied }: CommandOf<'ReportApplied'>): Decision =>
    outcomeOf(state, 'ApplyIntended', 'RunApplied', applied),

  ReportNotApplied: (state: RunState, { type: _, ...refused }: CommandOf<'ReportNotApplied'>): Decision =>
    outcomeOf(state, 'ApplyIntended', 'ApplyRefused', refused),

  /** One that was cut off is gone on with by the same command. */
  DisposeRun: (state: RunState, { kind, life, drift = [] }: CommandOf<'DisposeRun'>): Decision => {
    const { run, ended } = state;
    if (!run) return reject('there is no run');
    if (ended?.done || (ended && ended.kind !== kind)) return reject(`the run is ${ended.kind}`);
    const begun = beginLife(state, life);
    if (ended) return drafts(state, undefined, ...begun);
    const disposal = {
      kind,
      ...areaOf(run),
      keeps: disposalRefs(run.run, kind, state.seq + begun.length + 1),
      ident: run.ident,
    };
    const told = drift.map((one) => resolved(one, disposal.keeps));
    return drafts(state, undefined, ...begun, emit('DisposalIntended', disposal), ...told);
  },

  ReportDisposed: (state: RunState, { type: _, ...disposed }: CommandOf<'ReportDisposed'>): Decision => {
    const open = openIntent(state, 'DisposalIntended', disposed.intent);
    if (!open) return reject(`nothing to remove by ${disposed.intent}`);
    const type = open.event.data.kind === 'archived' ? 'RunArchived' : 'RunDiscarded';
    return drafts(state, disposed.intent, emit(type, disposed));
  },
};
