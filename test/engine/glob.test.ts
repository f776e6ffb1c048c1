import { describe, expect, it } from 'vitest';
import { matchesAny } from '../../src/engine/glob.js';

describe('a pattern for files', () => {
  it.each([
    ['src', 'src/deep/a.ts'],
    ['src/', 'src/a.ts'],
    ['./src', 'src/a.ts'],
    ['./a.ts', 'a.ts'],
    ['*.ts', '.hidden.ts'],
    ['src', 'src/.hidden/a'],
    ['**/*.ts', 'a/b/c.ts'],
    ['./', 'a/b'],
    ['.', '.hidden'],
    ['src/**', 'src/a\nb'],
    ['src', 'src/a\nb'],
    ['**', 'a\nb/c'],
  ])('%s matches %s', (pattern, path) => {
    expect(matchesAny(['nothing', pattern], path)).toBe(true);
  });

  it.each([
    ['src', 'lib/src'],
    ['src', 'srcs/a.ts'],
    ['*.ts', 'src/a.ts'],
    ['a./b', 'ab'],
    ['src/a', 'srca'],
    ['', 'a'],
  ])('%s does not match %s', (pattern, path) => {
    expect(matchesAny([pattern], path)).toBe(false);
  });

  it('matches nothing where there is none', () => {
    expect(matchesAny([], 'a')).toBe(false);
  });
});
