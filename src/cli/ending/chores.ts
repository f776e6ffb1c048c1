import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { cutOffDisposal } from '../../engine/ending.js';
import type { RunEntry, StoreUnusable } from '../../ports/runStore.js';
import type { Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import type { CliError } from '../failure/failure.js';
import { nameOf } from '../find/findRun.js';
import { isHere } from '../find/lookAtRuns.js';
import { type Collection, isAbandoned } from './collect.js';
import { disposeFound } from './dispose.js';
import { type Left, leftBy } from './sweep.js';

/** Something that was begun and cut off, and that nothing in git tells of by itself. */
export interface Chore {
  readonly entry: RunEntry;
  readonly does: 'finish' | 'delete';
  readonly kind: 'discard' | 'archive' | 'folder';
  readonly why: string;
  /** Answers what was left, if it was. */
  readonly carryOut: () => Promise<Left | undefined>;
}

/** Ends of runs that were cut off, and folders of runs that were cut off while they were made. */
export const choresIn = (
  context: Context,
  reading: Reading,
  collections: readonly Collection[],
): TE.TaskEither<StoreUnusable, readonly Chore[]> =>
  pipe(
    reading.store.list(),
    TE.map((entries) => [
      ...collections.flatMap(({ runs }) =>
        runs.flatMap(({ entry, state }) => {
          const kind = state && cutOffDisposal(state);
          return kind === undefined ? [] : [disposal(context, reading, entry, kind)];
        }),
      ),
      ...entries
        .filter((entry) => isAbandoned(entry) && (!reading.here || isHere(reading.here, entry)))
        .map((entry) => folder(reading, entry)),
    ]),
  );

const disposal = (
  context: Context,
  reading: Reading,
  entry: RunEntry,
  kind: 'discarded' | 'archived',
): Chore => {
  const command = kind === 'archived' ? 'archive' : 'discard';
  const quiet = { ...context, print: () => undefined, tell: () => undefined };
  return {
    entry,
    does: 'finish',
    kind: command,
    why: `run ${nameOf(entry)} was about to be ${kind}, and that was cut off`,
    carryOut: async () =>
      leftBecause(entry, await disposeFound(quiet, reading, { entry, named: true }, command)(), (exit) =>
        exit === EXIT.done
          ? undefined
          : { name: entry.run, why: `\`refold ${command} ${entry.run}\` tells why`, failed: true },
      ),
  };
};

const folder = ({ store }: Reading, entry: RunEntry): Chore => ({
  entry,
  does: 'delete',
  kind: 'folder',
  why: 'it was cut off while it was made, and holds nothing',
  carryOut: async () =>
    leftBecause(entry, await store.removeEmpty(entry)(), (removed) =>
      removed ? undefined : { name: entry.run, why: 'it has begun meanwhile' },
    ),
});

const leftBecause = <A>(
  { run }: RunEntry,
  done: E.Either<CliError, A>,
  left: (answer: A) => Left | undefined,
): Left | undefined => (E.isLeft(done) ? leftBy(run, done.left) : left(done.right));
