import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { footing, type Hindrance, hindranceTo } from '../../engine/mayProceed.js';
import { branchName } from '../../events/branch.js';
import { shellWord } from '../../events/shellWord.js';
import { some } from '../../events/some.js';
import { pathWords } from '../../inspector/text/pathWords.js';
import type { Failure } from '../../ports/failure.js';
import type { Inspection } from '../../ports/inspection.js';
import type { OpenedRun } from '../life/drive.js';
import type { WorktreeFiles } from './lookAtFiles.js';

/** The choices that cannot be, and why, in lines. */
export interface CannotBe {
  readonly choices: readonly ('proceed' | 'redo' | 'fresh')[];
  readonly lines: readonly string[];
}

/** What cannot become of files that are not as they were recorded, before anybody is asked. */
export const whatCannotBe = (
  opened: OpenedRun,
  differing: readonly WorktreeFiles[],
  isReplayed = false,
): TE.TaskEither<Failure, CannotBe> =>
  pipe(
    differing,
    TE.traverseSeqArray((files) => ofWorktree(opened, files, isReplayed)),
    TE.map((all) => ({
      choices: all.flatMap(({ choices }) => choices),
      lines: all.flatMap(({ lines }) => lines),
    })),
  );

const ofWorktree = (
  { world, state }: OpenedRun,
  { unit, spec: { worktree, branch }, comparison: { operation }, integrity: { findings } }: WorktreeFiles,
  isReplayed: boolean,
): TE.TaskEither<Failure, CannotBe> => {
  // Whatever became of the files, git would be made to forget what it is in the middle of; that is said before them.
  if (operation !== undefined) return TE.right({ choices: ALL, lines: [] });
  const head = footing(state, unit);
  if (!head) return TE.right(NOTHING);
  return pipe(
    world.workspace.inspect(worktree, branch, { ...head }),
    TE.map((found): CannotBe => {
      // What was unmerged before is no matter of what changed since.
      const differing = new Set(findings.map(({ path }) => path));
      const unmerged = (found.unmerged ?? []).filter((path) => differing.has(path));
      if (unmerged.length > 0) return unresolved(worktree, unmerged);
      const obstacle = hindranceTo(state, unit, found);
      if (!obstacle) return NOTHING;
      const { why, redo, byHand } = WORDS[obstacle]({
        unit,
        worktree,
        branch,
        head: head.commit,
        tip: found.tip,
      });
      // A replay is no answer to another one.
      const out = [...(isReplayed ? [] : [redo]), byHand].join(', ');
      return { choices: ['proceed'], lines: [`cannot proceed: ${why}; ${out}`] };
    }),
    // What cannot be taken in cannot be kept, and so nothing can take its place either.
    TE.orElse((failure) =>
      failure._tag === 'Drift'
        ? TE.right<Failure, CannotBe>({ choices: ALL, lines: [failure.detail] })
        : TE.left(failure),
    ),
  );
};

/** Files with the marks of a conflict in them would become the work of a step. */
const unresolved = (worktree: string, unmerged: readonly string[]): CannotBe => ({
  choices: ['proceed'],
  lines: [
    `cannot proceed: unmerged: ${some(unmerged.map(pathWords))}; resolve what is in conflict, then \`git -C ${shellWord(worktree)} add <file>\``,
  ],
});

const NOTHING: CannotBe = { choices: [], lines: [] };

const ALL: CannotBe['choices'] = ['proceed', 'redo', 'fresh'];

interface Where extends Pick<Inspection, 'tip'> {
  readonly unit: string;
  readonly worktree: string;
  readonly branch: string;
  readonly head: string;
}

/** Why it cannot be proceeded with, and the ways out. */
interface Way {
  readonly why: string;
  readonly redo: string;
  readonly byHand: string;
}

/** The command that moves a branch and touches no file, whether HEAD is on it or not. */
const gitMoves = (worktree: string, branch: string, to: string): string =>
  `git -C ${shellWord(worktree)} update-ref ${branch} ${to}`;

const WORDS: { readonly [H in Hindrance]: (where: Where) => Way } = {
  passed: ({ unit }) => ({
    why: `${pathWords(unit)} has passed, and what is merged of it is the commit that it passed with`,
    redo: 'redo runs it anew',
    byHand: '`refold restore` puts a file back',
  }),
  'being merged to': ({ worktree, branch, head }) => ({
    why: `somebody committed in ${worktree}, where units of a parallel step are still to be merged`,
    redo: 'redo runs it anew',
    byHand: `\`${gitMoves(worktree, branch, head)}\` takes the commits back`,
  }),
  'moved back': ({ worktree, branch, head, tip = '' }) => ({
    why: `${branchName(branch)} was moved to ${tip.slice(0, 7)}, which does not hold ${head.slice(0, 7)}, what the run goes on from`,
    redo: 'redo goes back to there',
    byHand: `\`${gitMoves(worktree, branch, head)}\` puts the branch back`,
  }),
};
