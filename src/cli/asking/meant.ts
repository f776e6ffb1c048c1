/** One of the things that can be chosen. */
export interface Choice<A> {
  /** What comes of it; where that is a word, the word chooses it. */
  readonly value: A;
  /** What a person reads; the beginning of it chooses it too. */
  readonly label: string;
  /** What else it is called. */
  readonly names?: readonly string[];
}

/** Who types one of these wants none of what is asked, unless a choice is called so. */
const NO: readonly string[] = ['n', 'no', 'q', 'quit'];

/**
 * Which choices somebody means who has typed this, by their places: all by nothing, one by its whole name, those that begin so,
 * or `none` by a no. A number means that number and no longer one.
 */
export const meant = (choices: ReadonlyArray<Choice<unknown>>, typed: string): readonly number[] | 'none' => {
  const word = typed.trim().toLowerCase();
  const placesOf = (is: (name: string) => boolean): readonly number[] =>
    choices.flatMap((choice, place) => (namesOf(choice).some(is) ? [place] : []));
  const called = placesOf((name) => name === word);
  if (called.length > 0) return called;
  return NO.includes(word) ? 'none' : placesOf((name) => beginsWith(name, word));
};

const beginsWith = (name: string, word: string): boolean =>
  name.startsWith(word) && !(/^#?\d+$/.test(word) && /^\d/.test(name.slice(word.length)));

const namesOf = ({ value, label, names = [] }: Choice<unknown>): readonly string[] =>
  [...(typeof value === 'string' ? [value] : []), label, ...names].map((name) => name.toLowerCase());
