import { join } from 'node:path';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { ObjectId } from '../../events/ids.js';
import { shellWord } from '../../events/shellWord.js';
import { pathWords } from '../../inspector/text/pathWords.js';
import type { Comparing, OnlyInside } from '../../ports/comparing.js';

/** What only the repositories inside a worktree hold of the work of its run, in words. */
export interface InsideNotes {
  readonly uncommitted: readonly string[];
  readonly unpushed: readonly string[];
}

/** Looks for that between two commits of the worktree; nothing is said where nobody can tell. */
export const insideNotes = (
  comparing: Pick<Comparing, 'onlyInside'>,
  worktree: string,
  from: ObjectId,
  to: ObjectId,
): TE.TaskEither<never, InsideNotes> =>
  pipe(
    comparing.onlyInside(worktree, from, to),
    TE.map(
      ({ uncommitted, unpushed }): InsideNotes => ({
        uncommitted: uncommitted.map((path) => uncommittedWords(worktree, path)),
        unpushed: unpushed.map((one) => unpushedWords(worktree, one)),
      }),
    ),
    TE.orElse(() => TE.right<never, InsideNotes>({ uncommitted: [], unpushed: [] })),
  );

const uncommittedWords = (worktree: string, path: string): string =>
  `${pathWords(path)} is a repository with changes that are in no commit of its own, so they are not on the branch of the run: ${commitsInside(worktree, path)} bring them there`;

/** The commands that bring changes inside of a repository onto the branch around it. */
export const commitsInside = (worktree: string, path: string): string => {
  const [around, inside] = [worktree, join(worktree, path)].map((at) => `git -C ${shellWord(at)}`);
  return `\`${inside} add --all\`, \`${inside} commit\`, then \`${around} commit -- ${shellWord(path)}\``;
};

const unpushedWords = (worktree: string, { path, commit }: OnlyInside['unpushed'][number]): string => {
  const inside = join(worktree, path);
  return `${pathWords(path)} is at ${commit.slice(0, 7)} there, a commit that only ${inside} holds: whoever checks the branch out needs it pushed from there, \`git -C ${shellWord(inside)} push <remote> ${commit}:refs/heads/<branch>\``;
};
