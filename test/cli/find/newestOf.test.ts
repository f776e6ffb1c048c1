import { describe, expect, it } from 'vitest';
import { newestOf } from '../../../src/cli/find/findResumable.js';
import { tellFound } from '../../../src/cli/find/findRun.js';
import type { LookedAt } from '../../../src/cli/find/lookAtRuns.js';

const looked = (number: number, standing: LookedAt['standing']): LookedAt => ({
  entry: { repository: 'shop-016ebd', run: `20261121-04000${number}-1a2b3c`, number, empty: false },
  state: undefined,
  lease: { held: false },
  around: {},
  standing,
});

describe('the newest run, where nobody says which', () => {
  it.each([
    ['open', ['open', 'open'], 'newest run of 3 that can be gone on with: #9 '],
    ['open', ['unclear', 'open'], 'newest run of 2 that can be gone on with: #9 '],
    ['open', ['unclear', 'unclear'], 'newest run: #9 '],
    ['unclear', ['open', 'open'], 'newest run: #9 '],
    ['open', [], 'newest run: #9 '],
  ] as const)(
    'that is %s, beside %j, is counted among those that can be gone on with',
    (first, rest, words) => {
      const newest = looked(9, first);
      const found = newestOf(newest, [newest, ...rest.map((one, at) => looked(at, one))]);
      const told: string[] = [];
      tellFound({ tell: (text) => void told.push(text), goTo: unexpected }, found);
      expect(told).toEqual([`${words}${newest.entry.run}`]);
      expect(found.among).toBe(rest.length + 1);
    },
  );
});

const unexpected = (dir: string): never => {
  throw new Error(`commands are given here, not in ${dir}`);
};
