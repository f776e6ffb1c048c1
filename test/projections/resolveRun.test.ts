import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { describe, expect, it } from 'vitest';
import { newestFirst, resolveElsewhere, resolveRun } from '../../src/projections/resolveRun.js';

const entry = (repository: string, run: string, number: number | undefined) => ({
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
type Entry = (typeof RUNS)[number];
const isHere = ({ repository }: Entry): boolean => repository.endsWith('aaaaaa');
const find = (wanted: string, key = 'aaaaaa') =>
  resolveRun(RUNS, wanted, ({ repository }) => repository.endsWith(key));

describe('a run', () => {
  it.each([
    ['by its exact id', '20261121-060000-0000b1', RUNS[2]],
    ['by its number in the repository at hand', '1', RUNS[0]],
    ['with a # before it', '#2', RUNS[1]],
    ['by a prefix that no other shares', '20261122', RUNS[3]],
  ])('is found %s', (_, wanted, expected) => {
    expect(find(wanted)).toEqual({ _tag: 'Right', right: expected });
  });

  const [mine, , theirs, third] = RUNS as [Entry, Entry, Entry, Entry];

  it('is that of the repository at hand, by its name and by its number', () => {
    expect(resolveRun(RUNS, 'deploy', isHere, [theirs, mine])).toMatchObject({ right: mine });
    expect(resolveRun(RUNS, '1', isHere)).toMatchObject({ right: mine });
    for (const everywhere of [resolveRun(RUNS, 'deploy', () => true, [theirs, mine]), find('1', '')])
      expect(everywhere).toMatchObject({ left: { _tag: 'AmbiguousRun' } });
  });

  it.each([
    ['3', [third], third],
    ['#3', [third], third],
    ['deploy', [theirs], theirs],
    ['deploy', [theirs, third], undefined],
  ])('that only other repositories call %s is none, and is told of: %#', (wanted, elsewhere, only) => {
    const named = wanted === 'deploy' ? elsewhere : [];
    const refused = resolveRun(RUNS, wanted, isHere, named);
    expect(refused).toEqual({ _tag: 'Left', left: { _tag: 'NoSuchRun', wanted, known: 4, elsewhere } });
    expect(pipe(refused, E.orElse(resolveElsewhere))).toMatchObject(
      only ? { right: only } : { left: { _tag: 'AmbiguousRun', candidates: elsewhere } },
    );
  });

  it('is looked for elsewhere only where nothing is found', () => {
    for (const wanted of ['99', '20261121']) {
      const refused = find(wanted);
      expect(pipe(refused, E.orElse(resolveElsewhere))).toEqual(refused);
    }
  });

  it('is not named by fewer digits than a year has, though it is the only one that begins with them', () => {
    for (const wanted of ['2', '20', '202'])
      expect(resolveRun([mine], wanted, isHere)).toMatchObject({
        left: { _tag: 'NoSuchRun', elsewhere: [] },
      });
    for (const wanted of ['2026', '20261121', '20261121-0'])
      expect(resolveRun([mine], wanted, () => false)).toMatchObject({ right: mine });
  });

  it('is not guessed: a tie names the candidates', () => {
    expect(find('20261121')).toMatchObject({ left: { _tag: 'AmbiguousRun', candidates: RUNS.slice(0, 3) } });
    expect(find('1', '')).toMatchObject({ left: { _tag: 'AmbiguousRun', candidates: [RUNS[0], RUNS[2]] } });
    expect(find('99')).toMatchObject({ left: { _tag: 'NoSuchRun', known: 4 } });
    expect(find('')).toMatchObject({ left: { _tag: 'NoSuchRun' } });
  });

  it('is not found by what only looks like its number', () => {
    const many = [...RUNS, entry('here-aaaaaa', '20261123-060000-0000b4', 12)];
    const among = (wanted: string) => resolveRun(many, wanted, () => true);
    expect(among('12')).toEqual({ _tag: 'Right', right: many[4] });
    for (const wanted of ['12x', 'x12', '##12', '#', 'NaN'])
      expect(among(wanted)).toEqual({
        _tag: 'Left',
        left: { _tag: 'NoSuchRun', wanted, known: 5, elsewhere: [] },
      });
    const unnumbered = [entry('here-aaaaaa', '20261123-060000-0000b4', undefined)];
    expect(resolveRun(unnumbered, 'x', () => true)).toMatchObject({ left: { known: 1 } });
  });

  it('is that of the exact id, though others begin with it', () => {
    const longer = [entry('here-aaaaaa', '20261123', 7), entry('here-aaaaaa', '20261123-1', 8)];
    expect(resolveRun(longer, '20261123', () => false)).toEqual({ _tag: 'Right', right: longer[0] });
  });

  const at = (time: string, number: number | undefined, repository = 'here-aaaaaa') =>
    entry(repository, `${time}-${'f0a'.repeat(2)}`, number);
  const sorted = (all: readonly Entry[]): readonly number[] =>
    newestFirst(all).map((run) => all.indexOf(run as Entry));

  it('is newest by its number, whatever the clock was when it began', () => {
    const all = [at('20261122-040000', 1), at('20261121-040000', 2), at('20261121-040000', undefined)];
    expect(sorted(all)).toEqual([1, 0, 2]);
    expect(sorted([...all].reverse())).toEqual([1, 2, 0]);
  });

  it('is, of two that tell the same number, the one whose id is the later', () => {
    const all = [at('20261122-040000', 1), at('20261121-040000', 1)];
    expect(sorted(all)).toEqual([0, 1]);
    expect(sorted([...all].reverse())).toEqual([1, 0]);
  });

  it('of another repository stands where its time puts it, and no run there changes its place for that', () => {
    const ahead = [at('20261121-040000', 1), at('20261123-040000', 2), at('20261121-050000', 3)];
    const there = [at('20261121-043000', 1, 'there-bbbbbb'), at('20261122-040000', 2, 'there-bbbbbb')];
    expect(sorted([...ahead, ...there])).toEqual([2, 1, 4, 3, 0]);
    expect(newestFirst(RUNS).map(({ run }) => run)).toEqual([3, 2, 1, 0].map((index) => RUNS[index]?.run));
  });
});
