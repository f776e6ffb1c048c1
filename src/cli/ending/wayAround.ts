import { join } from 'node:path';
import { namedPaths, type Obstacle } from '../../events/obstacle.js';
import { shellWord } from '../../events/shellWord.js';
import { waysOutOf } from '../../inspector/text/waysOutOf.js';

/** What a person does about that which is in the way in a checkout of theirs, so that a run can be applied. */
export const wayAround = (obstacle: Obstacle, path: string): string => {
  const git = `git -C ${shellWord(path)}`;
  switch (obstacle.kind) {
    case 'lock':
      return `wait for that git to end, or, if none is at work, \`rm ${shellWord(obstacle.lock)}\``;
    case 'operation':
      return waysOutOf(obstacle.operation, path, false);
    case 'gone':
      return obstacle.isLocked
        ? `\`git worktree unlock ${shellWord(path)}\` and \`git worktree prune\` have git forget it`
        : '`git worktree prune` has git forget it';
    case 'elsewhere':
      return 'check out another branch in it';
    case 'uncommitted':
      return `commit them, or put them away (\`${git} stash\`)`;
    case 'unmerged':
      return 'mend them, and commit them';
    case 'untracked':
      return `move ${obstacle.paths.length === 1 ? 'it' : 'them'} away first: ${namedPaths(obstacle.paths)}`;
    case 'submodule': {
      const inside = `git -C ${shellWord(join(path, obstacle.path))}`;
      return `commit what is changed in it on a branch of its own, or put it away (\`${inside} stash\`), and go back to the commit that the branch has (\`${inside} switch --detach ${obstacle.commit}\`)`;
    }
    case 'marked':
      return `\`${git} update-index --no-${obstacle.mark} ${shellWord(obstacle.path)}\`, commit it or put it away (\`${git} stash\`)`;
    case 'refused':
      return 'put that right; if something else was at work there, the same command goes on now';
  }
};
