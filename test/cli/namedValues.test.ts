import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { namedValues } from '../../src/cli/namedValues.js';

const given = (...words: readonly string[]) =>
  namedValues({ option: '--var', names: /^[a-z]+$/, words: 'a name is of small letters' }, words);

describe('an option that gives values to names', () => {
  it('gives each name the value behind its first equals sign, over as many lines as that has', () => {
    expect(given('a=1', 'b=x=y', 'c=', 'd=two\nlines')).toEqual(
      E.right([
        { name: 'a', value: '1' },
        { name: 'b', value: 'x=y' },
        { name: 'c', value: '' },
        { name: 'd', value: 'two\nlines' },
      ]),
    );
  });

  it.each([
    ['other values', ['a=1', 'b=1', 'a=2']],
    ['the same value', ['a=1', 'a=1']],
  ])('gives no name a value twice, with %s', (_, words) => {
    expect(given(...words)).toEqual(
      E.left({
        _tag: 'Usage',
        message: '`--var` gives `a` a value twice',
        hint: 'nothing was done; leave all `--var a=…` out but the one that is meant',
      }),
    );
  });

  it.each(['a', '=1', 'A=1', ''])('does not take `%s`', (word) => {
    expect(given(word)).toEqual(
      E.left({
        _tag: 'Usage',
        message: `\`--var ${word}\` gives no value to a name`,
        hint: 'write `--var name=value`; a name is of small letters',
      }),
    );
  });
});
