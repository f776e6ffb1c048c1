import { branchName } from '../events/branch.js';
import { visibleText } from '../events/content.js';
import type { StepPath } from '../events/ids.js';
import type { LimitStanding } from '../events/limits.js';
import { judgementWords } from '../events/review.js';
import { msBetween } from '../events/time.js';
import type { Usage } from '../events/usage.js';
import type { LeaseStatus } from '../ports/runStore.js';
import { type CallsUnderWay, callsUnderWay, type Gauge, limitsOf } from './limits.js';
import { type Outliving, workedOn } from './outliving.js';
import { type PairFields, pairOf } from './pair.js';
import type { Frozen } from './projection.js';
import { idleSince } from './runState/standstill.js';
import type { Attempt, RunState, StepState } from './runState/state.js';
import { isAtWork, type Status, statusOf } from './status.js';
import { childrenOf } from './stepIndex.js';
import { ownWorktree } from './worktrees.js';

/** A step as surfaces show it. */
export interface StepSummary {
  readonly path: StepPath;
  readonly depth: number;
  readonly type: string;
  readonly state: 'pending' | 'running' | 'passed' | 'failed' | 'interrupted';
  readonly agent?: string;
  readonly attempt?: number;
  /** How many attempts began, over all lives. */
  readonly attempts: number;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** How long it took, in milliseconds, without the time in which the run stood still. */
  readonly ms?: number;
  readonly files: number;
  /** The commit that holds its work. */
  readonly commit?: string;
  readonly reason?: string;
  /** Of one that failed: the first line of what went wrong. */
  readonly error?: string;
  /** A person is to say whether it goes on. */
  readonly waits?: true;
  /** Of a unit of a parallel step that has begun: the branch and the worktree of its own. */
  readonly branch?: string;
  readonly worktree?: string;
  readonly gates: Readonly<Record<string, string>>;
  /** Of one whose work is reviewed: how many verdicts there are, over all lives, and the last of them. */
  readonly verdicts?: { readonly count: number; readonly last: string };
  /** The session that its agent named last. */
  readonly session?: string;
}

/** What agents said that they used: US dollars, tokens. What they did not say is counted by calls. */
export type SpendSummary = Usage & {
  /** US dollars by this machine's prices, for calls that told their tokens and not their cost. */
  readonly estimatedCost: number;
  readonly callsWithoutTokens: number;
  readonly callsWithoutCost: number;
};

/** Where a run stands: what `show` prints, and programs read as its JSON. */
export interface RunSummary extends PairFields {
  readonly run: string;
  readonly number: number;
  readonly workflow: string;
  readonly status: Status;
  readonly repository: string;
  readonly base: { readonly commit: string; readonly branch?: string };
  readonly branch: string;
  readonly worktree: string;
  /** Its worktree is not there, and is made when the run goes on. */
  readonly unmade?: true;
  readonly head: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly life: number;
  /** How long it was at work, in milliseconds. */
  readonly ms: number;
  readonly events: number;
  /** Agents that outlived their engine, where nobody holds the run; what one that has finished did, a resume takes. */
  readonly onItsOwn?: readonly Outliving[];
  readonly owner?: { readonly pid: number; readonly host: string; readonly since: string };
  readonly stop?: {
    readonly reason: string;
    readonly step?: string;
    readonly detail?: string;
    /** The limit of the run that was reached. */
    readonly limit?: string;
    readonly seq: number;
  };
  /** The run whose workflow and inputs these are, where it was begun anew. */
  readonly insteadOf?: string;
  /** Of a fork: the run that it went on from, the seq of its last event there, and what had been used by then. */
  readonly forkOf?: { readonly run: string; readonly cut: number; readonly inherited: SpendSummary };
  /** What was used in this run itself. */
  readonly spend: SpendSummary;
  /** What agents have shown so far whose calls are not over; what they used in all is counted when it is known. */
  readonly underWay?: CallsUnderWay;
  /** What the run is held to, and what of it is used, with what agents that are at work have shown. */
  readonly limits: readonly LimitStanding[];
  /** Whether it goes on where nobody knows what was spent, where that was said. */
  readonly onUnknownSpend?: { readonly does: string; readonly from: string };
  /** The branch of the user's that it was merged into, and the merge commit. */
  readonly applied?: { readonly branch: string; readonly commit: string; readonly at: string };
  /** Of a run that is discarded or archived, or about to be: the beginning of the refs that keep what it had. */
  readonly kept?: {
    readonly refs: string;
    readonly done: boolean;
    readonly left?: string;
    /** Its repository held nothing of its own when it ended, so there is no such ref; of a fork, what it took over stays. */
    readonly nothing?: true;
    /** Those refs are deleted by now. */
    readonly collected?: true;
  };
  /** Announced and not yet known to have happened. */
  readonly openIntents: readonly { readonly seq: number; readonly type: string }[];
  readonly steps: readonly StepSummary[];
}

/** The command that finishes an end of the run which was announced, and whose outcome is not known. */
export const finishing = ({
  openIntents,
  kept,
  status,
}: Pick<RunSummary, 'openIntents' | 'kept' | 'status'>): 'apply' | 'archive' | 'discard' | undefined => {
  if (openIntents.some(({ type }) => type === 'ApplyIntended')) return 'apply';
  if (kept?.done !== false) return undefined;
  return status === 'archived' ? 'archive' : 'discard';
};

/** What the log of a run cannot tell. */
export interface Around {
  readonly outliving?: readonly Outliving[];
  /** What was kept of a run that is done with is deleted by now. */
  readonly isCollected?: boolean;
  readonly gauge?: Gauge;
}

/** Sums up a run; undefined for a log without its first event. */
export const summaryOf = (
  state: RunState,
  lease: LeaseStatus,
  { outliving = [], isCollected = false, gauge }: Around = {},
): RunSummary | undefined => {
  const { run, stop } = state;
  if (!run) return undefined;
  const status = statusOf(state, lease.held, outliving);
  const alone = isCutOff(status) ? outliving : [];
  const gauged = { ...gauge, unheard: alone.length };
  return {
    run: run.run,
    number: run.number,
    workflow: run.workflow.tree.name,
    status,
    ...pairOf(state, status),
    repository: run.repository.root,
    base: { commit: run.base.commit, ...(run.base.branch === undefined ? {} : { branch: run.base.branch }) },
    branch: run.branch,
    worktree: run.worktree,
    ...(isMade(state) ? {} : { unmade: true as const }),
    head: ownWorktree(state).head.commit,
    createdAt: state.createdAt,
    updatedAt: state.at,
    life: state.life,
    ms: atWork(state, lease.held ? gauge?.now : undefined) + workedOn(state, alone),
    events: state.seq,
    ...(alone.length > 0 ? { onItsOwn: alone } : {}),
    ...(lease.held ? { owner: { pid: lease.by.pid, host: lease.by.host, since: lease.since } } : {}),
    ...(stop ? { stop: stopOf(stop) } : {}),
    ...(run.insteadOf === undefined ? {} : { insteadOf: run.insteadOf }),
    ...forkFacts(state),
    ...appliedOf(state),
    ...keptOf(state, isCollected),
    spend: spendOf(state.spend),
    ...underWayOf(state, gauged),
    limits: limitsOf(state, gauged),
    ...(state.onUnknownSpend ? { onUnknownSpend: state.onUnknownSpend } : {}),
    openIntents: [...state.intents.values()].map(({ type, event }) => ({ seq: event.seq, type })),
    steps: stepsIn(state, '', 0, isAtWork(status)),
  };
};

/** Whether a run that stands like this has lost its owner. */
const isCutOff = (status: Status): boolean =>
  ['running on its own', 'interrupted', 'interrupted (reviewing)'].includes(status);

const isMade = (state: RunState): boolean =>
  state.ended !== undefined || !['none', 'missing'].includes(ownWorktree(state).state);

/** How long a run was at work until then, in milliseconds. */
const atWork = ({ createdAt, at, standstills, forkOf }: RunState, until = at): number =>
  Math.max(0, msBetween(createdAt, until) - idleSince(standstills, forkOf?.standstills ?? 0, ''));

const forkFacts = ({ forkOf }: RunState): Pick<RunSummary, 'forkOf'> => {
  if (!forkOf) return {};
  const { run, cut, inherited } = forkOf;
  return { forkOf: { run, cut, inherited: spendOf(inherited) } };
};

/** What was used, as surfaces show it. */
export const spendOf = ({ known, estimated, untold, unpriced }: RunState['spend']): SpendSummary => ({
  ...known,
  ...(known.cost === undefined ? {} : { cost: exact(known.cost) }),
  estimatedCost: exact(estimated),
  callsWithoutTokens: untold,
  callsWithoutCost: untold + unpriced,
});

/** A sum of money in nine decimals, finer than prices are told, without what adding fractions in binary leaves behind. */
const exact = (dollars: number): number => Number(dollars.toFixed(9));

const underWayOf = (state: RunState, gauge: Gauge): Pick<RunSummary, 'underWay'> => {
  const { cost, estimatedCost, ...underWay } = callsUnderWay(state, gauge);
  if (underWay.calls === 0) return {};
  return { underWay: { ...underWay, cost: exact(cost), estimatedCost: exact(estimatedCost) } };
};

const appliedOf = ({ applied }: RunState): Pick<RunSummary, 'applied'> => {
  if (applied?.commit === undefined) return {};
  const { branch, commit, at } = applied;
  return { applied: { branch: branchName(branch), commit, at } };
};

const keptOf = ({ ended }: RunState, isCollected: boolean): Pick<RunSummary, 'kept'> => {
  if (!ended) return {};
  const { keeps: refs, done, left, refs: count } = ended;
  const gone =
    done && count === 0 ? { nothing: true as const } : isCollected ? { collected: true as const } : {};
  return { kept: { refs, done, ...(left === undefined ? {} : { left }), ...gone } };
};

const stopOf = ({
  reason,
  step,
  detail,
  limit,
  seq,
}: NonNullable<RunState['stop']>): NonNullable<RunSummary['stop']> => ({
  reason,
  ...(step === undefined ? {} : { step }),
  ...(detail === undefined ? {} : { detail }),
  ...(limit === undefined ? {} : { limit }),
  seq,
});

const stepsIn = (state: RunState, parent: string, depth: number, alive: boolean): readonly StepSummary[] =>
  childrenOf(state.index, parent).flatMap((path) => [
    stepOf(state, path, depth, alive),
    ...stepsIn(state, path, depth + 1, alive),
  ]);

/** Where a unit works, or worked. */
const unitFacts = ({ worktrees }: RunState, path: StepPath) => {
  const own = worktrees.get(path);
  return own ? { branch: branchName(own.branch), worktree: own.path } : {};
};

/** How much of an error is told, in characters. */
const ERROR_CHARS = 400;

const errorOf = (attempt: Attempt | undefined) => {
  const [line = ''] = attempt?.failed ? visibleText(attempt.failed.error).trim().split('\n') : [];
  return line === '' ? {} : { error: line.slice(0, ERROR_CHARS) };
};

const stepOf = (state: RunState, path: StepPath, depth: number, alive: boolean): StepSummary => {
  const node = state.index.steps.get(path)?.node;
  const step = state.steps.get(path);
  const agent = step?.attempt?.agent ?? node?.agent;
  const basics = {
    path,
    depth,
    type: node?.type ?? '',
    ...(agent ? { agent: agent.name } : {}),
    ...unitFacts(state, path),
  };
  if (!step) return { ...basics, state: 'pending', attempts: 0, files: 0, gates: {} };
  const { attempt, failed } = step;
  const reason = failed?.reason ?? attempt?.failed?.reason;
  return {
    ...basics,
    state: step.state === 'running' && !alive ? 'interrupted' : step.state,
    ...(attempt ? { attempt: attempt.attempt } : {}),
    ...(attempt?.session === undefined ? {} : { session: attempt.session }),
    attempts: step.attempts,
    startedAt: step.startedAt,
    ...(step.endedAt === undefined ? {} : { endedAt: step.endedAt }),
    ...(step.ms === undefined ? {} : { ms: step.ms }),
    files: step.files,
    ...(step.head === undefined ? {} : { commit: step.head }),
    ...(reason === undefined ? {} : { reason }),
    ...(step.state === 'failed' ? errorOf(attempt) : {}),
    ...([...(attempt?.pauses.values() ?? [])].includes('open') ? { waits: true as const } : {}),
    gates: Object.fromEntries([...(attempt?.gates ?? [])].map(([name, gate]) => [name, gate.state])),
    ...verdictsOf(step),
  };
};

const verdictsOf = ({ ledger }: Frozen<StepState>): Pick<StepSummary, 'verdicts'> => {
  const last = ledger.at(-1);
  return last ? { verdicts: { count: ledger.length, last: judgementWords(last) } } : {};
};
