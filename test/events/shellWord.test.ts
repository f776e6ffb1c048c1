import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shellWord } from '../../src/events/shellWord.js';
import { tries } from '../support/fastCheck.js';

it('a word for a shell is in quotes only where it has to be', () => {
  expect(['/home/a/b.txt', '-C', "it's here", '', '$HOME'].map(shellWord)).toEqual([
    '/home/a/b.txt',
    '-C',
    "'it'\\''s here'",
    "''",
    "'$HOME'",
  ]);
});

it('any words come out of a shell as they went in', () => {
  const words = fc.array(
    fc.string({ unit: 'binary' }).filter((word) => !word.includes('\0')),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(words, (some) => {
      const said = execFileSync('sh', ['-c', `printf '%s\\0' ${some.map(shellWord).join(' ')}`], {
        encoding: 'utf8',
      });
      expect(said.split('\0').slice(0, -1)).toEqual(some);
    }),
    tries(20),
  );
});
