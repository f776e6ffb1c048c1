import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whyNoName } from '../../src/events/runName.js';

const AMISS = /^[.#-]|\.\.|[/\\]|^\d*$|^\s|\s$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

describe('the name of a run', () => {
  it.each(['dev-story-E3-S7', 'create-prd', 'release 1.2', 'größe', 'v2', '20261121-04', '7th'])(
    'can be %j',
    (name) => {
      expect(whyNoName(name)).toBeUndefined();
    },
  );

  it.each([
    ['', 'it is empty'],
    ['   ', 'it is empty'],
    ['7', 'it is a number, and runs have numbers'],
    ['20261121-040000-1a2b3c', 'it is the id of a run'],
    ['a/b', 'it holds a slash'],
    ['a\\b', 'it holds a slash'],
    ['a..b', 'it holds `..`'],
    ['..', 'it holds `..`'],
    ['.hidden', 'it begins with `.`'],
    ['#7', 'it begins with `#`'],
    ['-x', 'it begins with `-`'],
    [' x', 'it begins or ends with a space'],
    ['a\u202eb', 'it holds characters that cannot be seen'],
    ['a\nb', 'it holds characters that cannot be seen'],
    ['a\ufffd\ufffdb', 'it is not text in UTF-8'],
    ['x'.repeat(101), 'it is longer than 100 characters'],
  ])('cannot be %j', (name, why) => {
    expect(whyNoName(name)).toBe(why);
  });

  it('never leads out of a folder, is no other way to name a run, and draws nothing on a terminal', () => {
    const words = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('.', '/', '\\', '-', '#', '0', 'a', ' ', '\n', '\u0000', '\u001b') }),
    );
    fc.assert(
      fc.property(words, (word) => whyNoName(word) !== undefined || !(AMISS.test(word) || UNSEEN.test(word))),
    );
  });
});
