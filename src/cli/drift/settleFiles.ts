import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { DriftAnswer, DriftChosen } from '../../engine/command.js';
import { lookAt } from '../../engine/perform/workspace.js';
import { type Redo, redoOf } from '../../engine/redo.js';
import type { StepPath } from '../../events/ids.js';
import { pathWords } from '../../inspector/text/pathWords.js';
import type { Comparing } from '../../ports/comparing.js';
import { asksFor } from '../../projections/integrity.js';
import type { RunState } from '../../projections/runState/state.js';
import { comparingOf } from '../compose/git.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import type { OpenedRun } from '../life/drive.js';
import { type Differing, type DriftChoice, type DriftWord, onlyReview } from './askAboutDrift.js';
import {
  type FileRecord,
  filesDocument,
  type LookOptions,
  lookAtFiles,
  type WorktreeFiles,
} from './lookAtFiles.js';
import { refuseLost } from './refuseLost.js';
import { restorableIn, restoreIn } from './restoreIn.js';
import { reviewOf } from './reviewFiles.js';
import { verdictLines } from './tellVerdicts.js';
import { type Settling, untilSettled } from './untilSettled.js';
import { whatCannotBe } from './whatCannotBe.js';

export interface SettleOptions extends LookOptions {
  /** What becomes of files that are not as they were recorded, where nobody is to be asked. */
  readonly onDrift?: DriftWord;
}

/** Files with which the run goes on, as they were found, and what was said of those that differ. */
export interface Agreed {
  readonly way: 'on';
  readonly files: readonly WorktreeFiles[];
  readonly drift: readonly DriftAnswer[];
}

/** A step is done again, or a new run begins instead, as somebody said of the files that were found. */
export type Elsewhere =
  | (Omit<Agreed, 'way'> & { readonly way: 'redo'; readonly from: StepPath })
  | (Pick<Agreed, 'files'> & { readonly way: 'fresh'; readonly drift: readonly DriftChosen[] });

/** The worktrees of a run that is held, but for those that are gone, and where their record is read. */
export interface HeldFiles extends Omit<SeenFiles, 'state'> {
  readonly opened: OpenedRun;
}

/** The same of a run that is only looked at. */
export interface SeenFiles {
  readonly state: RunState;
  readonly record: FileRecord;
  readonly missing: readonly string[];
  /** The run is replayed, and these are the files with which it goes on: they stay, or it does not. */
  readonly isReplayed?: boolean;
}

/** Shows what is recorded of the files of a run beside what is there, which is never a success; the run need not be held. */
export const reviewSeen = (
  context: Context,
  { state, record, missing, isReplayed = false }: SeenFiles,
  options: LookOptions,
): TE.TaskEither<CliError, never> => {
  if (!state.run) return TE.left({ _tag: 'NotCreated' });
  const comparing = comparingOf(context, state.run);
  return pipe(
    lookAtFiles(comparing, record, state, missing, options),
    TE.chainFirstW((files) => refuseDamage(context, record, state, files)),
    TE.chain((files) =>
      onlyReview(context, {
        // What cannot become of the files is not asked of who may not hold the run: that takes the index of its engine.
        look: () => TE.right(differingOf(context, state, files, isReplayed)),
        review: () => reviewOf(context, comparing, files),
      }),
    ),
  );
};

/** What somebody said of the files of a run. */
export type Settled = Agreed | Elsewhere;

/**
 * Compares the worktrees of a run with what is recorded of them, and has somebody say what becomes of what differs: but for
 * what was agreed on already. What changed while that was said is asked about again.
 */
export const settleFiles = (
  context: Context,
  { opened, record, missing, isReplayed = false }: HeldFiles,
  options: SettleOptions,
  agreed?: Agreed,
): TE.TaskEither<CliError, Settled> => {
  const { state } = opened;
  if (!state.run) return TE.left({ _tag: 'NotCreated' });
  const comparing = comparingOf(context, state.run);
  const settling: Settling<readonly WorktreeFiles[], Settled> = {
    look: () => lookAtFiles(comparing, record, state, missing, options),
    settled: (files, said) => {
      if (said && isSame(files, said.files)) return { ...said, files };
      if (differingIn(files).length > 0 || options.onDrift === 'review') return undefined;
      tellUnasked(context, files, options);
      return { way: 'on', files, drift: [] };
    },
    differing: (files) => offered(context, opened, files, isReplayed),
    review: (files) => reviewOf(context, comparing, files),
    restore: (files, path) => restoreIn(comparing, state, files, path),
    chosen: (files, choice) => settled(comparing, opened, files, choice),
  };
  return pipe(
    settling.look(),
    TE.chainFirstW((files) => refuseDamage(context, record, state, files)),
    TE.chainW((files) => untilSettled(context, settling, files, options.onDrift, agreed)),
  );
};

/** Who said what is to become of files is told where nothing comes of that. */
const tellUnasked = (context: Context, files: readonly WorktreeFiles[], { onDrift }: SettleOptions): void => {
  if (onDrift === undefined || files.every(({ integrity }) => integrity.inFlight.length === 0)) return;
  context.tell(
    `note: \`--on-drift ${onDrift}\` is about nothing here: what was cut off may have made these changes, and they stay; with \`--strict\` they are asked about`,
  );
};

const KEEPING = { proceed: 'Proceed: keep them as they are, for the next step' };

const offersOf = (redo: Redo | undefined) => ({
  ...KEEPING,
  ...(redo
    ? {
        redo:
          redo.how === 'replay'
            ? `Redo step: put them back, and run ${redo.from} anew`
            : 'Redo step: put them back, and go on from there',
      }
    : {}),
  fresh: 'Start fresh: discard this run, and begin it anew',
});

const differingIn = (files: readonly WorktreeFiles[]): readonly WorktreeFiles[] =>
  files.filter(({ integrity }) => asksFor(integrity));

/** How the files that differ can be done again, if they can. */
const redoIn = (state: RunState, files: readonly WorktreeFiles[]): Redo | undefined =>
  redoOf(
    state,
    differingIn(files).map(({ unit }) => unit),
  );

/** What is shown of these files, and what can become of them. */
const differingOf = (
  context: Context,
  state: RunState,
  files: readonly WorktreeFiles[],
  isReplayed: boolean,
): Differing | undefined => {
  const differing = differingIn(files);
  if (differing.length === 0) return undefined;
  return {
    lines: verdictLines(context, files),
    files: filesDocument(files),
    restorable: restorableIn(differing),
    offers: isReplayed ? KEEPING : offersOf(redoIn(state, files)),
  };
};

/** The same, with what cannot become of them. */
const offered = (
  context: Context,
  opened: OpenedRun,
  files: readonly WorktreeFiles[],
  isReplayed: boolean,
): TE.TaskEither<CliError, Differing | undefined> => {
  const differing = differingOf(context, opened.state, files, isReplayed);
  if (!differing) return TE.right(undefined);
  return pipe(
    whatCannotBe(opened, differingIn(files), isReplayed),
    TE.map(({ choices, lines }) => ({
      ...differing,
      lines: [...differing.lines, ...lines],
      cannot: choices,
    })),
  );
};

const settled = (
  comparing: Comparing,
  { world, state }: OpenedRun,
  files: readonly WorktreeFiles[],
  choice: DriftChoice,
): TE.TaskEither<CliError, Settled> => {
  const differing = differingIn(files);
  const redo = redoIn(state, files);
  if (choice === 'fresh') return TE.right({ way: 'fresh', files, drift: differing.map(chosen(choice)) });
  return pipe(
    differing,
    TE.traverseSeqArray((one) => {
      const worktree = state.worktrees.get(one.unit);
      if (!worktree) return TE.right<CliError, readonly DriftAnswer[]>([]);
      return pipe(
        // A replay goes back further, and looks itself whether it can.
        choice === 'redo' && redo?.how === 'reset'
          ? comparing.tryReset(worktree.path, worktree.head.tree)
          : TE.right(undefined),
        TE.chain(() => lookAt(world, worktree)),
        TE.map((looked): readonly DriftAnswer[] => [
          { ...looked, ...chosen(choice === 'redo' ? choice : 'proceed')(one) },
        ]),
      );
    }),
    TE.map((drift): Settled => {
      const agreed = { files, drift: drift.flat() };
      return choice === 'redo' && redo?.how === 'replay'
        ? { way: 'redo', from: redo.from, ...agreed }
        : { way: 'on', ...agreed };
    }),
  );
};

const chosen =
  <C extends DriftChosen['choice']>(choice: C) =>
  ({ unit, integrity: { verdict, findings } }: WorktreeFiles) => ({
    unit,
    choice,
    verdict,
    files: findings.map(({ path, kind }) => ({ path, kind })),
  });

/** The units in whose worktrees any file is not as it was recorded. */
export const changedIn = (files: readonly WorktreeFiles[]): readonly string[] =>
  files
    .filter(({ integrity: { findings, inFlight } }) => findings.length + inFlight.length > 0)
    .map(({ unit }) => unit);

/** Whether nothing has changed between two looks, as far as it would be asked about. */
const isSame = (one: readonly WorktreeFiles[], other: readonly WorktreeFiles[]): boolean =>
  signature(one) === signature(other);

const signature = (files: readonly WorktreeFiles[]): string =>
  JSON.stringify(files.map(({ unit, integrity }) => [unit, integrity.findings]));

/** What git or the log has lost cannot be gone on from. */
export const refuseDamage = (
  context: Context,
  record: FileRecord,
  state: RunState,
  files: readonly Pick<WorktreeFiles, 'unit' | 'integrity'>[],
): TE.TaskEither<CliError, void> => {
  const damaged = files.filter(({ integrity }) => integrity.verdict === 'damaged');
  const damage = damaged.flatMap(({ unit, integrity }) =>
    integrity.damage.map((detail) => (unit === '' ? detail : `${pathWords(unit)}: ${detail}`)),
  );
  return refuseLost(context, record, state, damage);
};
