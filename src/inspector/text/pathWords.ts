/**
 * A path as it can be read and typed again: plain ones as they are, any other in quotes, with everything that a terminal
 * would act on, or nobody would see, spelt out.
 */
export const pathWords = (path: string): string =>
  PLAIN.test(path) ? path : JSON.stringify(path).replace(UNSEEN, spelt);

/** No quotes, no backslash, nothing that is not seen, and no space at either end. */
const PLAIN = /^(?! )[^"\\\p{C}\p{Zl}\p{Zp}]+(?<! )$/u;

const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

const spelt = (character: string): string =>
  [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
