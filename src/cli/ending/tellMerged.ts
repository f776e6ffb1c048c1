import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { branchName } from '../../events/branch.js';
import type { DataOf } from '../../events/catalogue.js';
import type { Failure } from '../../ports/failure.js';
import type { Facts } from '../../projections/runState/state.js';
import { ownWorktree } from '../../projections/worktrees.js';
import { comparingOf } from '../compose/git.js';
import type { Context } from '../context.js';
import type { OpenedRun, Worked } from '../life/drive.js';
import { insideNotes } from '../progress/insideNotes.js';

/** Says of a merge that was made what nobody might expect of it. It is made, whether that can be found out or not. */
export const tellMerged = (
  context: Context,
  { world }: Pick<OpenedRun, 'world'>,
  { state }: Pick<Worked, 'state'>,
  facts: Facts,
  merge: DataOf<'ApplyIntended'>,
): TE.TaskEither<never, void> => {
  if (state.applied?.commit === undefined) return TE.right(undefined);
  return pipe(
    [beyond(world, ownWorktree(state).head.commit, facts, merge), earlier(world, facts, merge)],
    TE.traverseSeqArray(TE.orElse(() => TE.right<never, string | undefined>(undefined))),
    TE.bindTo('notes'),
    TE.bind('inside', () =>
      insideNotes(comparingOf(context, facts), ownWorktree(state).path, merge.onto, merge.head),
    ),
    TE.map(({ notes, inside }) => {
      const told = [...notes, ...inside.unpushed].filter((note) => note !== undefined);
      for (const note of told) context.tell(`note: ${note}`);
      return undefined;
    }),
  );
};

type Note = TE.TaskEither<Failure, string | undefined>;
type Merged = DataOf<'ApplyIntended'>;

/** What a merge brought of what a person went on to commit on the branch of the run. */
const beyond = (
  { workspace }: OpenedRun['world'],
  done: string,
  { branch }: Facts,
  { onto, head }: Merged,
): Note => {
  if (head === done) return TE.right(undefined);
  const [name, last] = [branchName(branch), head.slice(0, 7)];
  return pipe(
    workspace.between([done, onto], head),
    TE.map((count) =>
      count === 1
        ? `on ${name}, 1 commit (${last}) came after what the run did; it is merged too`
        : `on ${name}, ${count} commits (the last one ${last}) came after what the run did; they are merged too`,
    ),
  );
};

/** What was merged of the run before a replay took its branch back: git takes nothing of that away. */
const earlier = (
  { workspace }: OpenedRun['world'],
  { run, branch }: Facts,
  { branch: target, onto, head }: Merged,
): Note =>
  pipe(
    workspace.strayWork(run, head, onto),
    TE.map((commit) =>
      commit === undefined
        ? undefined
        : `${branchName(target)} also holds work of this run that ${branchName(branch)} does not, up to ${commit.slice(0, 7)}, as from before a replay; it stays there, and no gate has seen both together`,
    ),
  );
