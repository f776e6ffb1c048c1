import { isDeepStrictEqual } from 'node:util';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { integrityLines } from '../../inspector/text/integrity.js';
import { paintWith } from '../../inspector/text/paint.js';
import type { RunStore } from '../../ports/runStore.js';
import { asksFor, type Integrity } from '../../projections/integrity.js';
import { goingOnFrom } from '../../projections/outside.js';
import { ifSure } from '../begin/startAnew.js';
import type { Outcome } from '../command.js';
import type { Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { askAboutDrift, type DriftWord } from '../drift/askAboutDrift.js';
import { EXIT } from '../exitCode.js';
import type { CliError } from '../failure/failure.js';
import { type FoundRun, tellFound } from '../find/findRun.js';
import { nextLife } from '../life/lifeFacts.js';
import { careFor, type Seen } from './care.js';
import { close } from './close.js';
import { isElsewhere } from './find.js';
import { executable, freshStartOf, give, handOffOf } from './handOff.js';
import { keepStanding } from './keepFiles.js';
import { compare, type Looked, lookAtOutside } from './look.js';
import { tellLater } from './tellLater.js';
import { andRelease, type OpenedOutside, openOutside, record, type WriteOptions } from './write.js';

export interface ResumeOutsideOptions extends WriteOptions {
  /** The step of an earlier checkpoint. */
  readonly at?: number | undefined;
  /** Run the command that goes on with it, instead of telling it. */
  readonly exec?: boolean;
  readonly onDrift?: DriftWord | undefined;
  readonly dryRun?: boolean;
  /** Close it, and begin anew. */
  readonly fromStart?: boolean;
}

/** `refold resume` of a workflow that refold does not run: its files are verified, and it is handed back where it stood. */
export const resumeOutside = (
  context: Context,
  reading: Reading,
  found: FoundRun,
  options: ResumeOutsideOptions,
): Outcome => {
  const { store, here } = reading;
  tellFound(context, found);
  const resuming = { context, store, found, options };
  const look = pipe(
    lookAtOutside(context, store, found.entry, options.at),
    TE.filterOrElse(({ outside }) => !isElsewhere(outside, here), elsewhere),
  );
  return pipe(
    look,
    TE.chain((looked) =>
      options.fromStart
        ? startFresh(resuming, looked)
        : verified(resuming, { looked, integrity: undefined, look }),
    ),
    tellLater(context, reading, found.entry),
  );
};

const elsewhere = ({ outside: { name, repository } }: Looked): CliError => ({
  _tag: 'CheckoutElsewhere',
  name,
  root: repository.root,
});

/** What is asked for, of which run. */
interface Resuming {
  readonly context: Context;
  readonly store: RunStore;
  readonly found: FoundRun;
  readonly options: ResumeOutsideOptions;
}

/** Asks about files until what was seen of them is what is there. */
const verified = (resuming: Resuming, seen: Seen): Outcome => {
  const { context, store, options } = resuming;
  return pipe(
    askAboutDrift(context, careFor(context, store, seen), options.onDrift),
    TE.chain((choice) => {
      const { looked, integrity } = seen;
      if (choice === 'fresh' || !integrity) return startFresh(resuming, looked);
      if (!asksFor(integrity))
        for (const line of integrityLines(integrity, paintWith(false))) context.tell(line);
      return pipe(
        accept(resuming, looked, integrity),
        TE.chain((accepted) => (accepted ? giveOn(resuming, accepted, integrity) : verified(resuming, seen))),
      );
    }),
  );
};

/** A damaged log is read as far as it is sound, and what is read of it is told with the exit code of damage. */
const giveOn = ({ context, options }: Resuming, looked: Looked, integrity: Integrity): Outcome => {
  const { exec = false, dryRun = false } = options;
  const { damage } = looked;
  if (damage !== undefined) context.tell(`warning: ${damage}; what follows stands before it`);
  const handOff = handOffOf(looked, looked.from, integrity);
  return pipe(
    give(context, handOff, { exec: exec && !dryRun && damage === undefined }),
    TE.map((exit) => (damage === undefined ? exit : EXIT.damaged)),
  );
};

/** Records that the run goes on, with what was accepted; undefined where something has changed since it was shown. */
const accept = (
  { context, store, options }: Resuming,
  looked: Looked,
  shown: Integrity,
): TE.TaskEither<CliError, Looked | undefined> => {
  const { exec = false, dryRun = false } = options;
  if (dryRun || looked.damage !== undefined) return TE.right(looked);
  return pipe(
    exec ? TE.fromEither(executable(handOffOf(looked, looked.from, shown))) : TE.right(''),
    TE.chain(() => openOutside(context, store, looked.entry, options)),
    TE.chain((opened) => andRelease(opened.run, hold(opened, looked, shown))),
  );
};

const hold = (
  { run, state, outside }: OpenedOutside,
  looked: Looked,
  shown: Integrity,
): TE.TaskEither<CliError, Looked | undefined> => {
  if (state.seq !== looked.seq) return TE.right(undefined);
  const { checkout, from } = looked;
  return pipe(
    // Between the question and the answer there is time enough for files to change.
    asksFor(shown) ? TE.fromTask(compare(looked)) : TE.right(shown),
    TE.chain((now): TE.TaskEither<CliError, Looked | undefined> => {
      if (!isDeepStrictEqual(now.findings, shown.findings)) return TE.right(undefined);
      return pipe(
        shown.findings,
        TE.traverseSeqArray(({ path }) => keepStanding(checkout, run.payloads, path)),
        TE.chain((found) =>
          record(run, state, {
            type: 'ResumeOutside',
            checkpoint: from.checkpoint.seq,
            found,
            life: nextLife(run, state),
          }),
        ),
        TE.map(() => ({ ...looked, outside, from: goingOnFrom(outside) ?? from })),
      );
    }),
  );
};

/** Closes the run and tells how the workflow begins; no file is touched. */
const startFresh = ({ context, store, found, options }: Resuming, looked: Looked): Outcome => {
  const { exec = false, dryRun = false } = options;
  const start = freshStartOf(looked);
  const closed = close(context, store, looked.entry, 'begun anew', options);
  return ifSure(
    found,
    pipe(
      exec ? TE.fromEither(executable(start)) : TE.right(''),
      TE.chain((): TE.TaskEither<CliError, unknown> => (dryRun ? TE.right(undefined) : closed)),
      TE.chain(() => give(context, start, { exec: exec && !dryRun })),
    ),
  );
};
