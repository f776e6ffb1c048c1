import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { matchesAny } from '../../engine/glob.js';
import { neededIn } from '../../engine/mayProceed.js';
import type { ChangedFile, ChangedFiles } from '../../events/files.js';
import type { CompareSpec, Comparing, Comparison, Difference } from '../../ports/comparing.js';
import type { EventReader } from '../../ports/eventLog.js';
import type { PayloadReader } from '../../ports/payloads.js';
import type { Head } from '../../ports/workspace.js';
import {
  type FoundFile,
  type Integrity,
  integrityOf,
  type RecordedFiles,
  stateOf,
  together,
} from '../../projections/integrity.js';
import { load } from '../../projections/load.js';
import { listsBehind, type Recorded, recordedFiles, recordedIn } from '../../projections/recordedFiles.js';
import { inFlightIn } from '../../projections/runState/recorded.js';
import type { RunState } from '../../projections/runState/state.js';
import type { CliError } from '../failure/failure.js';
import { howLost } from '../failure/wording.js';

/** A worktree of a run beside what is recorded of it. */
export interface WorktreeFiles {
  /** The unit that it is for; empty for that of the run. */
  readonly unit: string;
  readonly spec: CompareSpec;
  readonly comparison: Comparison;
  readonly integrity: Integrity;
}

/** Where what is recorded of files is read from. */
export interface FileRecord {
  readonly log: EventReader;
  readonly payloads: PayloadReader;
}

export interface LookOptions {
  /** Ask also about what something that was cut off may have done. */
  readonly strict?: boolean;
  /** What is on the branch, to be compared with rather than what was recorded last: that may be in no commit of it. */
  readonly against?: Head;
}

/**
 * Compares every worktree of a run with what is recorded of it, or with its branch. The log is read a second time only
 * where something differs, to tell what of it was recorded.
 */
export const lookAtFiles = (
  comparing: Comparing,
  record: FileRecord,
  state: RunState,
  missing: readonly string[],
  { strict = false, against }: LookOptions,
): TE.TaskEither<CliError, readonly WorktreeFiles[]> =>
  pipe(
    [...state.worktrees].filter(([unit, worktree]) => worktree.state === 'ready' && !missing.includes(unit)),
    TE.traverseSeqArray(([unit, { path: worktree, branch, recorded: last, head }]) => {
      const recorded = against ?? { commit: last.commit, tree: last.tree };
      const isCommitted = against !== undefined || isSame(last, head);
      const spec: CompareSpec = { worktree, branch, recorded, isCommitted, needed: neededIn(state, unit) };
      const inFlight = strict ? [] : inFlightIn(state, unit);
      return pipe(
        comparing.compare(spec),
        TE.map((comparison) => ({ unit, spec, comparison, inFlight })),
      );
    }),
    TE.bindTo('compared'),
    TE.bindW('recorded', ({ compared }) =>
      compared.some(({ comparison }) => comparison.differences.length > 0)
        ? TE.map(({ value }: { readonly value: Recorded }) => value)(load(record.log, recordedFiles))
        : TE.right(undefined),
    ),
    TE.chainW(({ compared, recorded }) =>
      pipe(
        compared,
        TE.traverseSeqArray(({ inFlight, ...files }) =>
          pipe(
            TE.fromTask(
              recordOf(
                record,
                recorded && listsBehind(recorded, files.unit, against ? 'the branch' : 'the files'),
              ),
            ),
            TE.map(({ known, damage }) => ({
              ...files,
              integrity: integrityOf({
                recorded: known,
                found: files.comparison.differences.map((difference) => foundFile(difference, inFlight)),
                checked: files.comparison.checked,
                damage: [...files.comparison.lost, ...damage],
              }),
            })),
          ),
        ),
      ),
    ),
  );

/** What is said of the files of a worktree, whether it could be looked into or not. */
export type Verified = Pick<WorktreeFiles, 'unit' | 'spec' | 'integrity'> &
  Partial<Pick<WorktreeFiles, 'comparison'>>;

/** The verdicts as a program reads them, with where HEAD is if it is elsewhere, and what git is in the middle of. */
export const filesDocument = (files: readonly Verified[]) => ({
  ...together(files.map(({ integrity }) => integrity)),
  worktrees: files.map(
    ({ unit, spec: { worktree }, integrity, comparison: { elsewhere, operation } = {} }) => ({
      unit,
      worktree,
      ...integrity,
      ...(elsewhere === undefined ? {} : { head: elsewhere }),
      ...(operation === undefined ? {} : { operation }),
    }),
  ),
});

const foundFile = ({ file, differs, committed }: Difference, inFlight: readonly string[]): FoundFile => ({
  path: file.path,
  now: 'unknown' in file ? { unknown: file.unknown } : stateOf(file),
  differs,
  ...(matchesAny(inFlight, file.path) ? { inFlight: true } : {}),
  ...(committed ? { committed } : {}),
});

interface Known {
  readonly known: RecordedFiles;
  /** What of the record cannot be read, in words. */
  readonly damage: readonly string[];
}

const isSame = (one: Head, other: Head): boolean => one.commit === other.commit && one.tree === other.tree;

/** What is recorded of the files of a worktree, with every list that is held beside the log. */
const recordOf =
  ({ payloads }: Pick<FileRecord, 'payloads'>, behind: readonly ChangedFiles[] = []) =>
  async (): Promise<Known> => {
    const lists: (readonly ChangedFile[])[] = [];
    const damage: string[] = [];
    for (const files of behind) {
      const list = await listOf(payloads, files);
      if (typeof list === 'string') damage.push(list);
      else lists.push(list);
    }
    return { known: recordedIn(lists), damage };
  };

/** The files of such a list, also where it is held beside the log; or in words how it is lost. */
export const listOf = async (
  payloads: PayloadReader,
  files: ChangedFiles,
): Promise<readonly ChangedFile[] | string> => {
  if ('list' in files) return files.list;
  const content = await payloads.get(files.payload)();
  if (content._tag === 'Right')
    return JSON.parse(new TextDecoder().decode(content.right)) as readonly ChangedFile[];
  return `the payload ${files.payload.sha256}, a list of recorded files, ${howLost(content.left)}`;
};
