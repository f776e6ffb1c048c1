import type { DataOf, EventOf, IntentType } from '../../events/catalogue.js';
import type { Content } from '../../events/content.js';
import type { ObjectId, RunId, Seq, StepPath } from '../../events/ids.js';
import type { AgentNode, TaskNode } from '../../events/tree.js';
import type { Frozen } from '../projection.js';
import { indexSteps, type StepIndex } from '../stepIndex.js';
import type { AppliedState, EndedState } from './endingState.js';
import type { LifeState, StoppingState, StopState } from './lifeState.js';
import type { LimitState, ShownState } from './limitState.js';
import type { InboxState } from './onMessage.js';
import type { OutsideState } from './outsideState.js';
import type { LedgerEntry, ReviewState, TurnState } from './reviewState.js';
import { noSpend, type SessionState, type SpendState } from './sessionState.js';
import type { Standstill } from './standstill.js';
import type { HeadState, SeenState, WorktreeState } from './worktreeState.js';

/** An intent whose outcome is not known yet, with the life that announced it. */
export type OpenIntent = { [T in IntentType]: OpenIntentOf<T> }[IntentType];

export interface OpenIntentOf<T extends IntentType> {
  type: T;
  event: EventOf<T>;
  life: number;
  /** The unit whose worktree it concerns, and where that is. */
  unit: string;
  worktree: string;
  /** Of a call: its launcher and the life that spawned it. */
  spawned: { pid: number; start: string; life: number } | undefined;
  /** Of a call: what it has shown of its spend; what it used in all is told when it ends. */
  shown: ShownState | undefined;
}

/** The latest call of an attempt. */
export interface CallState {
  seq: Seq;
  call: number;
  state: 'open' | 'succeeded' | 'failed' | 'interrupted';
  output: Content | undefined;
  error: Content | undefined;
  /** Of one that failed: what is known of the why. */
  fault: string | undefined;
}

export interface GateState {
  seq: Seq;
  state: 'open' | 'passed' | 'failed' | 'skipped' | 'interrupted';
  output: Content | undefined;
  error: string | undefined;
  comments: string | undefined;
}

/** What was read for the agent. */
export interface ContextState {
  seq: Seq;
  state: 'open' | 'read' | 'interrupted';
  content: Content | undefined;
}

/** What lay in the worktree after the agent. */
export type WorkState = Omit<DataOf<'WorkObserved'>, 'path' | 'attempt'>;

/** What the agent answered, where it was asked to. */
export type AnswerState = Omit<DataOf<'AnswerRead'>, 'path' | 'attempt'>;

export interface ActivityState {
  turns: number;
  tokens: number;
  /** With what is estimated of it. */
  cost: number;
  /** How much of the output of the call has been looked at, in bytes. */
  read: number;
}

export interface AttemptState {
  attempt: number;
  seq: Seq;
  at: string;
  agent: AgentNode | undefined;
  /** The worktree must go back to the step's base before this attempt does anything. */
  resetDue: boolean;
  /** The overrides of the retry policy that act on it, by their places. */
  overrides: readonly number[];
  calls: number;
  call: CallState | undefined;
  /** What was read for the agent, by its place in the list. */
  context: Map<number, ContextState>;
  work: WorkState | undefined;
  answer: AnswerState | undefined;
  /** What a person was asked, and said; `open` while nobody answered. */
  pauses: Map<string, string>;
  activity: ActivityState;
  /** The session that its agent named. */
  session: string | undefined;
  /** A session that could not be gone on with, and the call that found out. */
  lost: { intent: Seq; session: string; why: string } | undefined;
  spend: SpendState;
  guard: { guard: string; detail: string } | undefined;
  gates: Map<string, GateState>;
  /** Since when what was found of its work before is of files that are others by now. */
  voided: Seq | undefined;
  turn: TurnState;
  /** Of a step whose work is reviewed. */
  review: ReviewState | undefined;
  failed: { reason: string; error: Content } | undefined;
  /** Where branch and worktree stood when it began. */
  start: SeenState;
  /** What the agent did must be taken back to there. */
  undoDue: boolean;
}

export interface StepState {
  path: StepPath;
  state: 'running' | 'passed' | 'failed';
  /** The seq of its latest first start. */
  seq: Seq;
  /** The seq of the latest event that concerns it: the cause of what it does next. */
  last: Seq;
  startedAt: string;
  endedAt: string | undefined;
  /** How often the run had stood still before it began. */
  standstillsBefore: number;
  /** How long it took, without the time in which the run stood still and no agent worked on for it. */
  ms: number | undefined;
  base: HeadState;
  /** Undefined between a resume after a failure and the attempt that it leads to. */
  attempt: AttemptState | undefined;
  /** The attempt before it, also of an earlier life. */
  previous: AttemptState | undefined;
  /** Where branch and worktree stand, as far as this step knows. */
  stands: SeenState;
  /** Of one that only looks: what it must not change has been looked at. */
  isSeen: boolean;
  /** The session that each of its agents was in last, by the name of the agent. */
  sessions: Map<string, string>;
  /** Every verdict on it, over all lives; a replay of the step begins anew. */
  ledger: LedgerEntry[];
  /** How many attempts began in all, over all lives. */
  attempts: number;
  files: number;
  /** The commit that holds its work, when it passed. */
  head: ObjectId | undefined;
  failed: { reason: string; placeholder: ObjectId | undefined } | undefined;
  /** Of a unit: the seq of its merge, and where the branch that took it in stood before. */
  merged: { seq: Seq; onto: HeadState } | undefined;
  /** Of a unit: the one merged before that changed the same files. */
  conflict: { with: StepPath; files: readonly string[]; count: number } | undefined;
}

/**
 * All that the engine knows of a run. What is not known is undefined and never missing: objects that keep their shape
 * are folded faster.
 */
export interface RunAccumulator {
  seq: number;
  at: string;
  /** The time of the event before. */
  lastAt: string;
  /** The seq of the latest event that concerns the run as a whole. */
  last: number;
  run: DataOf<'RunCreated'> | undefined;
  /** Set in the place of `run` where refold does not run the workflow. */
  outside: OutsideState | undefined;
  /** When it began, or was forked. */
  createdAt: string;
  /** When no life was there. */
  standstills: Standstill[];
  index: StepIndex;
  /** The lives by number; agents may have been spawned in an older one. */
  lives: Map<number, LifeState>;
  life: number;
  /** The worktrees by the unit that they are for; that of the run under the empty path. */
  worktrees: Map<string, WorktreeState>;
  /** Units that a replay cleared, with where they had begun: they begin there again. */
  beginnings: Map<string, HeadState>;
  /** The tasks that splits were given by their agents. */
  tasks: Map<StepPath, readonly TaskNode[]>;
  steps: Map<StepPath, StepState>;
  /** The verdicts on steps that begin again with the unit that they are in, as it did not fit to the others. */
  ledgers: Map<StepPath, LedgerEntry[]>;
  /** Of each group, and of the root under the empty path: how many of its steps passed, from the first on. */
  passed: Map<string, number>;
  /** How far each agent of a review has been told what was posted to it, by its step. */
  inboxes: Map<StepPath, InboxState>;
  /** The sessions by `sessionKey`. */
  sessions: Map<string, SessionState>;
  /** What was used since the run began, or was forked. */
  spend: SpendState;
  /** What the run as a whole is held to, by the names of `Limit`. */
  limits: Map<string, LimitState>;
  /** What becomes of a run with a limit on its spend when nobody knows that; where nothing is said, it stops. */
  onUnknownSpend: { does: string; from: string } | undefined;
  /**
   * Of a fork: the run that it was made from, where, in which life, how often that had stood still, and all that had been
   * used until then.
   */
  forkOf: { run: RunId; cut: Seq; life: number; standstills: number; inherited: SpendState } | undefined;
  intents: Map<Seq, OpenIntent>;
  /** How many open intents there are in each worktree, by its unit. */
  busy: Map<string, number>;
  stopping: StoppingState | undefined;
  /** Set while the run stands still. */
  stop: StopState | undefined;
  /** The plan by which the run was gone on with last. */
  resumed: DataOf<'RunResumed'> | undefined;
  /** The stop before this life. */
  lastStop: StopState | undefined;
  applied: AppliedState | undefined;
  ended: EndedState | undefined;
  /** Files with torn tails that an event names. */
  tornFiles: Set<string>;
  /** The first event that only a newer refold knows and that must not be passed over in writing. */
  critical: { type: string; seq: Seq; refold: string } | undefined;
  /** The seq of the latest replay; 0 without any. */
  replayed: number;
  /** Life events that a lower lease wrote after a higher one. */
  secondWriters: Seq[];
}

/** What the events of a run fold to, to be looked at. */
export type RunState = Frozen<Omit<RunAccumulator, 'index'>> & { readonly index: StepIndex };

/** What a run was created with. */
export type Facts = NonNullable<RunState['run']>;

/** A step as it is looked at. */
export type Step = Frozen<StepState>;

/** An attempt of a step as it is looked at. */
export type Attempt = Frozen<AttemptState>;

export const emptyRunState = (): RunAccumulator => ({
  seq: 0,
  at: '',
  lastAt: '',
  last: 0,
  run: undefined,
  outside: undefined,
  createdAt: '',
  standstills: [],
  index: indexSteps({ name: '', steps: [] }),
  lives: new Map(),
  life: 0,
  worktrees: new Map(),
  beginnings: new Map(),
  tasks: new Map(),
  steps: new Map(),
  ledgers: new Map(),
  passed: new Map(),
  inboxes: new Map(),
  sessions: new Map(),
  spend: noSpend(),
  limits: new Map(),
  onUnknownSpend: undefined,
  forkOf: undefined,
  intents: new Map(),
  busy: new Map(),
  stopping: undefined,
  stop: undefined,
  resumed: undefined,
  lastStop: undefined,
  applied: undefined,
  ended: undefined,
  tornFiles: new Set(),
  critical: undefined,
  replayed: 0,
  secondWriters: [],
});
