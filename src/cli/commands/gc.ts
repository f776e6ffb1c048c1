import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Collected } from '../../engine/collect.js';
import { counted } from '../../inspector/text/counted.js';
import { type Fate, leftoverLines, sizeWords } from '../../inspector/text/leftovers.js';
import { paintWith } from '../../inspector/text/paint.js';
import type { Weighed } from '../../ports/leftovers.js';
import { choose } from '../asking/choose.js';
import { asJson, type Outcome } from '../command.js';
import { composeReading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { type Chore, choresIn } from '../ending/chores.js';
import { type Collection, collect } from '../ending/collect.js';
import { type Left, sweep } from '../ending/sweep.js';
import { EXIT } from '../exitCode.js';
import type { CliError } from '../failure/failure.js';

export interface GcOptions {
  readonly dryRun: boolean;
  /** Delete without asking. */
  readonly yes: boolean;
  /** Delete also what is found nowhere else. */
  readonly force: boolean;
}

type CollectedFate = Fate<Collected>;

/** What is to be deleted, and what was begun and is to be finished. */
interface Going {
  readonly going: readonly Fate[];
  readonly chores: readonly Chore[];
}

/** `refold gc`: deletes what runs left in git that are merged, archived, discarded or lost, after it has shown it. */
export const gc = (context: Context, options: GcOptions): Outcome => {
  const reading = composeReading(context);
  return pipe(
    collect(context, reading),
    TE.bindTo('collections'),
    TE.bindW('chores', ({ collections }) => choresIn(context, reading, collections)),
    TE.chain(({ collections, chores }) => {
      const fates = collections.flatMap(({ weighed }) => weighed.map(fateWith(options)));
      const going = fates.filter(({ goes }) => goes);
      const found = { fates, chores };
      if (!context.json) {
        for (const line of leftoverLines(fates, paintWith(context.colour))) context.print(line);
        for (const { does, kind, entry, why } of chores)
          context.print(`${does}  ${kind.padEnd(8)}  ${entry.run}  ${why}`);
      }
      if (going.length + chores.length === 0 || options.dryRun)
        return TE.fromEither(conclude(context, found, undefined));
      return pipe(
        isWanted(context, { going, chores }, options.yes),
        TE.chain((wanted) => async () => {
          if (!wanted) return conclude(context, found, undefined);
          const left: Left[] = [];
          for (const one of collections)
            left.push(...(await sweep(reading.store, one, goingIn(one, options), options.force)));
          for (const { carryOut } of chores) {
            const undone = await carryOut();
            if (undone) left.push(undone);
          }
          return conclude(context, found, left);
        }),
      );
    }),
  );
};

const goingIn = ({ weighed }: Collection, options: GcOptions): readonly Collected[] =>
  weighed.filter((one) => fateWith(options)(one).goes).map(({ leftover }) => leftover);

const fateWith =
  ({ force }: GcOptions) =>
  (one: Weighed<Collected>): CollectedFate => {
    const { leftover, loses, stays } = one;
    const loss =
      loses === undefined ? [] : [force ? `loses ${loses}` : `would lose ${loses}; --force deletes it`];
    const why = [leftover.why, ...(stays === undefined ? loss : [stays])].join('; ');
    return { ...one, goes: stays === undefined && (loses === undefined || force), why };
  };

/** A person says yes, on the command line or when asked. */
const isWanted = (context: Context, plan: Going, yes: boolean): TE.TaskEither<CliError, boolean> => {
  if (yes) return TE.right(true);
  if (!context.asks || context.json)
    return TE.left({
      _tag: 'Usage',
      message: `nobody can be asked about ${wordsFor(plan)}; nothing was done`,
      hint: '`refold gc --yes` deletes without asking, `refold gc --dry-run` only shows',
    });
  return async () => {
    const wanted = await choose(`Go on with ${wordsFor(plan)}?`, [
      { value: false, label: 'no: leave everything as it is' },
      { value: true, label: 'yes' },
    ]);
    return wanted === undefined ? E.left({ _tag: 'NothingChosen' }) : E.right(wanted);
  };
};

/** What is to be done, in words. */
const wordsFor = ({ going, chores }: Going): string =>
  [
    ...(going.length > 0 ? [`deleting ${countOf(going)}`] : []),
    ...chores.map(
      ({ does, kind, entry }) =>
        `${does === 'finish' ? 'finishing' : 'deleting'} the ${kind} of ${entry.run}`,
    ),
  ].join(', ');

/** Says what came of it; without `left`, nothing was to be done. What could not go is an error, and not what stays on purpose. */
const conclude = (
  context: Context,
  { fates, chores }: { readonly fates: readonly CollectedFate[]; readonly chores: readonly Chore[] },
  left: readonly Left[] | undefined,
): E.Either<CliError, number> => {
  const isLeft = (name: string): boolean => left?.some((one) => one.name === name) ?? true;
  const deleted = fates.filter((fate) => fate.goes && !isLeft(fate.leftover.name));
  const done = chores.filter(({ entry }) => !isLeft(entry.run));
  for (const { name, why } of left ?? []) context.tell(`left: ${name}: ${why}`);
  const [wouldDelete, kept] = [true, false].map((goes) => fates.filter((fate) => fate.goes === goes));
  const facts = {
    deleted: deleted.map(documentOf),
    wouldDelete: left === undefined ? wouldDelete?.map(documentOf) : [],
    kept: kept?.map(documentOf),
    left: left ?? [],
    cutOff: chores.map((chore) => ({ ...choreDocument(chore), done: done.includes(chore) })),
  };
  const failed = left?.filter((one) => one.failed) ?? [];
  if (context.json) {
    // A program reads one document, and of an error that of the error.
    if (failed.length === 0) context.print(asJson(facts));
  } else if (fates.length + chores.length === 0) context.tell('there is nothing that could be deleted');
  else {
    context.tell(deleted.length === 0 ? 'nothing was deleted' : `deleted ${countOf(deleted)}`);
    for (const { does, kind, entry } of done)
      context.tell(`${does === 'finish' ? 'finished' : 'deleted'} the ${kind} of ${entry.run}`);
  }
  return failed.length === 0
    ? E.right(EXIT.done)
    : E.left({ _tag: 'NotDeleted', names: failed.map(({ name }) => name), facts });
};

const choreDocument = ({ does, kind, entry, why }: Chore) => ({ run: entry.run, does, kind, why });

const documentOf = ({ leftover, bytes, why }: CollectedFate) => {
  const { run, number, kind, name, commit } = leftover;
  return { run, ...(number === undefined ? {} : { number }), kind, name, commit, bytes, why };
};

const countOf = (fates: readonly Fate[]): string => {
  const bytes = fates.reduce((sum, fate) => sum + fate.bytes, 0);
  return `${counted(fates.length, 'thing')} (${sizeWords(bytes)})`;
};
