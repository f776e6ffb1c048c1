import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { restoredRefs } from '../../engine/refs.js';
import { pathWords } from '../../inspector/text/pathWords.js';
import type { Comparing, Difference } from '../../ports/comparing.js';
import type { RunState } from '../../projections/runState/state.js';
import { asJson } from '../command.js';
import { systemClock } from '../compose/working.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import type { CliError } from '../failure/failure.js';
import type { WorktreeFiles } from './lookAtFiles.js';

/** The files that differ and can be put back, one by one. */
export const restorableIn = (files: readonly WorktreeFiles[]): readonly string[] =>
  files
    .flatMap(({ integrity }) => integrity.findings)
    .flatMap(({ kind, path }) => (kind === 'UNKNOWN' ? [] : [path]));

/** Puts a file of a run back to what is recorded of it; answers what was done, in words. */
export const restoreIn = (
  comparing: Comparing,
  { run }: RunState,
  files: readonly WorktreeFiles[],
  path: string,
): TE.TaskEither<CliError, string> => {
  if (!run) return TE.left({ _tag: 'NotCreated' });
  const holders = files.flatMap((one) => {
    const found = one.comparison.differences.find(({ file }) => file.path === path);
    return found ? [{ ...one, found }] : [];
  });
  const [holder] = holders;
  if (!holder) return TE.left({ _tag: 'NothingToRestore', path });
  if (holders.length > 1)
    return TE.left({ _tag: 'FileInSeveral', path, units: holders.map(({ unit }) => unit) });
  const keeps = restoredRefs(run.run);
  return pipe(
    comparing.restore({ ...holder.spec, path, keeps, ident: run.ident, at: systemClock.now() }),
    TE.map(({ ref }) => `${pathWords(path)} is ${becomeWords(holder.found)} is kept under ${ref}`),
  );
};

/** What became of a file, and what of it before that is kept: the commit holds the rest of the worktree as well. */
const becomeWords = ({ file, differs }: Difference): string => {
  if (differs === 'added') return 'gone, as nothing of that name was recorded; what was there before';
  const was = 'deleted' in file ? 'how the worktree was without it' : 'what was there before';
  return `as it was recorded; ${was}`;
};

/** Says that a file was put back, and where what was there is kept; answers the exit code. */
export const tellRestored = ({ json, print, tell }: Context, path: string, words: string): number => {
  if (json) print(asJson({ restored: path, message: words }));
  else tell(words);
  return EXIT.done;
};
