import type { DataOf } from '../events/catalogue.js';
import type { Seq, StepPath } from '../events/ids.js';
import { msBetween } from '../events/time.js';
import type { LeaseStatus } from '../ports/runStore.js';
import { apply, type Projection } from './projection.js';
import { addTo, spendTold } from './runState/onSession.js';
import { noSpend, type SpendState, together } from './runState/sessionState.js';
import { idleSince } from './runState/standstill.js';
import type { RunAccumulator } from './runState/state.js';
import { runState } from './runState.js';
import { isAtWork } from './status.js';
import { ancestorsOf, heldBy } from './stepIndex.js';
import { type Around, type RunSummary, type SpendSummary, spendOf, summaryOf } from './summary.js';

/** An attempt of a step, with what its agent used in it. */
interface Tried {
  path: StepPath;
  type: string;
  attempt: number;
  life: number;
  agent: string | undefined;
  calls: number;
  spend: SpendState;
  startedAt: string;
  /** How often the run had stood still before it. */
  standstillsBefore: number;
  /** How long it took, once it has ended. */
  ms: number | undefined;
  result: 'passed' | 'failed' | undefined;
  reason: string | undefined;
  verdicts: Verdicts;
  /** It is of the run that this one was forked from. */
  inherited: boolean;
}

/** How often work was accepted, and rejected, by what for. */
export type Verdicts = Readonly<Record<string, number>>;

/** Every attempt of a run in the order in which they began, whatever a replay has taken back since. */
export interface Attempts {
  run: RunAccumulator;
  tried: Tried[];
  /** The attempt at hand of each step. */
  current: Map<StepPath, Tried>;
  /** By session, the calls of which nobody knows what they used until a later one counts over all of it. */
  untold: Map<string, Tried[]>;
}

export const attempts: Projection<Attempts> = {
  name: 'attempts',
  empty: () => ({ run: runState.empty(), tried: [], current: new Map(), untold: new Map() }),
  each: (into, stored) => {
    const { known, event } = stored;
    if (known && (event.type === 'CallFinished' || event.type === 'CallInterrupted'))
      addCall(into, event.data, event.at);
    apply(runState, into.run, stored);
  },
  on: {
    AttemptStarted: (into, { data, at }) => {
      begin(into, data, at).agent = data.agent?.name;
    },
    CallIntended: (into, { data, at }) => {
      const tried = triedBy(into, data, at);
      tried.agent = data.agent.name;
      tried.calls += 1;
    },
    AttemptFailed: (into, { data, at }) => end(into, data, at, 'failed', data.reason),
    WorkJudged: (into, { data, at }) => {
      const tried = triedBy(into, data, at);
      const said = data.accepted ? 'accepted' : (data.category ?? rejectionIn(into.run, data));
      tried.verdicts = plus(tried.verdicts, { [said]: 1 });
    },
    StepPassed: (into, { data, at }) => end(into, data, at, 'passed', undefined),
    RunReplayed: (into, { at }) => {
      for (const path of into.current.keys())
        if (!into.run.steps.has(path)) {
          endUnfinished(into, path, at);
          into.current.delete(path);
        }
    },
    RunForked: (into, { at }) => {
      for (const tried of into.tried) {
        tried.inherited = true;
        tried.ms ??= msSince(into.run, tried, at);
      }
      into.current.clear();
      into.untold.clear();
    },
  },
};

/** What a rejection without a category is called: a gate may have failed of a work that its evaluator accepts. */
const rejectionIn = ({ steps }: RunAccumulator, { path, failedGates = [] }: DataOf<'WorkJudged'>): string =>
  failedGates.length > 0 && steps.get(path)?.ledger.at(-1)?.verdict?.verdict !== 'reject'
    ? 'gate failed'
    : 'rejected';

const plus = (some: Verdicts, more: Verdicts): Verdicts => ({
  ...some,
  ...Object.fromEntries(Object.entries(more).map(([said, count]) => [said, (some[said] ?? 0) + count])),
});

type Which = { readonly path: StepPath; readonly attempt: number };

const begin = (into: Attempts, { path, attempt }: Which, at: string): Tried => {
  const { run } = into;
  const tried: Tried = {
    path,
    attempt,
    type: run.index.steps.get(path)?.node.type ?? '',
    life: run.life,
    agent: undefined,
    calls: 0,
    spend: noSpend(),
    startedAt: at,
    standstillsBefore: run.standstills.length,
    ms: undefined,
    result: undefined,
    reason: undefined,
    verdicts: {},
    inherited: false,
  };
  endUnfinished(into, path, at);
  into.tried.push(tried);
  into.current.set(path, tried);
  return tried;
};

/** An attempt whose findings nobody takes in has no end of its own: it is over when the step is tried again, or what holds it ends. */
const endUnfinished = ({ run, current }: Attempts, path: StepPath, at: string): void => {
  const tried = current.get(path);
  if (tried) tried.ms ??= msSince(run, tried, at);
};

/** The attempt that something belongs to: in a fork one that had begun before goes on as an attempt of its own. */
const triedBy = (into: Attempts, which: Which, at: string): Tried => {
  const current = into.current.get(which.path);
  return current?.attempt === which.attempt ? current : begin(into, which, at);
};

const end = (
  into: Attempts,
  which: Which,
  at: string,
  result: 'passed' | 'failed',
  reason: string | undefined,
): void => {
  const tried = triedBy(into, which, at);
  tried.ms = msSince(into.run, tried, at);
  tried.result = result;
  tried.reason = reason;
  for (const held of heldBy(into.run.index, which.path)) endUnfinished(into, held, at);
};

const msSince = (
  { standstills }: RunAccumulator,
  { path, startedAt, standstillsBefore }: Tried,
  at: string,
): number => Math.max(0, msBetween(startedAt, at) - idleSince(standstills, standstillsBefore, path));

type Outcome = Pick<DataOf<'CallFinished'>, 'usage' | 'counted' | 'estimate'> & { readonly intent: Seq };

/** Adds what a call used to its attempt by the rule by which the run counts it. */
const addCall = (into: Attempts, data: Outcome, at: string): void => {
  const told = spendTold(into.run, data.intent, data);
  if (!told) return;
  const tried = triedBy(into, told.call, at);
  addTo(tried.spend, told.added);
  if (!told.session) return;
  const untold = into.untold.get(told.key) ?? [];
  into.untold.set(told.key, told.added.untold ? [...untold, tried] : untold);
  if (!told.settles) return;
  for (const one of untold) one.spend.untold -= 1;
  into.untold.delete(told.key);
};

/** What was done and used together. */
export interface ReportTotal {
  readonly attempts: number;
  /** How many of them were tried again under a retry policy. */
  readonly retries: number;
  readonly calls: number;
  readonly ms: number;
  readonly spend: SpendSummary;
  readonly verdicts?: Verdicts;
}

/** One attempt as a report shows it. */
export interface ReportedAttempt {
  readonly path: StepPath;
  readonly type: string;
  readonly life: number;
  readonly attempt: number;
  readonly agent?: string;
  readonly result: 'passed' | 'failed' | 'running' | 'interrupted';
  readonly reason?: string;
  readonly startedAt: string;
  /** How long it took, without the time in which the run stood still and its agent did not work on. */
  readonly ms: number;
  readonly calls: number;
  readonly spend: SpendSummary;
  readonly verdicts?: Verdicts;
  readonly inherited?: true;
}

/** What a run did and used, by attempt, step and agent: what `report` prints, and programs read as its JSON. */
export interface Report
  extends Pick<
    RunSummary,
    'run' | 'number' | 'workflow' | 'status' | 'ms' | 'spend' | 'underWay' | 'forkOf'
  > {
  readonly attempts: readonly ReportedAttempt[];
  readonly steps: readonly (ReportTotal & { readonly path: StepPath })[];
  readonly agents: readonly (ReportTotal & { readonly agent: string })[];
  readonly total: ReportTotal;
}

/** Reports on a run; undefined for a log without its first event. */
export const reportOf = (into: Attempts, lease: LeaseStatus, around: Around = {}): Report | undefined => {
  const summary = summaryOf(into.run, lease, around);
  if (!summary) return undefined;
  const { run, number, workflow, status, ms, spend, underWay, forkOf } = summary;
  // What only holds others spends nothing itself, and its time is theirs.
  const worked = into.tried.filter(({ agent, type }) => agent !== undefined || type === 'gates');
  const own = worked.filter(({ inherited }) => !inherited);
  const sum = (some: readonly Tried[]): ReportTotal => totalOf(into.run, some);
  return {
    ...{ run, number, workflow, status, ms, spend },
    ...(underWay ? { underWay } : {}),
    ...(forkOf ? { forkOf } : {}),
    attempts: worked.map((tried) => reported(into, tried, isAtWork(status))),
    steps: [...groupBy(own, ({ path }) => path)].map(([path, some]) => ({ path, ...sum(some) })),
    agents: [...groupBy(own, ({ agent }) => agent)].map(([agent, some]) => ({ agent, ...sum(some) })),
    total: sum(own),
  };
};

const reported = ({ run, current }: Attempts, tried: Tried, isAlive: boolean): ReportedAttempt => {
  const { path, type, life, attempt, agent, result, reason, startedAt, calls, spend } = tried;
  const unfinished = isAlive && current.get(path) === tried ? 'running' : 'interrupted';
  return {
    ...{ path, type, life, attempt },
    ...(agent === undefined ? {} : { agent }),
    result: result ?? unfinished,
    ...(reason === undefined ? {} : { reason }),
    startedAt,
    ms: tried.ms ?? msSince(run, tried, run.at),
    calls,
    spend: spendOf(spend),
    ...said(tried.verdicts),
    ...(tried.inherited ? { inherited: true as const } : {}),
  };
};

const totalOf = (run: RunAccumulator, some: readonly Tried[]): ReportTotal => ({
  attempts: some.length,
  retries: some.filter(({ attempt }) => attempt > 1).length,
  calls: some.reduce((sum, { calls }) => sum + calls, 0),
  ms: outermost(run, some).reduce((sum, tried) => sum + (tried.ms ?? msSince(run, tried, run.at)), 0),
  spend: spendOf(some.reduce((sum, { spend }) => together(sum, spend), noSpend())),
  ...said(some.reduce<Verdicts>((sum, { verdicts }) => plus(sum, verdicts), {})),
});

/** Verdicts where there are any. */
const said = (verdicts: Verdicts): { readonly verdicts?: Verdicts } =>
  Object.keys(verdicts).length === 0 ? {} : { verdicts };

/** The time of a task, a validator or an evaluator is also that of the attempt that it was part of: together it counts once. */
const outermost = ({ index }: RunAccumulator, some: readonly Tried[]): readonly Tried[] => {
  const begun = new Map<StepPath, string>();
  for (const { path, startedAt } of some) if (!begun.has(path)) begun.set(path, startedAt);
  // In a fork, an attempt may go on as one of its own only behind what was part of it.
  const hasBegun = (path: StepPath, by: string): boolean => (begun.get(path) ?? by) < by;
  return some.filter(
    ({ path, startedAt }) => !ancestorsOf(index, path).some((around) => hasBegun(around, startedAt)),
  );
};

/** What belongs together by a name, in the order in which the names come; without one it belongs to nothing. */
const groupBy = (
  some: readonly Tried[],
  nameOf: (tried: Tried) => string | undefined,
): ReadonlyMap<string, readonly Tried[]> => {
  const groups = new Map<string, Tried[]>();
  for (const one of some) {
    const name = nameOf(one);
    if (name === undefined) continue;
    const group = groups.get(name) ?? [];
    group.push(one);
    groups.set(name, group);
  }
  return groups;
};
