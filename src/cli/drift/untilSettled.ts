import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import {
  askAboutDrift,
  type Differing,
  type DriftCare,
  type DriftChoice,
  type DriftWord,
} from './askAboutDrift.js';

type Answer<A> = TE.TaskEither<CliError, A>;

/** How files are looked at, and how somebody is asked about them. `said` is what came of the question before, if there was one. */
export interface Settling<Looked, Said> {
  readonly look: () => Answer<Looked>;
  /** What is settled of what was found; undefined where somebody has to be asked. */
  readonly settled: (now: Looked, said?: Said) => Said | undefined;
  /** What is shown of it; undefined where nothing is left to ask about. */
  readonly differing: (seen: Looked) => Answer<Differing | undefined>;
  readonly review: (seen: Looked) => ReturnType<DriftCare['review']>;
  readonly restore: (seen: Looked, path: string) => ReturnType<DriftCare['restore']>;
  /** What a choice means for what was shown. */
  readonly chosen: (seen: Looked, choice: DriftChoice) => Answer<Said>;
  /** How it is told that nobody chose. */
  readonly refused?: (seen: Looked, error: CliError) => CliError;
}

/** Has somebody say what becomes of files, and looks again once that is said: what changed meanwhile is asked about too. */
export const untilSettled = <Looked, Said>(
  context: Context,
  { look, settled, chosen, refused = (_, error) => error, ...settling }: Settling<Looked, Said>,
  first: Looked,
  onDrift: DriftWord | undefined,
  before?: Said,
): Answer<Said> => {
  const settle = (now: Looked, said?: Said): Answer<Said> => {
    const known = settled(now, said);
    if (known !== undefined) return TE.right(known);
    let shown = now;
    // The first look is the one that led here.
    let looks = () => TE.right<CliError, Looked>(now);
    const care: DriftCare = {
      look: () =>
        pipe(
          looks(),
          TE.chain((seen) => {
            shown = seen;
            looks = look;
            return settling.differing(seen);
          }),
        ),
      review: () => settling.review(shown),
      restore: (path) => settling.restore(shown, path),
    };
    return pipe(
      askAboutDrift(context, care, onDrift),
      TE.mapLeft((error) => refused(shown, error)),
      TE.chain((choice) => chosen(shown, choice)),
      TE.bindTo('said'),
      TE.bind('again', look),
      TE.chain(({ said, again }) => settle(again, said)),
    );
  };
  return settle(first, before);
};
