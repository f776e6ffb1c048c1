import type { Seq, StepPath } from '../../events/ids.js';
import type { SeenState } from './worktreeState.js';

/** A file that somebody changed and that the run went on with, until an agent has been told of it and a checkpoint has it. */
export interface DriftedFile {
  path: string;
  /** The event by which it was accepted. */
  seq: Seq;
  /** An agent that works on the files was called with it among those that it was told of. */
  isTold: boolean;
  /** The step whose checkpoint has it; what becomes of the file from then on is its agents' own doing. */
  heldBy: StepPath | undefined;
}

/** Files were accepted as they are: those that were accepted before and are no further are kept beside them. */
export const accepted = (
  drift: readonly DriftedFile[],
  paths: readonly string[],
  seq: Seq,
): readonly DriftedFile[] => {
  const anew = new Set(paths);
  return [
    ...drift.filter(({ path }) => !anew.has(path)),
    ...[...anew].map((path) => ({ path, seq, isTold: false, heldBy: undefined })),
  ];
};

/** An agent has been given a prompt that was written by the event `seq`. */
export const toldBy = (drift: readonly DriftedFile[], seq: Seq): readonly DriftedFile[] =>
  unsettled(drift.map((file) => (file.seq < seq ? { ...file, isTold: true } : file)));

/** A step has committed what lay there, as it was announced by the event `seq`. */
export const heldFrom = (drift: readonly DriftedFile[], path: StepPath, seq: Seq): readonly DriftedFile[] =>
  unsettled(drift.map((file) => (file.seq < seq ? { ...file, heldBy: file.heldBy ?? path } : file)));

/** The paths of what nobody has committed: what an agent finds changed there is not its own doing. */
export const uncommitted = (drift: readonly Readonly<DriftedFile>[]): ReadonlySet<string> =>
  new Set(drift.flatMap(({ path, heldBy }) => (heldBy === undefined ? [path] : [])));

/** The worktree went back: what no checkpoint has is gone, unless it had been seen there, and what one has that is gone itself. */
export const leftAt = (
  drift: readonly DriftedFile[],
  steps: ReadonlyMap<StepPath, unknown>,
  { seen }: Pick<SeenState, 'seen'>,
): readonly DriftedFile[] =>
  drift.filter(({ heldBy, seq }) => (heldBy === undefined ? seq <= seen : steps.has(heldBy)));

/** Of what an agent was told and a checkpoint has, nothing is left to be known. */
const unsettled = (drift: readonly DriftedFile[]): readonly DriftedFile[] =>
  drift.filter(({ isTold, heldBy }) => !isTold || heldBy === undefined);
