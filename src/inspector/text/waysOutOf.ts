import { shellWord } from '../../events/shellWord.js';

/** The two commands that bring what git is in the middle of to its end. */
export const waysOutOf = (operation: string, worktree: string, isOfRun: boolean): string => {
  const git = `git -C ${shellWord(worktree)} ${operation}`;
  // In the worktree of a run nothing may go that nobody keeps; in a checkout of their own a person wants their branch back.
  const other = isOfRun
    ? `forget it, and keep the files as they are (\`${git} --quit\`)`
    : `take it back, with all that is staged (\`${git} --abort\`)`;
  return `finish it (\`${git} --continue\`, once what is in conflict is resolved and added), or ${other}`;
};
