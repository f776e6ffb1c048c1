import { existsSync } from 'node:fs';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { RunEntry, RunStore } from '../../ports/runStore.js';
import type { OutsideState } from '../../projections/runState/outsideState.js';
import type { Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { stateIn } from '../find/stateOf.js';
import { nextLife } from '../life/lifeFacts.js';
import type { AskedCheckpoint } from './asked.js';
import { keepAll, readable } from './keepFiles.js';
import { tellLater } from './tellLater.js';
import { andRelease, type OpenedOutside, openOutside, record } from './write.js';

/** Adds a checkpoint to a run; undefined where that was closed meanwhile, so that it is none to add to. */
export const addCheckpoint = (
  context: Context,
  reading: Reading,
  entry: RunEntry,
  asked: AskedCheckpoint,
): TE.TaskEither<CliError, OutsideState | undefined> =>
  pipe(
    pathsToKeep(reading.store, entry, asked),
    TE.bindTo('paths'),
    TE.bind('opened', () => openOutside(context, reading.store, entry, asked)),
    TE.chain(({ paths, opened }) => andRelease(opened.run, add(opened, asked, paths))),
    tellLater(context, reading, entry),
  );

/** What can be read is looked at before the run is held, so that nobody is kept waiting for it. */
const pathsToKeep = (
  store: RunStore,
  entry: RunEntry,
  { checkout, paths }: AskedCheckpoint,
): TE.TaskEither<CliError, readonly string[]> =>
  pipe(
    stateIn(store, entry),
    TE.chainW(({ value }) => readable(checkout, paths, (path) => value.outside?.files.has(path) ?? false)),
  );

const add = (
  { run, state, outside }: OpenedOutside,
  asked: AskedCheckpoint,
  paths: readonly string[],
): TE.TaskEither<CliError, OutsideState | undefined> => {
  const { name, repository, closed } = outside;
  const { checkout, facts } = asked;
  if (closed) return TE.right(undefined);
  const { root } = repository;
  if (!existsSync(root)) return TE.left({ _tag: 'CheckoutGone', name, root, isActive: true });
  if (root !== checkout.root) return TE.left({ _tag: 'CheckoutElsewhere', name, root });
  return pipe(
    keepAll(checkout, run.payloads, paths),
    TE.chain((files) =>
      record(run, state, {
        type: 'MakeCheckpoint',
        checkpoint: { ...facts, files },
        life: nextLife(run, state),
      }),
    ),
    TE.map(() => outside),
  );
};
