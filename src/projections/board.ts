import type { LeaseStatus } from '../ports/runStore.js';
import type { Bridge, BridgeAccumulator } from './bridge.js';
import { type OutsideSummary, outsideSummaryOf } from './outside.js';
import { newestFirst } from './resolveRun.js';
import type { RunState } from './runState/state.js';
import { isAtWork, isOver, leavesOf, type Status } from './status.js';
import { type Around, type RunSummary, summaryOf } from './summary.js';
import { tmuxName } from './tmuxName.js';

/** A run as the dashboard shows it. */
export interface BoardRun extends BoardName {
  readonly workflow: string;
  readonly status: Status;
  /** The same as a pair of agents sees it. */
  readonly state: RunSummary['state'];
  /** The step that is at work, or that the run stands still at. */
  readonly step?: string;
  /** How many more are at work beside it. */
  readonly beside?: number;
  /** Where work is reviewed: which turn it is, and how many there may be. */
  readonly iteration?: { readonly at: number; readonly of: number };
  readonly steps: { readonly passed: number; readonly all: number };
  /** How long it was at work, in milliseconds. */
  readonly ms: number;
  readonly updatedAt: string;
  /** Why it stands still. */
  readonly stop?: RunSummary['stop'];
  readonly spend: RunSummary['spend'];
  readonly limits: RunSummary['limits'];
  readonly kept?: RunSummary['kept'];
  /** What its agents have told each other, over all lives. */
  readonly bridge: Pick<Bridge, 'messages' | 'done' | 'pass' | 'fail'>;
  readonly branch: string;
  readonly worktree: string;
  readonly tmux: string;
}

/** A run that cannot be read, and why. */
export interface DamagedRun extends BoardName {
  readonly fault: string;
}

interface BoardName {
  /** The id that its repository has among the runs. */
  readonly repository: string;
  /** Where that has gone, if a person said that it has. */
  readonly movedTo?: string;
  readonly run: string;
  readonly number: number | undefined;
}

/** A workflow that refold does not run, as the dashboard shows it. */
export interface BoardOutside
  extends Omit<OutsideSummary, 'repository'>,
    Pick<BoardName, 'repository' | 'movedTo'> {
  /** Where its files are. */
  readonly checkout: string;
}

/** All runs of this machine as the dashboard shows them, each list from the newest on. */
export interface Board {
  /** Those at work first, then those that are unfinished: `resume` would go on with them, and `run` asks about them. */
  readonly active: readonly BoardEntry[];
  readonly damaged: readonly DamagedRun[];
  /** Those that are over: they passed, or are done with. */
  readonly recent: readonly BoardEntry[];
}

/** A run that can be told. */
export type BoardEntry = BoardRun | BoardOutside;

/** A run as it stands; undefined for a log without its first event. */
export const boardRunOf = (
  repository: string,
  { run: state, messages, isDone, pass, fail }: BridgeAccumulator,
  lease: LeaseStatus,
  around: Around,
): BoardRun | undefined => {
  const summary = summaryOf(state, lease, around);
  if (!summary) return undefined;
  const { run, number, workflow, status, updatedAt, stop, spend, limits, kept, branch, worktree } = summary;
  const { current_iteration: iteration, max_iterations: most } = summary;
  const leaves = leavesOf(state);
  return {
    repository,
    run,
    number,
    workflow,
    status,
    state: summary.state,
    ...whereIn(state),
    ...(iteration === undefined || most === undefined ? {} : { iteration: { at: iteration, of: most } }),
    steps: {
      passed: leaves.filter((path) => state.steps.get(path)?.state === 'passed').length,
      all: leaves.length,
    },
    ms: summary.ms,
    updatedAt,
    ...(stop ? { stop } : {}),
    spend,
    limits,
    ...(kept ? { kept } : {}),
    bridge: { messages, done: isDone, pass, fail },
    branch,
    worktree,
    tmux: tmuxName(repository, number),
  };
};

/** The same of a workflow that refold does not run; undefined for any other log. */
export const boardOutsideOf = (repository: string, state: RunState): BoardOutside | undefined => {
  const summary = outsideSummaryOf(state);
  return summary && { ...summary, repository, checkout: summary.repository };
};

/** The steps that something runs for; where nothing does, the one that the run stands still at. */
export const whereIn = ({ intents, steps, stop }: RunState): Pick<BoardRun, 'step' | 'beside'> => {
  const paths = [...intents.values()].flatMap(({ type, event }) =>
    type === 'CallIntended' || type === 'GateIntended' ? [event.data.path] : [],
  );
  const open = [...steps.values()].filter(({ state }) => state !== 'passed').map(({ path }) => path);
  const [first = stop?.step ?? open.at(-1), ...others] = new Set(paths);
  return {
    ...(first === undefined ? {} : { step: first }),
    ...(others.length === 0 ? {} : { beside: others.length }),
  };
};

/** Whether nothing of a run is left that could be given up, as far as that can be told. */
export const isDoneWith = (run: BoardEntry | DamagedRun): boolean => {
  if ('fault' in run) return false;
  return 'outside' in run ? run.status !== 'active' : run.kept?.done === true;
};

/** The board of these runs. */
export const boardOf = (runs: readonly (BoardEntry | DamagedRun)[]): Board => {
  const told = runs.flatMap((run) => ('fault' in run ? [] : [run]));
  const damaged = runs.flatMap((run) => ('fault' in run ? [run] : []));
  const isRecent = ({ status }: BoardEntry): boolean => isOver(status);
  // By when they were made: one that works must not change places with its neighbour at every event.
  const active = newestFirst(told.filter((run) => !isRecent(run)));
  return {
    active: [
      ...active.filter(({ status }) => isAtWork(status)),
      ...active.filter(({ status }) => !isAtWork(status)),
    ],
    damaged: newestFirst(damaged),
    recent: [...newestFirst(told.filter(isRecent))].sort((a, b) => compare(a.updatedAt, b.updatedAt)),
  };
};

const compare = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0);
