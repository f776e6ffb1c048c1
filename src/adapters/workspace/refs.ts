import { join } from 'node:path';
import { syncRef } from './durable.js';
import { fail } from './git.js';
import { awaitLocks, type Place } from './place.js';

/** What stands for "no such ref" in a compare-and-swap. */
const ABSENT = '';

/** A repository, and the git directory that holds its refs. */
type Refs = Pick<Place, 'git' | 'common'>;

/** Moves a ref from where it must stand (undefined: nowhere) to another commit, durably. */
export const moveRef = async (
  { git, common }: Refs,
  ref: string,
  from: string | undefined,
  to: string,
): Promise<void> => {
  await awaitLocks([join(common, `${ref}.lock`)]);
  await git.run(['update-ref', '--no-deref', ref, to, from ?? ABSENT]);
  await syncRef(common, ref);
};

/** Keeps a commit under a ref that is made once; one that is there already must name the same commit. */
export const keepUnder = async (place: Refs, ref: string, commit: string): Promise<void> => {
  const kept = await place.git.resolve(ref);
  if (kept === commit) return;
  if (kept !== undefined)
    fail({
      _tag: 'Drift',
      detail: `${ref} is there and names ${kept}, not ${commit}: give that another name (git update-ref <name> ${kept}), and delete it (git update-ref -d ${ref})`,
    });
  await moveRef(place, ref, undefined, commit);
};
