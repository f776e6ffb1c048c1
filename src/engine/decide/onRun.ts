import type { Seq, StepPath } from '../../events/ids.js';
import type { Facts, RunState } from '../../projections/runState/state.js';
import { clearedFrom } from '../../projections/stepIndex.js';
import type { CommandOf, DriftAnswer, ReplayOrder } from '../command.js';
import { isAtRest } from '../recover.js';
import { leftByReplay } from '../redo.js';
import { beginLife, noteMove } from './beginLife.js';
import { type Decision, drafts, emit, type Part, reject } from './decision.js';
import { backTo, type Kept, keepLeftBehind, resolveDrift, resolved, voidFindings } from './onDrift.js';
import { changeLimits } from './onLimits.js';

/** Decisions on the run as a whole: its beginning, its lives, its stops. */
export const onRun = {
  CreateRun: (state: RunState, { facts, life }: CommandOf<'CreateRun'>): Decision =>
    state.run
      ? reject('the run exists')
      : drafts(state, undefined, emit('RunCreated', facts), ...beginLife(state, life)),

  ForkRun: (state: RunState, { facts, moved }: CommandOf<'ForkRun'>): Decision =>
    state.run && facts.cut === state.seq
      ? drafts(state, undefined, emit('RunForked', facts), ...noteMove(moved))
      : reject(`there is no run at seq ${facts.cut}`),

  ResumeRun: (
    state: RunState,
    { plan, life, limits, tasks = [], drift = [], changed = [] }: CommandOf<'ResumeRun'>,
  ): Decision => {
    if (!state.run) return reject('there is no run');
    if (state.stop?.reason === 'passed') return reject('the run has passed');
    if (state.ended) return reject(`the run is ${state.ended.kind}`);
    const changes = changeLimits(state, limits);
    const taken = tasks.map((one) => emit('TasksTaken', one));
    const begun = [...beginLife(state, life), ...changes, emit('RunResumed', plan), ...taken];
    const resolved = resolveDrift(state, state.run, drift, state.seq + begun.length);
    const others = [...changed, ...drift.map(({ unit }) => unit)];
    return drafts(state, undefined, ...begun, ...resolved, ...voidFindings(state, others));
  },

  ReplayRun: (
    state: RunState,
    { plan, life, limits, drift = [], changed = [] }: CommandOf<'ReplayRun'>,
  ): Decision => {
    if (!state.run) return reject('there is no run');
    if (!isAtRest(state)) return reject('something is under way');
    const { resets, meant: _, ...order } = plan;
    // The life that brought the run to rest for it is the one that replays it, unless that was killed before.
    const isResting = state.stop?.reason === 'replay' && state.lives.get(state.life)?.lease === life.lease;
    const begun = [...(isResting ? [] : beginLife(state, life)), ...changeLimits(state, limits)];
    const left = drift.filter(({ unit }) => !resets.some((reset) => reset.unit === unit));
    const others = [...changed, ...left.map(({ unit }) => unit)];
    const seq = state.seq + begun.length;
    const kept = keepLeftBehind(state, state.run, left, seq);
    const back = goBack(state, state.run, resets, seq + kept.length + 1);
    const refs = new Map([...kept, ...back].map(({ unit, ref }) => [unit, ref]));
    return drafts(
      state,
      isResting ? state.seq : undefined,
      ...begun,
      ...kept.map(({ intent }) => intent),
      emit('RunReplayed', order),
      ...back.map(({ intent }) => intent),
      ...drift.flatMap((one) => resolvedUnder(one, refs.get(one.unit))),
      ...voidFindings(state, goneOnWith(state, plan, others), clearedFrom(state.index, plan)),
    );
  },

  ComeToRest: (
    state: RunState,
    { type: _, life, changed = [], ...recreations }: CommandOf<'ComeToRest'>,
  ): Decision =>
    !state.run || state.ended || isAtRest(state)
      ? reject('nothing is under way')
      : drafts(
          state,
          undefined,
          ...beginLife(state, life),
          emit('StopRequested', { reason: 'replay', ...recreations }),
          // What is kept now counts as recorded, should it be cut off before the replay.
          ...voidFindings(state, changed),
        ),

  RequestStop: (state: RunState, { type: _, ...request }: CommandOf<'RequestStop'>): Decision => {
    const isAsked = state.stopping !== undefined && state.stopping.reason !== 'replay';
    // Removing what is kept elsewhere is over in a moment, and nothing is gained by leaving it half done.
    const isWaitedFor = isAsked || state.ended !== undefined;
    return !state.run || state.stop || (isWaitedFor && request.intent === undefined)
      ? drafts(state, undefined)
      : drafts(state, lastOf(state, request.step), emit('StopRequested', request));
  },

  StopRun: (state: RunState, { type: _, ...stop }: CommandOf<'StopRun'>): Decision =>
    !state.run || state.stop
      ? reject('the run stands still already')
      : drafts(state, causeOfStop(state, stop.step), emit('RunStopped', stop)),
};

/** Those of these units with which a replay goes on as they are. */
const goneOnWith = (state: RunState, plan: ReplayOrder, units: readonly string[]): readonly string[] => {
  const left = leftByReplay(state, plan);
  return units.filter((unit) => !left.includes(unit));
};

/** What was said of a worktree that there is. */
const resolvedUnder = (said: DriftAnswer, ref: string | undefined): readonly Part[] =>
  ref === undefined ? [] : [resolved(said, ref)];

/** Takes worktrees back to where steps that run again had begun; each keeps what is there. `seq` is that of the event before. */
const goBack = (
  { worktrees }: RunState,
  run: Facts,
  resets: ReplayOrder['resets'],
  seq: number,
): readonly Kept[] =>
  resets
    .flatMap(({ unit, to }) => {
      const branch = worktrees.get(unit)?.branch;
      return branch === undefined ? [] : [{ unit, branch, to, why: 'replay' as const }];
    })
    .map((reset, at) => backTo(run, reset, seq + at + 1));

const causeOfStop = (state: RunState, step: StepPath | undefined): Seq =>
  state.stopping?.seq ?? lastOf(state, step) ?? state.seq;

const lastOf = (state: RunState, step: StepPath | undefined): Seq | undefined =>
  step === undefined ? undefined : state.steps.get(step)?.last;
