import { join } from 'node:path';
import type { OnlyInside } from '../../ports/comparing.js';
import { changedEntries, SUBMODULE } from './changedFiles.js';
import type { Git } from './git.js';
import { readIndex } from './indexFile.js';
import { isRepository } from './nested.js';
import type { Place } from './place.js';
import { dirtySubmodules } from './submodules.js';

/** What of the work in a worktree only the repositories inside it hold; `from` and `to` are commits of the worktree. */
export const onlyInside = async (place: Place, from: string, to: string): Promise<OnlyInside> => {
  const index = join(place.own, 'index');
  const { mayLink } = readIndex(place, index);
  const uncommitted = mayLink ? await dirtySubmodules({ ...place, privateIndex: index }) : [];
  const unpushed: OnlyInside['unpushed'][number][] = [];
  for (const { name, mode, object, deleted } of await changedEntries(place, from, to)) {
    const path = name.toString('utf8');
    // Of one that is not there nobody can tell what it holds.
    if (deleted || mode !== SUBMODULE || !isRepository(place, path)) continue;
    if (await isUnpushed(place.git.inside(path), object)) unpushed.push({ path, commit: object });
  }
  return { uncommitted, unpushed };
};

/** Whether a repository has a commit that no remote of it has, as far as it knows. */
const isUnpushed = async (git: Git, commit: string): Promise<boolean> => {
  const look = ['rev-list', '-n', '1', commit, '--not', '--remotes'];
  const { exit, out } = await git.run(look, { answers: [128] });
  return exit === 0 && out.length > 0;
};
