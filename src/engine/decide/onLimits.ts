import type { LimitSetting } from '../../events/limits.js';
import { changesTo } from '../../projections/limits.js';
import type { RunState } from '../../projections/runState/state.js';
import type { CommandOf } from '../command.js';
import { nearing, ON_GAUGES, reached } from '../limits.js';
import { isApplying } from '../refusal.js';
import { type Decision, drafts, emit, type Part, reject } from './decision.js';

/** Decisions on what a run is held to. */
export const onLimits = {
  NearLimit: (state: RunState, { type: _, ...near }: CommandOf<'NearLimit'>): Decision =>
    (state.limits.get(near.limit)?.neared ?? true)
      ? reject(`${near.limit} is no limit to tell of`)
      : drafts(state, state.seq, emit('LimitNeared', near)),

  ReportGauge: (state: RunState, { type: _, ...gauge }: CommandOf<'ReportGauge'>): Decision => {
    // What is about to end is not stopped: it would gain nothing.
    const isEnding = state.stop || state.stopping || state.ended || isApplying(state);
    if (!state.run || isEnding) return drafts(state, undefined);
    const stop = reached(state, ON_GAUGES, gauge);
    const neared = nearing(state, ON_GAUGES, gauge).map((near) => emit('LimitNeared', near));
    return drafts(state, undefined, ...neared, ...(stop ? [emit('StopRequested', stop)] : []));
  },
};

/** What changes where a person asks for other limits. */
export const changeLimits = (state: RunState, settings: readonly LimitSetting[] = []): readonly Part[] =>
  changesTo(state, settings).map((setting) => {
    const { limit } = setting;
    const was = limit === 'on_unknown_spend' ? state.onUnknownSpend?.does : state.limits.get(limit)?.value;
    return emit('LimitChanged', { ...setting, ...(was === undefined ? {} : { was }) });
  });
