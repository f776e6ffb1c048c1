import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { counted } from '../../inspector/text/counted.js';
import { stepWords } from '../../inspector/text/outside.js';
import type { Frozen } from '../../projections/projection.js';
import type { OutsideState } from '../../projections/runState/outsideState.js';
import { asJson, type Outcome } from '../command.js';
import { composeReading, type Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import type { CliError } from '../failure/failure.js';
import { nameOf } from '../find/findRun.js';
import { refuseUnreadName } from '../find/unreadName.js';
import { addCheckpoint } from '../outside/addCheckpoint.js';
import { type AskedCheckpoint, askedIn, type CheckpointOptions } from '../outside/asked.js';
import { beginOutside } from '../outside/begin.js';
import { activeHere } from '../outside/find.js';

/** `refold checkpoint`: a workflow that refold does not run tells how far it got; its first one begins the run. */
export const checkpoint = (context: Context, word: string, options: CheckpointOptions): Outcome => {
  const reading = composeReading(context);
  return pipe(
    TE.fromEither(askedIn(context, word, options)),
    TE.chain((asked) => make(context, reading, asked)),
    TE.map((outside) => {
      tellMade(context, outside);
      return EXIT.done;
    }),
  );
};

/** In the active run of the name, else in a new one; again where somebody else closed or began it meanwhile. */
const make = (
  context: Context,
  reading: Reading,
  asked: AskedCheckpoint,
): TE.TaskEither<CliError, OutsideState> =>
  pipe(
    asked.anew ? tellActive(context, reading, asked) : activeHere(reading, asked.name),
    TE.chain((entry) => {
      if (entry) return addCheckpoint(context, reading, entry, asked);
      return pipe(
        // None is begun beside one that may be the run to go on with, unasked.
        asked.anew ? TE.right(undefined) : refuseUnreadName(reading, asked.name, { canBegin: true }),
        TE.chain(() => beginOutside(context, reading, asked)),
      );
    }),
    TE.chain((outside) => (outside ? TE.right(outside) : make(context, reading, asked))),
  );

/** Says where another run of the name is active already, and stays so; that none can be found keeps nobody from beginning one. */
const tellActive = (
  context: Context,
  reading: Reading,
  { name }: AskedCheckpoint,
): TE.TaskEither<CliError, undefined> =>
  pipe(
    activeHere(reading, name),
    TE.map((entry) => {
      if (entry)
        context.tell(
          `note: ${nameOf(entry)} of that name is active still; \`refold discard ${entry.number ?? entry.run}\` gives it up`,
        );
      return undefined;
    }),
    TE.orElseW(() => TE.right(undefined)),
  );

const tellMade = (
  context: Context,
  { run, number, name, checkpoints, standing }: Frozen<OutsideState>,
): void => {
  const last = checkpoints.get(standing ?? 0);
  if (!last) return;
  const { seq, step, title, files } = last;
  if (context.json) {
    const named = title === undefined ? {} : { title };
    context.print(
      asJson({ name, run, number, seq, step, ...named, resumeAt: step + 1, files: files.length }),
    );
    return;
  }
  if (checkpoints.size === 1) context.tell(`run #${number} ${run}  ${name}`);
  const kept = files.length === 0 ? '' : `, ${counted(files.length, 'file')} kept`;
  context.tell(`${name}: ${stepWords(last)} is done${kept}`);
};
