import { join } from 'node:path';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { ObjectId } from '../../events/ids.js';
import { shellWord } from '../../events/shellWord.js';
import { pathWords } from '../../inspector/text/pathWords.js';
import type { Comparing, OnlyInside } from '../../ports/comparing.js';

type Look = readonly [
  comparing: Pick<Comparing, 'onlyInside'>,
  worktree: string,
  from: ObjectId,
  to: ObjectId,
];

/** What only the repositories inside a worktree hold of the work of its run, a line each; none where nobody can tell. */
export const insideNotes = (...look: Look): TE.TaskEither<never, readonly string[]> =>
  notesOn(look, ({ uncommitted, unpushed }) => [
    ...uncommitted.map((path) => uncommittedWords(look[1], path)),
    ...unpushed.map((one) => unpushedWords(look[1], one)),
  ]);

/** The same of commits alone. */
export const unpushedNotes = (...look: Look): TE.TaskEither<never, readonly string[]> =>
  notesOn(look, ({ unpushed }) => unpushed.map((one) => unpushedWords(look[1], one)));

const notesOn = (
  [comparing, ...look]: Look,
  words: (found: OnlyInside) => readonly string[],
): TE.TaskEither<never, readonly string[]> =>
  pipe(
    comparing.onlyInside(...look),
    TE.map(words),
    TE.orElse(() => TE.right<never, readonly string[]>([])),
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
