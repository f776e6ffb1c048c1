import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { ObjectId } from '../../events/ids.js';
import type { RunRef, RunStore, WritableRun } from '../../ports/runStore.js';
import type { OutsideState } from '../../projections/runState/outsideState.js';
import { runState } from '../../projections/runState.js';
import { type Room, roomFor } from '../begin/roomFor.js';
import { repositoriesOf } from '../compose/git.js';
import type { Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { firstLife } from '../life/lifeFacts.js';
import { VERSION } from '../version.js';
import type { AskedCheckpoint } from './asked.js';
import { activeHere } from './find.js';
import { keepAll, readable } from './keepFiles.js';
import { andRelease, inTurn, record } from './write.js';

/** Begins a run by its first checkpoint; undefined where somebody else began one of the name meanwhile. */
export const beginOutside = (
  context: Context,
  reading: Reading,
  asked: AskedCheckpoint,
): TE.TaskEither<CliError, OutsideState | undefined> => {
  const { store } = reading;
  return pipe(
    readable(asked.checkout, asked.paths, () => false),
    TE.bindTo('paths'),
    TE.bindW('room', () => roomFor(reading, asked.repository, { origin: undefined })),
    TE.bindW('commit', () => TE.fromTask(headOf(context, asked))),
    TE.chain(({ paths, room, commit }) =>
      alone(
        context,
        store,
        room.ref,
        pipe(
          asked.anew ? TE.right(undefined) : activeHere(reading, asked.name),
          TE.chain((other) =>
            other ? TE.right(undefined) : begin(store, room, { ...asked, commit }, paths),
          ),
        ),
      ),
    ),
  );
};

/** What a repository is known by after it was moved. Without git, or without a commit, that is left to the files. */
const headOf = (context: Context, { checkout }: AskedCheckpoint): T.Task<ObjectId | undefined> =>
  pipe(
    repositoriesOf(context).head(checkout.root),
    TE.getOrElseW(() => T.of(undefined)),
  );

/** The first checkpoint of a run, and the commit that the checkout stands at. */
type FirstCheckpoint = AskedCheckpoint & { readonly commit: ObjectId | undefined };

/** Of several who begin a run of one name at once, one does. */
const alone = <A>(
  context: Context,
  store: RunStore,
  { repository }: RunRef,
  work: TE.TaskEither<CliError, A>,
): TE.TaskEither<CliError, A> =>
  pipe(
    inTurn(context, store.alone(repository)),
    TE.chain((giveBack) => async () => {
      const done = await work();
      const given = await giveBack()();
      return E.isRight(done) && E.isLeft(given) ? given : done;
    }),
  );

/** A run that cannot be begun leaves nothing behind. */
const begin = (
  store: RunStore,
  { ref, above }: Room,
  asked: FirstCheckpoint,
  paths: readonly string[],
): TE.TaskEither<CliError, OutsideState> =>
  pipe(
    store.create(ref, above),
    TE.chainW(({ run, number }) => async () => {
      const done = await andRelease(run, write(run, number, asked, paths))();
      if (E.isLeft(done)) await store.removeEmpty(ref)();
      return done;
    }),
  );

const write = (
  run: WritableRun,
  number: number,
  { name, repository, checkout, facts, commit }: FirstCheckpoint,
  paths: readonly string[],
): TE.TaskEither<CliError, OutsideState> => {
  const state = runState.empty();
  const { root, gitDir } = repository;
  const begun = {
    run: run.ref.run,
    number,
    refold: VERSION,
    name,
    repository: { id: run.ref.repository, root, gitDir },
    ...(commit === undefined ? {} : { commit }),
  };
  return pipe(
    keepAll(checkout, run.payloads, paths),
    TE.chain((files) =>
      record(run, state, {
        type: 'BeginOutside',
        facts: begun,
        checkpoint: { ...facts, files },
        life: firstLife(run),
      }),
    ),
    TE.chain(() => (state.outside ? TE.right(state.outside) : TE.left({ _tag: 'NotCreated' }))),
  );
};
