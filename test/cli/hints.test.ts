import { describe, expect, it } from 'vitest';
import { hintsFrom } from '../../src/cli/hints.js';

describe('hints', () => {
  it('stand as they are where commands are given here', () => {
    expect(hintsFrom(undefined).fromHere('`refold resume 3` goes on')).toBe('`refold resume 3` goes on');
  });

  it.each([
    ['`refold resume 3` goes on', "`refold -C '/a b' resume 3` goes on"],
    [
      '`refold show 3` tells, `refold discard 3` ends it, `--abort` fails it',
      "`refold -C '/a b' show 3` tells, `refold -C '/a b' discard 3` ends it, `--abort` fails it",
    ],
    [
      '`git switch main`, then `git merge x`; `git -C there status` tells the same',
      "`git -C '/a b' switch main`, then `git -C '/a b' merge x`; `git -C there status` tells the same",
    ],
    ['it is on its branch, `refold/r1/main`', 'it is on its branch, `refold/r1/main`'],
    ['`refold help limits` and `refold --help`', '`refold help limits` and `refold --help`'],
    ['refold resume 3, as its output says', 'refold resume 3, as its output says'],
  ])('name the directory of the commands in them: %s', (words, seen) => {
    expect(hintsFrom('/a b').fromHere(words)).toBe(seen);
    const hints = hintsFrom(undefined);
    hints.goTo('/a b');
    expect(hints.fromHere(words)).toBe(seen);
  });

  it('name a directory as it is called, whatever that looks like', () => {
    for (const dir of ['/tmp/cash$', '/tmp/a$$b', "/tmp/$&$'", '/tmp/$1$<program>'])
      expect(hintsFrom(dir).fromHere('`refold show 1` tells')).toBe(
        `\`refold -C '${dir.replaceAll("'", "'\\''")}' show 1\` tells`,
      );
  });

  it('go by the repository of the run rather than by the directory that was named', () => {
    const hints = hintsFrom('/here');
    hints.goTo('/there');
    expect(hints.fromHere('`refold resume 3`')).toBe('`refold -C /there resume 3`');
  });
});
