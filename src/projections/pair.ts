import { isOfFailure } from '../events/stop.js';
import type { ReviewNode } from '../events/tree.js';
import type { RunState } from './runState/state.js';
import { isAtWork, isReviewing, type Status } from './status.js';
import type { IndexedStep } from './stepIndex.js';

/** Where a run stands as a pair of agents sees it: one works, and another reviews. */
export type PairState =
  | 'submitted'
  | 'working'
  | 'reviewing'
  | 'completed'
  | 'failed'
  | 'cancelled'
  | 'interrupted'
  | 'paused';

/** The state of a pair, by how its run stands. */
export const pairStateOf = (state: RunState, status: Status): PairState => {
  if (isAtWork(status)) {
    if (state.steps.size === 0) return 'submitted';
    return isReviewing(state) ? 'reviewing' : 'working';
  }
  if (status === 'archived') return archivedAs(state);
  return STATES[status];
};

const STATES: Readonly<Record<Exclude<Status, 'running' | 'running on its own' | 'archived'>, PairState>> = {
  prepared: 'submitted',
  interrupted: 'interrupted',
  'interrupted (reviewing)': 'interrupted',
  stopped: 'paused',
  'stopped (budget)': 'paused',
  paused: 'paused',
  failed: 'failed',
  passed: 'completed',
  integrated: 'completed',
  discarded: 'cancelled',
  active: 'working',
  completed: 'completed',
};

/** Every word for where a pair stands. */
export const PAIR_STATES: readonly PairState[] = [...new Set(Object.values(STATES)), 'working', 'reviewing'];

const archivedAs = ({ ended }: RunState): PairState => {
  if (ended?.after === 'passed') return 'completed';
  return isOfFailure(ended?.after ?? '') ? 'failed' : 'cancelled';
};

/** Whether work is reviewed anywhere in a run, so that its agents may tell each other something. */
export const hasReview = ({ index }: Pick<RunState, 'index'>): boolean =>
  [...index.steps.values()].some(({ node }) => node.review !== undefined);

/** The most iterations and rejections of an attempt: as the workflow says, or as they were raised since. */
export type Caps = Pick<ReviewNode, 'iterations' | 'rejections'>;

export const capsOf = ({ limits }: Pick<RunState, 'limits'>, node: ReviewNode): Caps => {
  const iterations = limits.get('iterations')?.value ?? node.iterations;
  const rejections = limits.get('rejections')?.value ?? node.rejections ?? 0;
  return rejections === 0 ? { iterations } : { iterations, rejections };
};

/** The pair at hand: its state, and of a run whose work is reviewed how far the review is, by the names of a manifest. */
export interface PairFields {
  readonly state: PairState;
  /** The reviewed step that is under way, else the last one, else the first that will be. */
  readonly reviewed_step?: string;
  /** From 1 on; 0 before the first. */
  readonly current_iteration?: number;
  readonly max_iterations?: number;
  readonly primary_agent?: string;
  readonly secondary_agent?: string;
  readonly review_mode?: string;
  /** The word that says that all is done, where the agents speak by signals. */
  readonly done_signal?: string;
}

export const pairOf = (run: RunState, status: Status): PairFields => {
  const state = pairStateOf(run, status);
  const place = reviewAtHand(run);
  const review = place?.node.review;
  if (!place || !review) return { state };
  const step = run.steps.get(place.path);
  const primary = step?.attempt?.agent ?? place.node.agent;
  const secondary = review.evaluator.agent;
  return {
    state,
    reviewed_step: place.path,
    current_iteration: iterationOf(step),
    max_iterations: capsOf(run, review).iterations,
    ...(primary ? { primary_agent: primary.name } : {}),
    ...(secondary ? { secondary_agent: secondary.name } : {}),
    review_mode: review.signals?.mode ?? 'reviewer',
    ...(review.signals ? { done_signal: review.signals.done } : {}),
  };
};

/** The step whose work is reviewed now: the latest that runs, else the latest that began, else the first of all. */
const reviewAtHand = ({ index, steps }: RunState): IndexedStep | undefined => {
  const begun = [...steps.values()]
    .filter(({ path }) => index.steps.get(path)?.node.review)
    .sort((a, b) => b.seq - a.seq);
  const latest = begun.find(({ state }) => state === 'running') ?? begun[0];
  if (latest) return index.steps.get(latest.path);
  return [...index.steps.values()].find(({ node }) => node.review !== undefined);
};

/** The iteration at hand; of an attempt that has failed the one that it came to, as the next one after a rejection was only due. */
const iterationOf = (step: ReturnType<RunState['steps']['get']>): number => {
  const { review, failed, turn } = step?.attempt ?? {};
  const isDue = failed !== undefined && turn?.due === true;
  return review && !isDue ? review.iteration : (step?.ledger.at(-1)?.iteration ?? 0);
};
