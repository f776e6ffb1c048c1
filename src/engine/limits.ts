import type { DataOf } from '../events/catalogue.js';
import type { StepPath } from '../events/ids.js';
import { type LimitSetting, usedWords } from '../events/limits.js';
import { type Gauge, standingOf, withLimits } from '../projections/limits.js';
import type { RunState } from '../projections/runState/state.js';
import { leavesOf } from '../projections/status.js';
import { PASS } from './plan/attempt.js';

/** The limits on what agents spend: the log tells how much of them is used. */
export const ON_SPEND: readonly string[] = ['tokens', 'budget'];

/** The limits on what no event tells; somebody has to look. */
export const ON_GAUGES: readonly string[] = ['timeout', 'disk'];

/** From which part of a limit on a person is warned. */
const NEAR = 0.8;

/** Limits of which most is used, and nobody has been told yet. */
export const nearing = (
  state: RunState,
  among: readonly string[],
  gauge: Gauge = {},
): readonly DataOf<'LimitNeared'>[] =>
  among.flatMap((name) => {
    const standing = standingOf(state, name, gauge);
    if (!standing || state.limits.get(name)?.neared) return [];
    const { limit, value, used } = standing;
    return used >= value * NEAR && used < value ? [{ limit, value, used }] : [];
  });

/** The stop that the first of these limits asks for that is reached, in words that name all of them; undefined while none is. */
export const reached = (
  state: RunState,
  among: readonly string[],
  gauge: Gauge = {},
): DataOf<'StopRequested'> | undefined => {
  const standing = among.flatMap((name) => standingOf(state, name, gauge) ?? []);
  const due = standing.filter(
    (one) => isReached(one) || (one.unknown !== undefined && state.onUnknownSpend?.does !== 'continue'),
  );
  const [first] = due;
  return (
    first && {
      reason: REASONS[first.limit] ?? 'error',
      limit: isReached(first) ? first.limit : 'on_unknown_spend',
      detail: due.map((one) => `${usedWords(one)}; set by ${one.from}`).join(' · '),
    }
  );
};

const isReached = ({ used, value }: { readonly used: number; readonly value: number }): boolean =>
  used >= value;

/**
 * The limit that a run would stop at before anything is done: it is reached, with these changes, nothing is left to settle,
 * and what comes first is a call.
 */
export const stillReached = (
  state: RunState,
  gauge: Gauge,
  changes: readonly LimitSetting[],
): DataOf<'StopRequested'> | undefined => {
  const stops = state.intents.size === 0 && (state.stop?.limit !== undefined || callsFirst(state));
  return stops ? reachedWith(state, gauge, changes) : undefined;
};

/** The limit that a replay would stop at with its first step, after all that it takes back. */
export const reachedBy = (
  state: RunState,
  path: StepPath,
  gauge: Gauge,
  changes: readonly LimitSetting[],
): DataOf<'StopRequested'> | undefined => {
  const [first = path] = leavesOf(state, path);
  return callsAgent(state, first) ? reachedWith(state, gauge, changes) : undefined;
};

/** The limit that is reached with these changes; a new life begins with a new clock. */
const reachedWith = (
  state: RunState,
  gauge: Gauge,
  changes: readonly LimitSetting[],
): DataOf<'StopRequested'> | undefined => reached(withLimits(state, changes), [...ON_SPEND, 'disk'], gauge);

/** Whether a step has an agent that may spend something. */
const callsAgent = ({ index }: RunState, path: StepPath): boolean => {
  const agent = index.steps.get(path)?.node.agent;
  return agent !== undefined && agent.provider !== PASS;
};

/** Whether the first step that is not done begins with a call of its agent, or with another one. */
const callsFirst = (state: RunState): boolean => {
  const path = leavesOf(state).find((leaf) => state.steps.get(leaf)?.state !== 'passed');
  if (path === undefined || !callsAgent(state, path)) return false;
  const { state: stands, attempt } = state.steps.get(path) ?? {};
  const isCalled = attempt?.call?.state === 'succeeded' && !attempt.turn.due && !attempt.failed;
  return stands !== 'running' || !isCalled;
};

const REASONS: Readonly<Record<string, string>> = {
  tokens: 'budget_tokens',
  budget: 'budget_cost',
  timeout: 'wall_clock',
  disk: 'disk_full',
};
