import type { Signals } from '../events/review.js';

/** The word by which a worker says that all is done, where its workflow names no other. */
export const DONE = 'DONE';

const PASS = 'PASS';
const FAIL = 'FAIL';

/** How long the word may be, in characters: it has to be a line of its own. */
const MAX_CHARS = 40;

/** Whether a text may stand for `DONE`: a word, or a few, that are neither of the other signals. */
export const isDoneWord = (text: string): boolean =>
  /^[\p{L}\p{N}](?:[\p{L}\p{N} _-]*[\p{L}\p{N}])?$/u.test(text) &&
  text.length <= MAX_CHARS &&
  ![PASS, FAIL].includes(text.toUpperCase());

/** The signal that a text is, from its beginning to its end; undefined if it says anything else. */
export const signalOf = (text: string, done: string): Signals | undefined => {
  const said = text.trim();
  if (said === done) return { done: true };
  if (said === PASS) return { pass: true };
  const [failed, reason = ''] = /^FAIL(?::(.*))?$/s.exec(said) ?? [];
  return failed === undefined ? undefined : { fail: reason.trim() };
};

/**
 * The signals in what an agent said: each a line of its own, and never a part of one. A line of code is shown and not
 * said: many a test runner prints such words.
 */
export const signalsIn = (text: string, done: string): Signals =>
  together(linesOf(text).flatMap((line) => signalOf(line, done) ?? []));

/** Several signals as one: of reasons to fail, the first. */
export const together = (all: readonly Signals[]): Signals => {
  const [fail] = all.flatMap((one) => one.fail ?? []);
  return {
    ...(all.some((one) => one.done) ? { done: true } : {}),
    ...(all.some((one) => one.pass) ? { pass: true } : {}),
    ...(fail === undefined ? {} : { fail }),
  };
};

/** Whether nothing was signalled. */
export const isSilent = (signals: Signals): boolean => Object.keys(signals).length === 0;

/** The lines that are no code: neither fenced nor indented as such. */
const linesOf = (text: string): readonly string[] => {
  let fence: string | undefined;
  return text.split(/\r\n|[\r\n]/).filter((line) => {
    const [, mark, rest = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (mark !== undefined && fence === undefined) {
      fence = mark;
      return false;
    }
    if (fence === undefined) return !/^(?: {4}|\t)/.test(line);
    if (mark?.startsWith(fence) && rest.trim() === '') fence = undefined;
    return false;
  });
};
