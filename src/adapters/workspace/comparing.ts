import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Comparing } from '../../ports/comparing.js';
import { compare } from './compare.js';
import { asTask } from './git.js';
import { lackedIn } from './lost.js';
import { onlyInside } from './onlyInside.js';
import { findPlace, type Place } from './place.js';
import { restoreFile } from './restoreFile.js';
import { review } from './review.js';
import { tryReset } from './rewind.js';

/**
 * What has become of the files of worktrees, kept by the git program. Each look has an index of its own, so that it is
 * in nobody's way.
 */
export const createComparing = (environment: NodeJS.ProcessEnv, given: readonly string[]): Comparing => {
  let looks = 0;
  const withPlace = async <A>(worktree: string, look: (place: Place) => Promise<A>): Promise<A> => {
    const place = findPlace(worktree, environment, given);
    looks += 1;
    const privateIndex = join(place.own, `refold-compare-${process.pid}-${looks}`);
    try {
      return await look({ ...place, privateIndex });
    } finally {
      rmSync(privateIndex, { force: true });
    }
  };
  return {
    compare: (spec) =>
      asTask('comparing files', () => withPlace(spec.worktree, (place) => compare(place, spec))),
    review: (spec) =>
      asTask('comparing files', () => withPlace(spec.worktree, (place) => review(place, spec))),
    lacks: (worktree, heads) =>
      asTask('looking for what a commit holds', () => withPlace(worktree, (place) => lackedIn(place, heads))),
    onlyInside: (worktree, from, to) =>
      asTask('looking into submodules', () => withPlace(worktree, (place) => onlyInside(place, from, to))),
    tryReset: (worktree, tree) =>
      asTask('looking at the worktree', () =>
        withPlace(worktree, async (place) => void (await tryReset(place, tree))),
      ),
    restore: (spec) =>
      asTask('putting a file back', () => withPlace(spec.worktree, (place) => restoreFile(place, spec))),
  };
};
