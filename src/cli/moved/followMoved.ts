import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Move, RunEntry } from '../../ports/runStore.js';
import type { Repository } from '../../ports/workspace.js';
import { resolveElsewhere, resolveRun } from '../../projections/resolveRun.js';
import { choose } from '../asking/choose.js';
import { type CommandSpec, type Given, optionalText } from '../commandSpec.js';
import { repositoriesOf } from '../compose/git.js';
import { composeReading, type Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { placed } from '../find/elsewhere.js';
import { isHere } from '../find/lookAtRuns.js';
import { isActive, namedRuns } from '../find/namedRuns.js';
import { followCheckout } from './followCheckout.js';
import { holdsRuns, holdsWork, mayBeHere, movedHere, movedWords, type RunsOfPlace } from './movedHere.js';

export interface FollowOptions {
  /** A person said that this is the repository that was moved. */
  readonly moved: boolean;
  /** The run that the command is about, if one is named. */
  readonly wanted: string | undefined;
  /** Only a repository that shows traces of the runs counts, not one that just holds their commits. */
  readonly bySight?: boolean;
  /** Only the active run of that name is looked for. */
  readonly onlyActive?: boolean;
  /** The command takes `--new`, and goes past them by that. */
  readonly canBegin?: boolean;
}

/**
 * Before a command works on runs: if those of a repository that is not where it was belong to the one at hand, a person is
 * asked whether they do, or has said so. From then on they are looked for here.
 */
export const followMoved = (
  context: Context,
  { moved, wanted, bySight = false, onlyActive = false, canBegin = false }: FollowOptions,
): TE.TaskEither<CliError, void> => {
  const reading = composeReading(context);
  const { store, here } = reading;
  // A process that was started to do the work apart is past all questions.
  if (!here || context.begun) return TE.right(undefined);
  return pipe(
    store.list(),
    TE.chainTaskK((entries) => async () => {
      const all = entries.filter((entry) => !isHere(here, entry));
      const meant = wanted === undefined ? [] : await meantBy(store, entries, wanted, here, onlyActive);
      if (onlyActive && meant.length === 0) return [];
      const run = await theOneOf(store, meant);
      const others =
        meant.length === 0
          ? all
          : all.filter(({ repository }) => meant.some((one) => one.repository === repository));
      const holds = bySight ? holdsRuns : holdsWork(reading);
      return movedHere(reading, others, here, {
        // Who names one and says so is believed.
        isMoved: moved && run !== undefined ? mayBeHere(reading) : holds,
        mayBeReplaced: moved,
        mayBeTaken: moved && meant.length === 1,
      });
    }),
    TE.chainW(TE.traverseSeqArray((place) => follow(context, reading, here, place, { moved, canBegin }))),
    TE.map(() => undefined),
  );
};

/**
 * The runs that a person can mean, as far as that can be told. One of the repository at hand that is closed is not meant by its
 * name where another repository has an active one, which may be of here.
 */
const meantBy = async (
  store: Reading['store'],
  entries: readonly RunEntry[],
  wanted: string,
  here: Repository,
  onlyActive: boolean,
): Promise<readonly RunEntry[]> => {
  const isOurs = (entry: RunEntry): boolean => isHere(here, entry);
  const named = await namedRuns({ store, here }, { runs: entries, isOurs }, wanted)();
  const active: RunEntry[] = [];
  for (const entry of named) if (await isActive(store, entry)) active.push(entry);
  const candidates = onlyActive || active.length > 0 ? active : named;
  const resolved = pipe(
    resolveRun(onlyActive ? candidates : entries, wanted, isOurs, candidates),
    E.orElse(resolveElsewhere),
  );
  if (E.isRight(resolved)) return [resolved.right];
  return resolved.left._tag === 'AmbiguousRun' ? resolved.left.candidates : [];
};

/** Of several runs that can be meant, that of the one repository which is not where it was. */
const theOneOf = async (
  store: Reading['store'],
  meant: readonly RunEntry[],
): Promise<RunEntry | undefined> => {
  if (meant.length === 1) return meant[0];
  const gone: RunEntry[] = [];
  for (const entry of meant) if ((await placed(store, entry)()).gone) gone.push(entry);
  return gone.length === 1 ? gone[0] : undefined;
};

const follow = (
  context: Context,
  reading: Reading,
  here: Repository,
  place: RunsOfPlace,
  { moved, canBegin }: { readonly moved: boolean; readonly canBegin: boolean },
): TE.TaskEither<CliError, void> => {
  if (moved) return takeOver(context, reading, here, place);
  if (!context.asks) return TE.left({ _tag: 'RunsMoved', words: movedWords(place), canBegin });
  return pipe(
    TE.fromTask(() =>
      choose(`${movedWords(place)}. Is this that repository?`, [
        { value: true, label: 'yes: look for it here from now on' },
        { value: false, label: 'no: leave those runs as they are' },
      ]),
    ),
    TE.chain((answer): TE.TaskEither<CliError, void> => {
      if (answer === undefined) return TE.left({ _tag: 'NothingChosen' });
      return answer ? takeOver(context, reading, here, place) : TE.right(undefined);
    }),
  );
};

/** The note comes first: whatever is cut off behind it is done when the runs are worked on. */
const takeOver = (
  context: Context,
  { store }: Reading,
  { gitDir, root }: Repository,
  place: RunsOfPlace,
): TE.TaskEither<CliError, void> => {
  const move = { from: place.gitDir, gitDir, root };
  return pipe(
    store.move(place.repository, move),
    TE.chainW((noted) =>
      noted.gitDir === gitDir
        ? TE.right(undefined)
        : TE.left<CliError>({ _tag: 'MovedElsewhere', words: movedWords(place), root: noted.root }),
    ),
    TE.chainW(() =>
      pipe(
        place.runs,
        TE.traverseSeqArray((entry) => relink(context, store, move, entry)),
      ),
    ),
    TE.map(() => context.tell(`note: ${movedWords(place)}; they are looked for here from now on`)),
  );
};

/** One whose log is lost has nothing to be worked on. */
const relink = (
  context: Context,
  store: Reading['store'],
  move: Move,
  entry: RunsOfPlace['runs'][number],
): TE.TaskEither<CliError, void> =>
  pipe(
    store.open(entry),
    TE.matchEW(
      () => TE.right(undefined),
      (run) => repositoriesOf(context).relink(move, run.place),
    ),
  );

/** Of a run that somebody names, and says that it was moved, the repository may be where it was and the checkout alone be gone. */
const followNamed = (
  context: Context,
  wanted: string | undefined,
  { takeOver }: Given['options'],
): TE.TaskEither<CliError, void> =>
  wanted === undefined
    ? TE.right(undefined)
    : followCheckout(context, wanted, { takeOver: takeOver === true });

/** A command that works on runs, once it is known whether they were moved here. */
export const afterMove =
  (start: CommandSpec['start']): CommandSpec['start'] =>
  (context, given) => {
    const { args, options } = given;
    const wanted = args[0] ?? optionalText(options.run);
    const moved = options.moved === true;
    return pipe(
      followMoved(context, { moved, wanted }),
      TE.chain(() => followNamed(context, moved ? wanted : undefined, options)),
      TE.chain(() => start(context, given)),
    );
  };

/** A command that goes on with an active run of a name, or begins one: that may have been begun before the move. */
export const afterMoveOfActive =
  (start: CommandSpec['start']): CommandSpec['start'] =>
  (context, given) => {
    const { args, options } = given;
    const moved = options.moved === true;
    if (options.new === true && !moved) return start(context, given);
    return pipe(
      followMoved(context, { moved, wanted: args[0], onlyActive: true, canBegin: true }),
      TE.chain(() => followNamed(context, moved && options.new !== true ? args[0] : undefined, options)),
      TE.chain(() => start(context, given)),
    );
  };

/** A command that starts a run: runs that show to be of this repository come first, unless it is to start alongside. */
export const unlessAlongside =
  (start: CommandSpec['start']): CommandSpec['start'] =>
  (context, given) => {
    const { moved, new: alongside, dryRun } = given.options;
    if (moved !== true && (alongside === true || dryRun === true)) return start(context, given);
    return pipe(
      followMoved(context, { moved: moved === true, wanted: undefined, bySight: true, canBegin: true }),
      TE.chain(() => start(context, given)),
    );
  };
