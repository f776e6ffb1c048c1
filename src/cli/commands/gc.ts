import { createInterface } from 'node:readline/promises';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Collected } from '../../engine/collect.js';
import { type Fate, leftoverLines, sizeWords } from '../../inspector/text/leftovers.js';
import { paintWith } from '../../inspector/text/paint.js';
import type { Weighed } from '../../ports/leftovers.js';
import { type Collection, collect } from '../collect.js';
import { asJson, type Outcome } from '../command.js';
import { composeReading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import type { CliError } from '../failure.js';
import { type Left, sweep } from '../sweep.js';

export interface GcOptions {
  readonly dryRun: boolean;
  /** Delete without asking. */
  readonly yes: boolean;
  /** Delete also what is found nowhere else. */
  readonly force: boolean;
}

type CollectedFate = Fate<Collected>;

/** `refold gc`: deletes what runs left in git that are merged, archived, discarded or lost, after it has shown it. */
export const gc = (context: Context, options: GcOptions): Outcome => {
  const reading = composeReading(context);
  return pipe(
    collect(context, reading),
    TE.chain((collections) => {
      const fates = collections.flatMap(({ weighed }) => weighed.map(fateWith(options)));
      const going = fates.filter(({ goes }) => goes);
      if (!context.json)
        for (const line of leftoverLines(fates, paintWith(context.colour))) context.print(line);
      if (going.length === 0 || options.dryRun) return TE.right(conclude(context, fates, undefined));
      return pipe(
        isWanted(context, going, options.yes),
        TE.chainTaskK((wanted) => async () => {
          if (!wanted) return conclude(context, fates, undefined);
          const left: Left[] = [];
          for (const one of collections)
            left.push(...(await sweep(reading.store, one, goingIn(one, options), options.force)));
          return conclude(context, fates, left);
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
const isWanted = (
  context: Context,
  going: readonly Fate[],
  yes: boolean,
): TE.TaskEither<CliError, boolean> => {
  if (yes) return TE.right(true);
  if (!process.stdin.isTTY || !process.stderr.isTTY || context.json)
    return TE.left({
      _tag: 'Usage',
      message: `nobody can be asked whether ${countOf(going)} may be deleted; nothing was`,
      hint: '`refold gc --yes` deletes without asking, `refold gc --dry-run` only shows',
    });
  return TE.fromTask(async () => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    const said = await terminal.question(`delete ${countOf(going)}? [y/N] `);
    terminal.close();
    return /^y(es)?$/i.test(said.trim());
  });
};

/** Says what came of it; without `left`, nothing was to be deleted. */
const conclude = (
  context: Context,
  fates: readonly CollectedFate[],
  left: readonly Left[] | undefined,
): number => {
  const isLeft = ({ leftover }: Fate): boolean => left?.some(({ name }) => name === leftover.name) ?? true;
  const deleted = fates.filter((fate) => fate.goes && !isLeft(fate));
  for (const { name, why } of left ?? []) context.tell(`left: ${name}: ${why}`);
  if (context.json) {
    const [wouldDelete, kept] = [true, false].map((goes) => fates.filter((fate) => fate.goes === goes));
    context.print(
      asJson({
        deleted: deleted.map(documentOf),
        wouldDelete: left === undefined ? wouldDelete?.map(documentOf) : [],
        kept: kept?.map(documentOf),
        left: left ?? [],
      }),
    );
  } else if (fates.length === 0) context.tell('there is nothing that could be deleted');
  else context.tell(deleted.length === 0 ? 'nothing was deleted' : `deleted ${countOf(deleted)}`);
  return EXIT.done;
};

const documentOf = ({ leftover, bytes, why }: CollectedFate) => {
  const { run, number, kind, name, commit } = leftover;
  return { run, ...(number === undefined ? {} : { number }), kind, name, commit, bytes, why };
};

const countOf = (fates: readonly Fate[]): string => {
  const bytes = fates.reduce((sum, fate) => sum + fate.bytes, 0);
  return `${fates.length} ${fates.length === 1 ? 'thing' : 'things'} (${sizeWords(bytes)})`;
};
