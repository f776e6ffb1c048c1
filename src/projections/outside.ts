import type { KeptFile } from '../events/files.js';
import type { Seq } from '../events/ids.js';
import type { FileState, RecordedFiles } from './integrity.js';
import type { Frozen } from './projection.js';
import { lineageOf, type OutsideCheckpoint, type OutsideState, standingAt } from './runState/outsideState.js';
import type { RunState } from './runState/state.js';
import { type Status, statusOf } from './status.js';

/** Where a workflow stands that refold does not run: what `show` prints, and programs read as its JSON. */
export interface OutsideSummary {
  readonly run: string;
  readonly number: number;
  /** The name of the run, which stands where other runs have the name of their workflow. */
  readonly workflow: string;
  readonly outside: true;
  readonly status: Status;
  readonly repository: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly life: number;
  readonly events: number;
  readonly checkpoints: number;
  /** What it stands at. */
  readonly checkpoint?: {
    readonly seq: Seq;
    readonly step: number;
    readonly title?: string;
    readonly at: string;
  };
  readonly command?: string;
  readonly vars: Readonly<Record<string, string>>;
  /** How many files are recorded. */
  readonly files: number;
}

/** Sums up a run of a workflow that refold does not run; undefined for any other. */
export const outsideSummaryOf = (state: RunState): OutsideSummary | undefined => {
  const { outside } = state;
  if (!outside) return undefined;
  const { run, number, name, command, vars } = outside;
  const at = outside.standing === undefined ? undefined : outside.checkpoints.get(outside.standing);
  return {
    run,
    number,
    workflow: name,
    outside: true,
    status: statusOf(state, false),
    repository: outside.repository.root,
    createdAt: state.createdAt,
    updatedAt: state.at,
    life: state.life,
    events: state.seq,
    checkpoints: outside.checkpoints.size,
    ...(at ? { checkpoint: checkpointFacts(at) } : {}),
    ...(command === undefined ? {} : { command }),
    vars: Object.fromEntries(vars),
    files: present(outside.files).length,
  };
};

const checkpointFacts = ({ seq, step, title, at }: Frozen<OutsideCheckpoint>) => ({
  seq,
  step,
  ...(title === undefined ? {} : { title }),
  at,
});

/** The files of these that are there. */
const present = (files: ReadonlyMap<string, KeptFile>): readonly KeptFile[] =>
  [...files.values()].filter((file) => !('deleted' in file));

/** A checkpoint to go on from, with what is recorded there in all. */
export interface GoingOn {
  readonly checkpoint: Frozen<OutsideCheckpoint>;
  readonly files: ReadonlyMap<string, KeptFile>;
  readonly vars: ReadonlyMap<string, string>;
  readonly command: string | undefined;
  /** Files that were accepted since, as they were found; they are to be processed again. */
  readonly found: ReadonlyMap<string, KeptFile>;
}

/**
 * Where to go on: at the checkpoint that the run stands at, or at the latest one of a step. Which one is the latest is
 * told by the order of the log alone. Undefined if there is none.
 */
export const goingOnFrom = (outside: Frozen<OutsideState>, step?: number): GoingOn | undefined => {
  const { checkpoints, standing } = outside;
  const wanted = step === undefined ? standing : latestOf(outside, step);
  const checkpoint = wanted === undefined ? undefined : checkpoints.get(wanted);
  if (!checkpoint) return undefined;
  if (checkpoint.seq === standing) return { ...outside, checkpoint };
  return { ...standingAt(checkpoints, checkpoint.seq), checkpoint, found: new Map() };
};

/** The checkpoint of this step that led to where the run stands; where there is none, the latest one of it at all. */
const latestOf = ({ checkpoints, standing }: Frozen<OutsideState>, step: number): Seq | undefined => {
  const isOfStep = (one: Frozen<OutsideCheckpoint>): boolean => one.step === step;
  const line = standing === undefined ? [] : lineageOf(checkpoints, standing);
  return (line.findLast(isOfStep) ?? [...checkpoints.values()].findLast(isOfStep))?.seq;
};

/** A checkpoint as it is listed. */
export interface OutsideListed {
  readonly seq: Seq;
  readonly at: string;
  readonly step: number;
  readonly title?: string;
  /** How many files were new, changed or gone since the one before. */
  readonly files: number;
  /** Which these are, with what was kept of each. */
  readonly changed: ReadonlyArray<FileState & { readonly path: string }>;
  /** The run goes on from it, or from what came of it. */
  readonly current: boolean;
}

/** The checkpoints of a run, in the order of its log. */
export const outsideCheckpointsIn = ({
  checkpoints,
  standing,
}: Frozen<OutsideState>): readonly OutsideListed[] => {
  const line = standing === undefined ? [] : lineageOf(checkpoints, standing);
  const current = new Set(line.map(({ seq }) => seq));
  return [...checkpoints.values()].map((one) => ({
    ...checkpointFacts(one),
    files: one.files.length,
    changed: one.files.map((file) => ({ path: file.path, ...fileStateOf(file) })),
    current: current.has(one.seq),
  }));
};

/** The checkpoints that led to this one, without it, the latest first. */
export const stepsBefore = (
  { checkpoints }: Frozen<OutsideState>,
  seq: Seq,
): readonly Frozen<OutsideCheckpoint>[] => lineageOf(checkpoints, seq).slice(0, -1).toReversed();

/** The command that the workflow was first said to go on by. */
export const firstCommandOf = ({ checkpoints }: Frozen<OutsideState>): string | undefined =>
  [...checkpoints.values()].find(({ command }) => command !== undefined)?.command;

/** A recorded file as it is compared with what is there. */
export const fileStateOf = (file: KeptFile): FileState =>
  'deleted' in file
    ? { deleted: true }
    : { mode: file.mode, size: file.content.bytes, sha256: file.content.sha256 };

/** What is recorded of every file, with what was accepted since in its place. */
export const recordedOf = ({ files, found }: Pick<GoingOn, 'files' | 'found'>): RecordedFiles =>
  new Map([...files, ...found].map(([path, file]) => [path, fileStateOf(file)]));

/** Why there is nothing in a log that refold ran: it was never begun, or its workflow is one that refold does not run. */
export type NoFacts =
  | { readonly _tag: 'NotCreated' }
  | {
      readonly _tag: 'RunOutside';
      readonly number: number;
      readonly name: string;
      readonly isActive: boolean;
    };

export const noFacts = ({ outside }: Pick<RunState, 'outside'>): NoFacts => {
  if (!outside) return { _tag: 'NotCreated' };
  const { number, name, closed } = outside;
  return { _tag: 'RunOutside', number, name, isActive: closed === undefined };
};

/** The step of the last checkpoint that is known of a run. */
export const lastStepOf = (outside: Frozen<OutsideState>): number | undefined =>
  goingOnFrom(outside)?.checkpoint.step;
