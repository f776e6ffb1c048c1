import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { KeptFile } from '../../events/files.js';
import { NO_TEXT } from '../../events/runName.js';
import type { Checkout, PathRefused } from '../../ports/checkout.js';
import type { Payloads } from '../../ports/payloads.js';
import type { CliError } from '../failure/failure.js';

/** Keeps what the file at a path holds. */
export const keepFile = (
  checkout: Checkout,
  payloads: Payloads,
  path: string,
): TE.TaskEither<CliError, KeptFile> =>
  pipe(
    checkout.read(path),
    TE.chainW(({ content, ...mode }) =>
      pipe(
        payloads.put(content),
        TE.map((ref): KeptFile => ({ path, ...mode, content: ref })),
      ),
    ),
  );

/** Keeps what stands at a path now: the file, or that there is none. */
export const keepStanding = (
  checkout: Checkout,
  payloads: Payloads,
  path: string,
): TE.TaskEither<CliError, KeptFile> =>
  pipe(
    TE.fromTask(checkout.look(path)),
    TE.chain((now): TE.TaskEither<CliError, KeptFile> => {
      if ('unknown' in now) return TE.left({ _tag: 'PathRefused', path, why: now.unknown });
      return 'deleted' in now ? TE.right({ path, deleted: true }) : keepFile(checkout, payloads, path);
    }),
  );

/** Keeps what stands at each of these paths. */
export const keepAll = (
  checkout: Checkout,
  payloads: Payloads,
  paths: readonly string[],
): TE.TaskEither<CliError, readonly KeptFile[]> =>
  pipe(
    paths,
    TE.traverseSeqArray((path) => keepStanding(checkout, payloads, path)),
  );

/**
 * The files of a checkpoint by their paths, each looked at to its last byte before anything is recorded: one that cannot
 * be read refuses all. One that is not there is a deletion if it is known to have been there, else a mistake.
 */
export const readable = (
  checkout: Checkout,
  paths: readonly string[],
  isKnown: (path: string) => boolean,
): TE.TaskEither<PathRefused, readonly string[]> =>
  pipe(
    [...new Set(paths)],
    TE.traverseSeqArray((path) =>
      pipe(
        TE.fromTask(checkout.look(path)),
        TE.chain((now): TE.TaskEither<PathRefused, string> => {
          if ('unknown' in now) return TE.left({ _tag: 'PathRefused', path, why: now.unknown });
          if (!('deleted' in now) || isKnown(path)) return TE.right(path);
          return TE.left({ _tag: 'PathRefused', path, why: whyMissing(path) });
        }),
      ),
    ),
  );

const whyMissing = (path: string): string =>
  path.includes(NO_TEXT)
    ? 'its name is not text in UTF-8, by which it could be found'
    : 'there is no such file';
