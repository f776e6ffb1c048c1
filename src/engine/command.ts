import type { DataOf } from '../events/catalogue.js';
import type { Content } from '../events/content.js';
import type { ChangedFiles, KeptFile } from '../events/files.js';
import type { ObjectId, Seq, StepPath } from '../events/ids.js';
import type { LimitSetting } from '../events/limits.js';
import type { ProcessIdentity } from '../events/process.js';
import type { Inspection } from '../ports/inspection.js';
import type { Head, ResetDone } from '../ports/workspace.js';
import type { Gauge } from '../projections/limits.js';

/** Why the worktree is looked at: to commit what passed, to park what failed, or to know what must not be changed. */
export type InspectionPurpose = 'checkpoint' | 'placeholder' | 'beginning';

/** What lies in a worktree, compared with this head. */
export interface Looked {
  readonly head: Head;
  readonly found: Omit<Inspection, 'files'> & { readonly files: ChangedFiles };
}

/** What becomes of a worktree whose files are not as they were recorded. */
export interface DriftChosen {
  readonly unit: string;
  readonly choice: 'proceed' | 'redo' | 'fresh';
  readonly verdict: string;
  readonly files: DataOf<'DriftResolved'>['files'];
}

/** The same, with what was found there, which is to be kept. */
export interface DriftAnswer extends DriftChosen, Looked {
  readonly choice: 'proceed' | 'redo';
}

/** What merging a unit comes to: the tree of the merge, or the unit merged before that changed the same files. */
export type MergeResult =
  | { readonly tree: ObjectId; readonly files: ChangedFiles }
  | { readonly with: StepPath; readonly files: readonly string[]; readonly count: number };

/** What a life begins with. */
export interface LifeFacts {
  readonly lease: number;
  readonly refold: string;
  readonly process: ProcessIdentity;
  /** Torn tails that no event names yet. */
  readonly torn: DataOf<'LogRepaired'>['torn'];
  /** Where the repository has gone, where no event says so yet. */
  readonly moved?: DataOf<'RepositoryMoved'>;
}

/** What is told of a workflow that refold does not run. */
type OutsideCommand =
  | {
      readonly type: 'BeginOutside';
      readonly facts: DataOf<'OutsideRunCreated'>;
      readonly checkpoint: DataOf<'OutsideCheckpointMade'>;
      readonly life: LifeFacts;
    }
  | {
      readonly type: 'MakeCheckpoint';
      readonly checkpoint: DataOf<'OutsideCheckpointMade'>;
      readonly life: LifeFacts;
    }
  /** Hand the run back to its workflow behind this checkpoint, with the files that were accepted as they were found. */
  | {
      readonly type: 'ResumeOutside';
      readonly checkpoint: Seq;
      readonly found: readonly KeptFile[];
      readonly life: LifeFacts;
    }
  | ({ readonly type: 'KeepFound'; readonly life: LifeFacts } & DataOf<'OutsideFileKept'>)
  /** Look for its checkout elsewhere from now on. */
  | {
      readonly type: 'MoveCheckout';
      readonly moved: DataOf<'RepositoryMoved'>;
      readonly life: LifeFacts;
    }
  | ({ readonly type: 'CloseOutside'; readonly life: LifeFacts } & DataOf<'OutsideRunClosed'>);

/**
 * Everything that can be asked of a run. Ids, times and digests come with the command: `decide` reads no clock and
 * no disk. The first group comes from people, the second from `plan`, the third reports what an effect found.
 */
export type Command =
  | { readonly type: 'CreateRun'; readonly facts: DataOf<'RunCreated'>; readonly life: LifeFacts }
  /** Go on as a run of its own from here. */
  | {
      readonly type: 'ForkRun';
      readonly facts: DataOf<'RunForked'>;
      /** Where the repository has gone, where the events up to the cut do not say so. */
      readonly moved?: DataOf<'RepositoryMoved'>;
    }
  | {
      readonly type: 'ResumeRun';
      readonly plan: DataOf<'RunResumed'>;
      readonly life: LifeFacts;
      /** The limits that are asked for now, whether they are so already or not. */
      readonly limits?: readonly LimitSetting[];
      /** The tasks of splits whose files are not as they were. */
      readonly tasks?: readonly DataOf<'TasksTaken'>[];
      /** What somebody said of worktrees whose files are not as they were recorded. */
      readonly drift?: readonly DriftAnswer[];
      /** The units whose files are not as they were recorded, whoever changed them. */
      readonly changed?: readonly string[];
    }
  /** Bring everything that is under way to its end, and keep what is not committed, before a replay. */
  | ({
      readonly type: 'ComeToRest';
      readonly life: LifeFacts;
      /** The units whose files are not as they were recorded, whoever changed them. */
      readonly changed?: readonly string[];
    } & Pick<DataOf<'StopRequested'>, 'recreates' | 'recreatesUnits'>)
  | {
      readonly type: 'ReplayRun';
      readonly plan: ReplayOrder;
      readonly life: LifeFacts;
      readonly limits?: readonly LimitSetting[];
      /** Of one that takes back what somebody changed: what that was. */
      readonly drift?: readonly DriftAnswer[];
      /** The units whose files are not as they were recorded, whoever changed them. */
      readonly changed?: readonly string[];
    }
  | {
      readonly type: 'DisposeRun';
      readonly kind: 'discarded' | 'archived';
      readonly life: LifeFacts;
      /** Of one that a new run takes the place of, because somebody changed its files: what that was. */
      readonly drift?: readonly DriftChosen[];
    }
  | { readonly type: 'ApplyRun'; readonly plan: DataOf<'ApplyIntended'>; readonly life: LifeFacts }
  | { readonly type: 'FinishApply'; readonly life: LifeFacts }
  | OutsideCommand
  | ({ readonly type: 'RequestStop' } & DataOf<'StopRequested'>)
  | ({ readonly type: 'StopRun' } & DataOf<'RunStopped'>)
  | { readonly type: 'IntendWorktree'; readonly unit: string }
  | { readonly type: 'IntendSetup'; readonly unit: string }
  | { readonly type: 'IntendRemoval'; readonly unit: string }
  | { readonly type: 'StartStep'; readonly path: StepPath }
  | { readonly type: 'StartAttempt'; readonly path: StepPath }
  | { readonly type: 'IntendCall'; readonly path: StepPath }
  | { readonly type: 'IntendGate'; readonly path: StepPath; readonly gate: string }
  | { readonly type: 'IntendReset'; readonly path: StepPath }
  | { readonly type: 'IntendUnwind'; readonly path: StepPath }
  | { readonly type: 'IntendContext'; readonly path: StepPath; readonly index: number }
  | { readonly type: 'IntendUndo'; readonly path: StepPath }
  | { readonly type: 'BeginPause'; readonly path: StepPath; readonly when: string }
  | {
      readonly type: 'AnswerPause';
      readonly path: StepPath;
      readonly when: string;
      readonly answer: 'continue' | 'abort';
      readonly by: string;
    }
  /** The time that a call was put off by is over. */
  | { readonly type: 'EndWait'; readonly path: StepPath }
  | { readonly type: 'PostponeCall'; readonly path: StepPath }
  | { readonly type: 'JudgeWork'; readonly path: StepPath }
  | ({ readonly type: 'NearLimit' } & DataOf<'LimitNeared'>)
  | { readonly type: 'JudgeGate'; readonly path: StepPath; readonly gate: string }
  | { readonly type: 'PassStep'; readonly path: StepPath }
  | { readonly type: 'CommitWork'; readonly path: StepPath }
  | { readonly type: 'FailAttempt'; readonly path: StepPath }
  | { readonly type: 'PassGroup'; readonly path: StepPath }
  | { readonly type: 'FailGroup'; readonly path: StepPath }
  | { readonly type: 'MergeNothing'; readonly path: StepPath }
  | ({
      readonly type: 'ReportInspection';
      readonly purpose: InspectionPurpose;
      readonly path: StepPath;
    } & Looked)
  | {
      readonly type: 'ReportSalvage';
      readonly left: readonly (Looked & { readonly unit: string })[];
      /** Why the first one that could not be looked at could not. */
      readonly failure?: { readonly reason: string; readonly detail: string };
    }
  | {
      readonly type: 'ReportMerge';
      readonly path: StepPath;
      /** Where the branch stood that it is merged to. */
      readonly onto: Head;
      readonly result: MergeResult;
    }
  | ({
      readonly type: 'ReportWork';
      readonly path: StepPath;
      /** Every changed path, also where the files themselves are a payload. */
      readonly changed: readonly string[];
      readonly diff: Content;
      /** The beginning of a long diff, and what changed where, for an evaluator. */
      readonly excerpt?: Content;
      readonly summary?: string;
      /** What stands in the file that the step asked its agent for. */
      readonly answer: string | undefined;
      readonly kept: Content | undefined;
      /** All that the agent said, where it may speak by signals. */
      readonly said?: string;
    } & Looked)
  | ({
      readonly type: 'ReportActivity';
      readonly ms: number;
      readonly wrote: readonly string[];
      readonly session: string | undefined;
    } & DataOf<'ActivitySeen'>)
  /** How late it is, and how large the run has become. */
  | ({ readonly type: 'ReportGauge' } & Gauge)
  | ({ readonly type: 'FinishContext' } & DataOf<'ContextRead'>)
  | ({ readonly type: 'InterruptContext' } & DataOf<'ContextInterrupted'>)
  | ({ readonly type: 'ReportSpawned' } & DataOf<'AgentSpawned'>)
  | ({ readonly type: 'ReportAdopted' } & DataOf<'AgentAdopted'>)
  | ({
      readonly type: 'FinishCall';
      readonly session: string | undefined;
      readonly sessionLost: string | undefined;
    } & DataOf<'CallFinished'>)
  | ({ readonly type: 'InterruptCall'; readonly session: string | undefined } & DataOf<'CallInterrupted'>)
  | ({ readonly type: 'FinishGate' } & DataOf<'GateFinished'>)
  | ({ readonly type: 'InterruptGate' } & DataOf<'GateInterrupted'>)
  | ({ readonly type: 'ReportWorktree' } & DataOf<'WorktreeCreated'>)
  | ({ readonly type: 'ReportRemoved' } & DataOf<'WorktreeRemoved'>)
  | ({ readonly type: 'FinishSetup' } & DataOf<'SetupFinished'>)
  | ({ readonly type: 'InterruptSetup' } & DataOf<'SetupInterrupted'>)
  | ({ readonly type: 'ReportApplied' } & DataOf<'RunApplied'>)
  | ({ readonly type: 'ReportNotApplied' } & DataOf<'ApplyRefused'>)
  | ({ readonly type: 'ReportDisposed' } & DataOf<'RunDiscarded'>)
  | { readonly type: 'ReportReattached'; readonly intent: Seq }
  | { readonly type: 'ReportCommit'; readonly intent: Seq; readonly commit: ObjectId }
  | ({ readonly type: 'ReportReset'; readonly intent: Seq } & ResetDone)
  | { readonly type: 'ReportUnwound'; readonly intent: Seq }
  | { readonly type: 'ReportNotUnwound'; readonly intent: Seq; readonly tip: Head };

export type CommandType = Command['type'];
export type CommandOf<T extends CommandType> = Extract<Command, { type: T }>;

/** What a replay will do, as `recover` planned it. */
export type ReplayOrder = DataOf<'RunReplayed'> & {
  /** Where each worktree goes back to, by its unit. */
  readonly resets: readonly { readonly unit: string; readonly to: Head }[];
  /** Of one that was asked for by the name of a step that several tasks have: those steps, as far as they are named. */
  readonly meant?: { readonly count: number; readonly first: readonly StepPath[] };
};
