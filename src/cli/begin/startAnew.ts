import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { DataOf } from '../../events/catalogue.js';
import type { Failure } from '../../ports/failure.js';
import type { Payloads } from '../../ports/payloads.js';
import type { ReadableRun } from '../../ports/runStore.js';
import { settingsOf } from '../../projections/limits.js';
import { load } from '../../projections/load.js';
import { payloadsIn } from '../../projections/named.js';
import { noFacts } from '../../projections/outside.js';
import { runState } from '../../projections/runState.js';
import { firstOf } from '../../workflow/limits.js';
import type { Outcome } from '../command.js';
import { lookAtEnvironment } from '../compose/environment.js';
import { repositoriesOf } from '../compose/git.js';
import type { Reading } from '../compose/reading.js';
import { readSettings } from '../config/config.js';
import type { Context } from '../context.js';
import type { DisposeOptions } from '../ending/dispose.js';
import { EXIT } from '../exitCode.js';
import type { CliError } from '../failure/failure.js';
import { type FoundRun, tellFound } from '../find/findRun.js';
import { followMove } from '../find/stateOf.js';
import { notHeld } from '../life/lookForWork.js';
import type { WorkOptions } from '../life/openForWork.js';
import { checkRepository } from '../moved/checkRepository.js';
import { goneFrom, refuseLostPayloads } from '../workflow/payloadsKept.js';
import { beginRun, type Inputs } from './beginRun.js';
import { discardFirst } from './discardFirst.js';

/**
 * Begins a new run of what another one is to do, from the same commit: workflow, spec and values are taken as its log
 * holds them, whatever has become of their files. The other one is discarded first, if it is not over, and only once
 * all that the new one begins with is known to be there.
 */
export const startAnew = (
  context: Context,
  reading: Reading,
  found: FoundRun,
  options: DisposeOptions,
): Outcome => {
  const { store } = reading;
  tellFound(context, found);
  const { entry } = found;
  return pipe(
    store.open(entry),
    TE.bindTo('old'),
    TE.chainFirstW(({ old }) => notHeld(old, options)),
    TE.bindW('facts', ({ old }) => factsOf(context, old)),
    TE.bindW('settings', () => TE.fromEither(readSettings(context))),
    TE.let('repository', ({ facts: { repository } }) => {
      const { root, gitDir } = repository;
      return { root, gitDir, key: entry.repository.split('-').at(-1) ?? '' };
    }),
    TE.bindW('base', ({ repository, facts: { base } }) =>
      pipe(
        repositoriesOf(context).base(repository),
        TE.map((now) => ({ ...now, commit: base.commit, tree: base.tree, branch: base.branch })),
      ),
    ),
    TE.bindW('environment', ({ facts, repository, settings }) =>
      TE.fromTask(() => lookAtEnvironment(context, repository.root, facts.workflow.tree, settings)),
    ),
    TE.let('inputs', ({ facts, environment }) => inputsOf(facts, environment, options)),
    TE.chainFirstW(({ old, facts, inputs }) => isKept(context, facts, inputs, old)),
    TE.bindW('closed', () => discardFirst(context, reading, found, options)),
    TE.chainW(({ old, inputs, closed, repository, base, settings }) => {
      if (closed !== EXIT.done) return TE.right(closed);
      const capture = (payloads: Payloads) => takenOver(inputs, old, payloads);
      return beginRun(context, reading, { repository, base, settings, capture });
    }),
  );
};

/** The same, unless it is a guess which run that would be: what discards one is named, chosen, or the only one. */
export const startAnewIfSure: typeof startAnew = (context, reading, found, options) =>
  ifSure(found, startAnew(context, reading, found, options));

export const ifSure = <A>(found: FoundRun, work: TE.TaskEither<CliError, A>): TE.TaskEither<CliError, A> =>
  isSure(found) ? work : unsure(found);

const isSure = ({ among = 1 }: FoundRun): boolean => among === 1;

const unsure = ({ among }: FoundRun): TE.TaskEither<CliError, never> =>
  TE.left({
    _tag: 'Usage',
    message: `${among} runs are unfinished here, and the one that is begun anew would be discarded`,
    hint: 'name it: `refold resume RUN --from-start`; `refold runs` lists them',
  });

/** What a run is, as far as its log is sound, and if its repository is there. */
const factsOf = (context: Context, run: ReadableRun): TE.TaskEither<CliError, DataOf<'RunCreated'>> =>
  pipe(
    load(run.log, runState),
    TE.chainFirstW(({ value }) => {
      followMove(value, run.moved);
      return checkRepository(context, value);
    }),
    TE.chainEitherKW(({ value, scan }): E.Either<CliError, DataOf<'RunCreated'>> => {
      if (value.run) return E.right({ ...value.run, limits: settingsOf(value) });
      return scan.tail.kind === 'damaged'
        ? E.left({ _tag: 'LogDamaged', run: run.ref.run, place: run.place, scan })
        : E.left(noFacts(value));
    }),
  );

const inputsOf = (
  { workflow, spec, set, setup, asked, run, limits: held = [] }: DataOf<'RunCreated'>,
  environment: Inputs['environment'],
  { limits: asks = [] }: WorkOptions,
): Inputs => ({
  workflow,
  ...(spec ? { spec } : {}),
  ...(set ? { set } : {}),
  ...(setup ? { setup } : {}),
  ...(asked ? { asked } : {}),
  ...(environment ? { environment } : {}),
  ...(asks.length + held.length > 0 ? { limits: firstOf(asks, held) } : {}),
  insteadOf: run,
});

/** Whether the commit and the payloads that a run began with are still there, for another one to begin with. */
const isKept = (
  context: Context,
  { repository, base }: DataOf<'RunCreated'>,
  inputs: Inputs,
  old: ReadableRun,
): TE.TaskEither<Failure, unknown> =>
  pipe(
    repositoriesOf(context).lost(repository.gitDir, [base.commit, base.tree]),
    TE.chainEitherK(([lost]) =>
      lost === undefined
        ? E.right(undefined)
        : E.left(damaged(`the repository no longer holds ${lost}, which the run began from`)),
    ),
    TE.chain(() => refuseLostPayloads(old, inputs)),
  );

/** The inputs of another run, once every payload that they name is kept with this one. */
const takenOver = (
  inputs: Inputs,
  { payloads: from, place }: ReadableRun,
  to: Payloads,
): TE.TaskEither<Failure, Inputs> =>
  pipe(
    payloadsIn(inputs),
    TE.traverseSeqArray((ref) =>
      pipe(
        from.get(ref),
        TE.mapLeft(() => goneFrom(place, ref)),
        TE.chain((content) => to.put(content)),
      ),
    ),
    TE.map(() => inputs),
  );

const damaged = (detail: string): Failure => ({ _tag: 'Damaged', detail });
