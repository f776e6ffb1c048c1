import { describe, expect, it } from 'vitest';
import { newestFirst, resolveRun } from '../../src/projections/resolveRun.js';

const entry = (repository: string, run: string, number: number) => ({
  repository,
  run,
  number,
  empty: false,
});
const RUNS = [
  entry('here-aaaaaa', '20261121-040000-0000a1', 1),
  entry('here-aaaaaa', '20261121-050000-0000a2', 2),
  entry('there-bbbbbb', '20261121-060000-0000b1', 1),
  entry('there-bbbbbb', '20261122-060000-0000b3', 3),
];
const find = (wanted: string, key = 'aaaaaa') =>
  resolveRun(RUNS, wanted, ({ repository }) => repository.endsWith(key));

describe('a run', () => {
  it.each([
    ['by its exact id', '20261121-060000-0000b1', RUNS[2]],
    ['by its number in the repository at hand', '1', RUNS[0]],
    ['with a # before it', '#2', RUNS[1]],
    ['by a number that only one repository has', '3', RUNS[3]],
    ['by a prefix that no other shares', '20261122', RUNS[3]],
  ])('is found %s', (_, wanted, expected) => {
    expect(find(wanted)).toEqual({ _tag: 'Right', right: expected });
  });

  it('is not guessed: a tie names the candidates', () => {
    expect(find('20261121')).toMatchObject({ left: { _tag: 'AmbiguousRun', candidates: RUNS.slice(0, 3) } });
    expect(find('1', 'nowhere')).toMatchObject({
      left: { _tag: 'AmbiguousRun', candidates: [RUNS[0], RUNS[2]] },
    });
    expect(find('99')).toMatchObject({ left: { _tag: 'NoSuchRun', known: 4 } });
    expect(find('')).toMatchObject({ left: { _tag: 'NoSuchRun' } });
  });

  it('is newest by its id, which begins with the time', () => {
    expect(newestFirst(RUNS).map(({ run }) => run)).toEqual([3, 2, 1, 0].map((index) => RUNS[index]?.run));
  });
});
