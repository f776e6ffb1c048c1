import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { refusalOf } from '../../engine/refusal.js';
import type { Outcome } from '../command.js';
import { comparingOf } from '../compose/git.js';
import { composeReading, type Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import type { NoSuchUnit } from '../drift/integrityFailure.js';
import { lookAtFiles, type WorktreeFiles } from '../drift/lookAtFiles.js';
import { restoreIn, tellRestored } from '../drift/restoreIn.js';
import { refuseDamage } from '../drift/settleFiles.js';
import type { CliError } from '../failure/failure.js';
import { type FoundRun, findRun } from '../find/findRun.js';
import { giveBack, openForWork, type WorkOptions } from '../life/openForWork.js';
import { byKind } from '../outside/byKind.js';
import { restoreInCheckout } from '../outside/restore.js';

export interface RestoreOptions extends WorkOptions {
  /** The unit of a parallel step in whose worktree the file lies. */
  readonly unit?: string | undefined;
  /** Of a workflow that refold does not run: replace a file of the user's own. */
  readonly force?: boolean;
  /** Of such a one: the step of an earlier checkpoint. */
  readonly at?: number | undefined;
}

/** `refold restore`: puts one file of a run that stands still back to what is recorded of it. */
export const restore = (
  context: Context,
  file: string,
  wanted: string | undefined,
  options: RestoreOptions,
): Outcome => {
  const reading = composeReading(context);
  return pipe(
    findRun(reading, 'change', wanted),
    TE.chain(
      byKind(reading, {
        own: (found) => restoreInRun(context, reading, found, file, options),
        outside: (found) => restoreInCheckout(context, reading, found, file, options),
        only: { own: [options.unit && '--unit'], outside: [options.at === undefined ? undefined : '--at'] },
      }),
    ),
  );
};

/** The worktrees that are meant: that of one unit, if one is named. */
const ofUnit = (
  files: readonly WorktreeFiles[],
  wanted: string | undefined,
): E.Either<NoSuchUnit, readonly WorktreeFiles[]> => {
  if (wanted === undefined) return E.right(files);
  const meant = files.filter(({ unit }) => unit === wanted);
  const units = files.flatMap(({ unit }) => (unit === '' ? [] : [unit]));
  return meant.length > 0 ? E.right(meant) : E.left({ _tag: 'NoSuchUnit', wanted, units });
};

const restoreInRun = (
  context: Context,
  reading: Reading,
  found: FoundRun,
  file: string,
  options: RestoreOptions,
): Outcome =>
  pipe(
    openForWork(context, reading, found, options),
    TE.chainW(({ opened, record, surroundings }) => {
      const { state } = opened;
      const comparing = comparingOf(context, state.run ?? {});
      const refusal = refusalOf(state);
      return pipe(
        refusal ? TE.left<CliError>(refusal) : TE.right(undefined),
        TE.chain(() => lookAtFiles(comparing, record, state, surroundings.missing, {})),
        TE.chainEitherKW((files) => ofUnit(files, options.unit)),
        TE.chainW((files) =>
          pipe(
            restoreIn(comparing, state, files, file),
            // What git has lost cannot be put back: that is the reason then.
            TE.orElseW((error) =>
              pipe(
                refuseDamage(context, record, state, files),
                TE.chainW(() => TE.left(error)),
              ),
            ),
          ),
        ),
        TE.orElseW((error) => giveBack(opened.run, error)),
        TE.chainFirstW(() => opened.run.release()),
        TE.map((words) => tellRestored(context, file, words)),
      );
    }),
  );
