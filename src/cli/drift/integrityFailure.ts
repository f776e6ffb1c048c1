import { some } from '../../events/some.js';
import { pathWords } from '../../inspector/text/pathWords.js';
import { EXIT } from '../exitCode.js';
import { refused, type TellersOf } from '../failure/told.js';
import { quoted } from '../failure/wording.js';

/** What keeps a command from its work because of files that are not as they were recorded. */
export type IntegrityError =
  | FilesDiffer
  | FilesDamaged
  | NothingToReview
  | NothingToRestore
  | FileInSeveral
  | NoSuchUnit;

/** Files are not as they were recorded, and nobody said what is to become of them. */
export interface FilesDiffer {
  readonly _tag: 'FilesDiffer';
  /** The verdict, and a line for each file. */
  readonly lines: readonly string[];
  /** What can be said. */
  readonly choices: readonly string[];
  /** All that is known of the files. */
  readonly files: object;
}

/** What was recorded of files cannot be had any more. */
export interface FilesDamaged {
  readonly _tag: 'FilesDamaged';
  readonly number: number;
  readonly damage: readonly string[];
  /** The latest checkpoint that is whole. */
  readonly cut: number | undefined;
}

/** Who only wants to be shown files does not go on where there are none to show. */
export interface NothingToReview {
  readonly _tag: 'NothingToReview';
}

/** A file that is as it was recorded, or that nobody knows. */
export interface NothingToRestore {
  readonly _tag: 'NothingToRestore';
  readonly path: string;
}

/** Several worktrees of a run hold a file that differs under this name. */
export interface FileInSeveral {
  readonly _tag: 'FileInSeveral';
  readonly path: string;
  readonly units: readonly string[];
}

/** No worktree of a run is for this unit. */
export interface NoSuchUnit {
  readonly _tag: 'NoSuchUnit';
  readonly wanted: string;
  /** Those that there are, besides that of the run. */
  readonly units: readonly string[];
}

/** How much of the damage is told. */
const TOLD = 20;

/** What loses nothing of what is recorded. */
const PUT_BACK =
  'nothing was changed; once what is lost is put back from a copy, the same command works again';

/** Says of each what happened, where, and what to do next. */
export const integrityTellers: TellersOf<IntegrityError> = {
  FilesDiffer: ({ lines, choices, files }) => ({
    message: lines.join('\n'),
    hint: `nothing was changed; ${wayOn(choices)}`,
    exit: EXIT.stopped,
    facts: { choices, files },
  }),
  FilesDamaged: ({ number, damage, cut }) => ({
    message: [
      'damaged: what the checkpoint names cannot be had any more',
      ...damage.slice(0, TOLD).map((line) => `  ${line}`),
      ...(damage.length > TOLD ? [`  and ${damage.length - TOLD} more`] : []),
    ].join('\n'),
    hint:
      cut === undefined
        ? `${PUT_BACK}; no checkpoint is whole any more: \`refold resume ${number} --from-start\` discards the run, and begins it anew`
        : `${PUT_BACK}; \`refold fork ${number} --at ${cut}\` goes on from the last checkpoint that is whole, in a run of its own`,
    exit: EXIT.damaged,
    facts: { damage, ...(cut === undefined ? {} : { cut }) },
  }),
  NothingToReview: () =>
    refused(
      'there is nothing to review: no file differs that would be asked about',
      'nothing was changed; give the same command without `--on-drift review`',
    ),
  NothingToRestore: ({ path }) =>
    refused(
      `${pathWords(path)} is as it was recorded, or is no file of this run`,
      '`refold verify --files` lists the files that differ, by their paths from the root of the worktree',
    ),
  FileInSeveral: ({ path, units }) =>
    refused(
      `${pathWords(path)} differs in several worktrees: ${units.map((unit) => (unit === '' ? 'that of the run' : pathWords(unit))).join(', ')}`,
      'name one with `--unit`',
    ),
  NoSuchUnit: ({ wanted, units }) =>
    refused(
      `no worktree of this run is for a unit ${quoted(wanted)}`,
      units.length === 0
        ? 'it has none but its own; give the command without `--unit`'
        : `there are ${some(units.map(pathWords))}; without \`--unit\` that of the run is meant too`,
    ),
};

const wayOn = ([first, ...others]: readonly string[]): string =>
  first === undefined
    ? 'put that right, then give the same command again'
    : `say what is to become of it, by the same command with \`--on-drift ${first}\`${others.length > 0 ? ` (or ${others.join(', ')})` : ''}`;
