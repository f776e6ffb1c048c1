import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { LimitSetting } from '../../events/limits.js';
import type { Outcome } from '../command.js';
import { composeReading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { cutIn } from '../find/cutIn.js';
import { findOwnRun, tellFound } from '../find/findRun.js';
import { forkSource, refuseLostSource } from '../fork/forkSource.js';
import { makeFork } from '../fork/makeFork.js';
import { goOn } from '../resume/goOn.js';
import { forkDryRun } from './forkDryRun.js';
import { show } from './show.js';

export interface ForkOptions {
  /** The cut to go on from. */
  readonly at: string;
  /** Make the run and start nothing in it. */
  readonly prepare: boolean;
  /** Only say what would be done. */
  readonly dryRun: boolean;
  /** The limits that are asked for now. */
  readonly limits: readonly LimitSetting[];
}

/** `refold fork`: a new run that goes on from any moment of another, which stays as it is. */
export const fork = (
  context: Context,
  wanted: string | undefined,
  { at, prepare, dryRun, limits }: ForkOptions,
): Outcome => {
  const reading = composeReading(context);
  return pipe(
    findOwnRun(reading, 'change', wanted),
    TE.chainFirstIOK((found) => () => tellFound(context, found)),
    TE.chainW(({ entry }) => reading.store.open(entry)),
    TE.bindTo('run'),
    TE.bindW('cut', ({ run }) => cutIn(run, at)),
    TE.bindW('source', ({ run, cut }) => forkSource(context, run, cut)),
    TE.chainFirstIOK(({ cut, source: { position } }) => () => {
      if (position.seq < cut)
        context.tell(
          `note: seq ${cut} is part of one decision with what follows; the cut is ${position.seq}`,
        );
    }),
    TE.chainFirstW(({ source }) => refuseLostSource(context, source)),
    TE.chainW(({ source }) => {
      if (dryRun) return forkDryRun(context, source, { prepare, limits });
      return pipe(
        makeFork(context, reading, source),
        TE.chainW((found) =>
          prepare ? show(context, found.entry.run) : goOn(context, reading, found, { limits }),
        ),
      );
    }),
  );
};
