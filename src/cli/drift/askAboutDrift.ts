import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { pathWords } from '../../inspector/text/pathWords.js';
import { choose } from '../asking/choose.js';
import type { Context } from '../context.js';
import type { CliError, UsageError } from '../failure/failure.js';
import type { CannotBe } from './whatCannotBe.js';

/** What can become of work whose files are not as they were recorded. */
export type DriftChoice = 'proceed' | 'fresh' | 'redo' | 'abort';

/** What `--on-drift` may say: one of these, or that it is only to be shown. */
export const DRIFT_WORDS = ['proceed', 'redo', 'fresh', 'review', 'abort'] as const;
export type DriftWord = DriftChoice | 'review';

/** What it may say of a replay, which takes its own steps back, and where refold does not run the workflow. */
export const REPLAY_WORDS = ['proceed', 'review', 'abort'] as const;
export const OUTSIDE_WORDS = ['proceed', 'fresh', 'review', 'abort'] as const;

const ON_DRIFT_WORDS =
  'what to do where files are not as they were recorded; review shows the record beside what is there, and changes nothing; abort is the default';

/** The option of every command that asks about files, where there is nobody to be asked. */
export const ON_DRIFT = [
  `--on-drift <${DRIFT_WORDS.join('|')}>`,
  `${ON_DRIFT_WORDS}; redo and fresh are nothing to a replay`,
] as const;

/** The same of a replay, which takes back what somebody changed in the worktrees of its steps. */
export const REPLAY_ON_DRIFT = [
  `--on-drift <${REPLAY_WORDS.join('|')}>`,
  `${ON_DRIFT_WORDS}; files that go back are only listed, and kept, but where abort or review is said`,
] as const;

/** Files that are not as they were recorded, in words, as they are shown before anything is asked. */
export interface Differing {
  readonly lines: readonly string[];
  /** All that is known of them, as a program reads it. */
  readonly files: object;
  /** Which of them can be put back, one by one. */
  readonly restorable: readonly string[];
  /** The choices that make sense here, in words. */
  readonly offers: Partial<Record<Exclude<DriftChoice, 'abort'>, string>>;
  /** Which of them cannot be as things are; `lines` says why. */
  readonly cannot?: CannotBe['choices'];
}

/** What a person who is asked can do, besides choosing. */
export interface DriftCare {
  /** What is not as it was recorded, looked at anew; undefined where all is. */
  readonly look: () => TE.TaskEither<CliError, Differing | undefined>;
  /** What was recorded beside what is there, file by file. */
  readonly review: () => TE.TaskEither<CliError, readonly string[]>;
  /** Puts one file back to what was recorded; what it replaces is kept. Answers what was done, in words. */
  readonly restore: (path: string) => TE.TaskEither<CliError, string>;
}

/**
 * Shows what is not as it was recorded, and has somebody say what is to become of it: by the option, else at a terminal,
 * where a review and the putting back of files lead back to the question. `proceed` where nothing differs (any more), unless
 * it was only to be shown.
 */
export const askAboutDrift =
  (
    context: Context,
    { look, ...care }: DriftCare,
    given: DriftWord | undefined,
  ): TE.TaskEither<CliError, DriftChoice> =>
  async () => {
    if (given === 'review') return onlyReview(context, { look, ...care })();
    const restored = new Set<string>();
    const restore: DriftCare['restore'] = (path) =>
      pipe(
        care.restore(path),
        TE.chainFirstIOK(() => () => restored.add(path)),
      );
    for (;;) {
      const looked = await look()();
      if (E.isLeft(looked)) return looked;
      const differing = looked.right;
      if (!differing) return E.right('proceed');
      const chosen = await choiceFor(context, { ...care, restore }, differing, given);
      if (E.isLeft(chosen) && chosen.left._tag === 'NothingChosen')
        return E.left({ ...chosen.left, restored: [...restored] });
      if (E.isLeft(chosen) || chosen.right !== 'again') return chosen as E.Either<CliError, DriftChoice>;
    }
  };

/** Shows what differs file by file, and ends as an unanswered question does; also that nothing differs is no success. */
export const onlyReview =
  (context: Context, { look, ...care }: Pick<DriftCare, 'look' | 'review'>): TE.TaskEither<CliError, never> =>
  async () => {
    const looked = await look()();
    if (E.isLeft(looked)) return looked;
    if (!looked.right) return E.left({ _tag: 'NothingToReview' });
    const differ = differIn(looked.right);
    return E.flatMap(await review(context, care), () => E.left(differ));
  };

const differIn = ({ lines, files, offers, cannot = [] }: Differing): CliError => ({
  _tag: 'FilesDiffer',
  lines,
  choices: Object.keys(without(offers, cannot)),
  files,
});

const without = (offers: Differing['offers'], cannot: CannotBe['choices']): Differing['offers'] =>
  Object.fromEntries(Object.entries(offers).filter(([choice]) => !cannot.some((one) => one === choice)));

type Answer = DriftChoice | 'review' | 'restore';

const choiceFor = async (
  context: Context,
  care: Omit<DriftCare, 'look'>,
  differing: Differing,
  given: DriftChoice | undefined,
): Promise<E.Either<CliError, DriftChoice | 'again'>> => {
  const { lines, restorable, cannot = [] } = differing;
  const offers = without(differing.offers, cannot);
  if (given === undefined ? !context.asks : given === 'abort' || cannot.some((choice) => choice === given))
    return E.left(differIn(differing));
  for (const line of lines) context.tell(line);
  if (given !== undefined) return given in offers ? E.right(given) : E.left(notOffered(offers, given));
  for (;;) {
    const answer = await ask(offers, restorable);
    if (answer === undefined || answer === 'abort') return E.left({ _tag: 'NothingChosen' });
    if (answer === 'restore') return restoreOne(context, care, restorable);
    if (answer !== 'review') return E.right(answer);
    const reviewed = await review(context, care);
    if (E.isLeft(reviewed)) return reviewed;
  }
};

/** Shows what was recorded beside what is there. */
const review = async (
  context: Context,
  care: Pick<DriftCare, 'review'>,
): Promise<E.Either<CliError, unknown>> => {
  const reviewed = await care.review()();
  if (E.isRight(reviewed)) for (const line of reviewed.right) context.tell(line);
  return reviewed;
};

/** What changes nothing is marked first: who only presses Enter has decided nothing. */
const ask = (offers: Differing['offers'], restorable: readonly string[]): Promise<Answer | undefined> =>
  choose<Answer>('What is to become of this?', [
    { value: 'review', label: 'Review: show what is recorded beside what is there' },
    ...ORDER.flatMap((value) => {
      const words = offers[value];
      return words === undefined ? [] : [{ value, label: words }];
    }),
    ...(restorable.length > 0
      ? [{ value: 'restore' as const, label: 'Restore: put one file back to what is recorded' }]
      : []),
    { value: 'abort', label: 'Abort: leave everything as it is' },
  ]);

const ORDER = ['proceed', 'redo', 'fresh'] as const;

/** Puts back the file that is chosen, and asks again; so it does for who wants none after all, while who leaves leaves all of it. */
const restoreOne = async (
  context: Context,
  { restore }: Pick<DriftCare, 'restore'>,
  paths: readonly string[],
): Promise<E.Either<CliError, 'again'>> => {
  const path = await choose<string | false>('Which file is to be put back?', [
    ...paths.map((value) => ({ value, label: pathWords(value) })),
    { value: false, label: 'None: back to the question' },
  ]);
  if (path === undefined) return E.left({ _tag: 'NothingChosen' });
  if (path === false) return E.right('again');
  const restored = await restore(path)();
  if (E.isLeft(restored)) return restored;
  context.tell(restored.right);
  return E.right('again');
};

const notOffered = (offers: Differing['offers'], given: DriftChoice): UsageError => ({
  _tag: 'Usage',
  message: `\`--on-drift ${given}\` means nothing here`,
  hint: `give one of ${[...Object.keys(offers), 'review', 'abort'].join(', ')}`,
});

/** What `--on-drift` says; another word than those of its command is a mistake. */
export const driftChoice = <C extends DriftWord>(
  given: string | undefined,
  choices: readonly C[],
): E.Either<UsageError, C | undefined> => {
  const choice = choices.find((one) => one === given);
  return given === undefined || choice
    ? E.right(choice)
    : E.left({
        _tag: 'Usage',
        message: `\`--on-drift ${given}\` says nothing`,
        hint: `give one of ${choices.join(', ')}`,
      });
};
