import { distance } from 'fastest-levenshtein';

/** The known word that was most likely meant, if one is near enough; letters that changed places are one mistake. */
export const nearest = (word: string, known: readonly string[]): string | undefined => {
  const most = Math.max(1, Math.floor(word.length / 3));
  let best: { readonly word: string; readonly mistakes: number } | undefined;
  for (const one of known) {
    const mistakes = mistakesIn(word, one, most);
    if (mistakes <= most && mistakes < (best?.mistakes ?? Number.POSITIVE_INFINITY))
      best = { word: one, mistakes };
  }
  return best?.word;
};

/** How many mistakes make one word of the other; where it is more than `most`, any number over it. */
const mistakesIn = (word: string, known: string, most: number): number => {
  if (Math.abs(word.length - known.length) > most) return most + 1;
  const plain = distance(word, known);
  // A swap is two mistakes otherwise, so that it can spare only one.
  return plain === 0 || plain > most + 1
    ? plain
    : Math.min(plain, ...swaps(word).map((other) => 1 + distance(other, known)));
};

/** The word with each two neighbouring letters in each other's place. */
const swaps = (word: string): readonly string[] =>
  Array.from({ length: Math.max(0, word.length - 1) }, (_, at) =>
    [word.slice(0, at), word[at + 1], word[at], word.slice(at + 2)].join(''),
  );

/** Adds the word that was most likely meant. */
export const withNearest = (message: string, word: string, known: readonly string[]): string => {
  const near = nearest(word, known);
  return near === undefined ? message : `${message}; did you mean \`${near}\`?`;
};
