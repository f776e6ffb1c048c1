import { shellWord } from './shellWord.js';

/** What git is in the middle of, in words. */
export const underWay = (operation: string): string =>
  `${operation === 'am' ? 'an' : 'a'} ${operation} is under way in`;

/** The two commands that bring what git is in the middle of to its end. */
export const waysOutOf = (operation: string, worktree: string): string => {
  const git = `git -C ${shellWord(worktree)} ${operation}`;
  return `finish it (\`${git} --continue\`), or take it back (\`${git} --abort\`)`;
};
