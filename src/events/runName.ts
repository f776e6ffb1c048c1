import { RunId } from './ids.js';

/** How long the name of a run may be, in characters. */
const NAME_CHARS = 100;

/** What a terminal would act on, or draw in another order. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what no name may hold
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

/** What stands for bytes that are no text, and so for any of them. */
export const NO_TEXT = '\ufffd';

/**
 * Why a run cannot be called this; undefined if it can. Nothing that names a run in another way is a name, and nothing
 * that means more than itself to a shell, a path or a terminal.
 */
export const whyNoName = (word: string): string | undefined => {
  if (word.trim() === '') return 'it is empty';
  if (word.length > NAME_CHARS) return `it is longer than ${NAME_CHARS} characters`;
  if (word.includes(NO_TEXT)) return 'it is not text in UTF-8';
  if (UNSEEN.test(word)) return 'it holds characters that cannot be seen';
  if (word !== word.trim()) return 'it begins or ends with a space';
  if (/[/\\]/.test(word)) return 'it holds a slash';
  if (word.includes('..')) return 'it holds `..`';
  if (/^[.#-]/.test(word)) return `it begins with \`${word[0]}\``;
  if (/^\d+$/.test(word)) return 'it is a number, and runs have numbers';
  return RunId.is(word) ? 'it is the id of a run' : undefined;
};
