import { underWay } from './operation.js';
import { some } from './some.js';

/** What of a checkout of the user's is in the way of a merge into the branch that it is on. */
export type Obstacle =
  | { readonly kind: 'lock'; readonly lock: string }
  | { readonly kind: 'operation'; readonly operation: string }
  /** A worktree that git still lists; one that somebody locked it does not forget. */
  | { readonly kind: 'gone'; readonly isLocked: boolean }
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'uncommitted'; readonly paths: readonly string[] }
  | { readonly kind: 'unmerged'; readonly paths: readonly string[] }
  | { readonly kind: 'untracked'; readonly paths: readonly string[] }
  /** A submodule that the merge changes, and the commit that the branch has of it. */
  | { readonly kind: 'submodule'; readonly path: string; readonly commit: string }
  /** A file that git was told not to look at. */
  | {
      readonly kind: 'marked';
      readonly path: string;
      readonly mark: 'assume-unchanged' | 'skip-worktree';
    }
  /** Anything else, in git's words. */
  | { readonly kind: 'refused'; readonly words: string };

/** How many paths are named. */
const NAMED = 5;

/** Paths that are in the way, as many as are named. */
export const namedPaths = (paths: readonly string[]): string => some(paths, NAMED);

/** What is in the way, said of the checkout. */
export const obstacleWords = (obstacle: Obstacle): string => {
  switch (obstacle.kind) {
    case 'lock':
      return `${obstacle.lock} is there: a git is at work, or one that was killed left it`;
    case 'operation':
      return `${underWay(obstacle.operation)} it`;
    case 'gone':
      return 'that is gone';
    case 'elsewhere':
      return 'it is not where git says that it is';
    case 'uncommitted':
      return `it has changes that are not committed: ${namedPaths(obstacle.paths)}`;
    case 'unmerged':
      return `it has conflicts that nobody has mended: ${namedPaths(obstacle.paths)}`;
    case 'untracked':
      return `files that git does not track would be overwritten: ${namedPaths(obstacle.paths)}`;
    case 'submodule':
      return `its submodule ${obstacle.path}, which the merge changes, is not as it was committed`;
    case 'marked':
      return `${obstacle.path} is not as it was committed, and marked ${obstacle.mark}, so that git does not look at it`;
    case 'refused':
      return obstacle.words;
  }
};
