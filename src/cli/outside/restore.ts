import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { KeptFile } from '../../events/files.js';
import { pathWords } from '../../inspector/text/pathWords.js';
import type { PathRefused } from '../../ports/checkout.js';
import type { RunStore } from '../../ports/runStore.js';
import type { Outcome } from '../command.js';
import type { Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { tellRestored } from '../drift/restoreIn.js';
import type { CliError } from '../failure/failure.js';
import { type FoundRun, tellFound } from '../find/findRun.js';
import { nextLife } from '../life/lifeFacts.js';
import { contentOf } from './content.js';
import { keepStanding } from './keepFiles.js';
import { type Looked, lookAtOutside } from './look.js';
import { andRelease, openOutside, record, type WriteOptions } from './write.js';

export interface RestoreOutsideOptions extends WriteOptions {
  readonly force?: boolean;
  readonly at?: number | undefined;
}

/** `refold restore` where refold does not run the workflow: into a checkout of the user's, so only where that is said. */
export const restoreInCheckout = (
  context: Context,
  { store }: Reading,
  found: FoundRun,
  file: string,
  { force = false, at, ...options }: RestoreOutsideOptions,
): Outcome => {
  tellFound(context, found);
  return pipe(
    lookAtOutside(context, store, found.entry, at),
    TE.mapLeft((error) =>
      error._tag === 'WorkflowClosed' ? { ...error, doing: 'restore' as const } : error,
    ),
    TE.chain((looked) => {
      const path = pathIn(looked, context.cwd, file);
      if (E.isLeft(path)) return TE.left(notPutBack(path.left));
      const recorded = looked.from.files.get(path.right);
      return force || !recorded
        ? restoreOutside(context, store, looked, path.right, options)
        : unforced(looked, recorded);
    }),
    TE.map((words) => tellRestored(context, file, words)),
  );
};

/** The file that is meant: named from where somebody is, else as it is recorded, from the root. */
const pathIn = (
  { from: { files }, checkout }: Looked,
  cwd: string,
  file: string,
): E.Either<PathRefused, string> => {
  const path = checkout.pathOf(cwd, file);
  const isMeant = E.isRight(path) && files.has(path.right);
  return !isMeant && files.has(file) ? E.right(file) : path;
};

/** A path that no checkpoint could hold is told of in the words of what was asked for. */
const notPutBack = (refused: PathRefused): CliError => ({ ...refused, _tag: 'NotPutBack' });

/**
 * Without a word from its owner no file of a checkout is touched, and what that word would do is told. One that is to be
 * deleted and is not there needs none.
 */
const unforced = ({ checkout }: Looked, recorded: KeptFile): TE.TaskEither<CliError, string> =>
  pipe(
    TE.fromTask(checkout.look(recorded.path)),
    TE.chain((now): TE.TaskEither<CliError, string> => {
      const { path } = recorded;
      if ('deleted' in now && 'deleted' in recorded)
        return TE.right(`${pathWords(path)} is as it is recorded: deleted`);
      if ('unknown' in now) return TE.left({ _tag: 'NotPutBack', path, why: now.unknown });
      const standing = { isThere: !('deleted' in now), removes: 'deleted' in recorded };
      return TE.left({ _tag: 'NotForced', path, root: checkout.root, ...standing });
    }),
  );

/** Puts one file of the checkout back to what is recorded, once what lies there is kept. Answers what was done, in words. */
export const restoreOutside = (
  context: Context,
  store: RunStore,
  looked: Looked,
  path: string,
  options: WriteOptions = {},
): TE.TaskEither<CliError, string> => {
  const { entry, from, checkout, run: reader } = looked;
  const recorded = from.files.get(path);
  if (!recorded)
    return TE.left({
      _tag: 'NotPutBack',
      path,
      why: `it is not recorded up to step ${from.checkpoint.step}; \`refold checkpoints\` lists what each step recorded, and \`--at <step>\` goes by another`,
    });
  return pipe(
    contentOf(looked, recorded),
    TE.bindTo('content'),
    TE.bind('opened', () => openOutside(context, store, entry, options)),
    TE.chain(({ content, opened: { run, state } }) =>
      andRelease(
        run,
        pipe(
          keepStanding(checkout, run.payloads, path),
          TE.chainFirst((file) =>
            record(run, state, {
              type: 'KeepFound',
              file,
              checkpoint: from.checkpoint.seq,
              life: nextLife(run, state),
            }),
          ),
          TE.chainFirstW(() =>
            checkout.put(path, 'deleted' in recorded ? undefined : { ...recorded, content }),
          ),
        ),
      ),
    ),
    // What cannot be kept is not replaced.
    TE.mapLeft((error): CliError => (error._tag === 'PathRefused' ? notPutBack(error) : error)),
    TE.map((found) => restoredWords(recorded, found, reader.place)),
  );
};

const restoredWords = (recorded: KeptFile, found: KeptFile, place: string): string => {
  const done = `${pathWords(recorded.path)} is ${'deleted' in recorded ? 'removed' : 'put back'}`;
  return 'deleted' in found
    ? `${done}; nothing was there`
    : `${done}; what was there is kept: ${join(place, 'payloads', found.content.sha256)}`;
};
