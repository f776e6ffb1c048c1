import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Command } from '../../engine/command.js';
import { planApply } from '../../engine/ending.js';
import { openApply } from '../../engine/refusal.js';
import { branchName, branchRef } from '../../events/branch.js';
import type { DataOf } from '../../events/catalogue.js';
import type { ApplyFound, Head } from '../../ports/workspace.js';
import type { Facts, RunState } from '../../projections/runState/state.js';
import { ownWorktree } from '../../projections/worktrees.js';
import type { Outcome } from '../command.js';
import { composeReading, type Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { type Merge, settleUnmerged, type UnmergedOptions } from '../ending/askUnmerged.js';
import type { ApplyRefusal } from '../ending/endingFailure.js';
import type { CliError } from '../failure/failure.js';
import { type FoundRun, findRun } from '../find/findRun.js';
import { conclude, type OpenedRun, work } from '../life/drive.js';
import { lifeFacts } from '../life/lifeFacts.js';
import { type ForWork, giveBack, openForWork, type WorkOptions } from '../life/openForWork.js';

export interface ApplyOptions extends WorkOptions, UnmergedOptions {}

type Intended = DataOf<'ApplyIntended'>;

/** `refold apply`: merges what a run did into the branch that it was made from. */
export const apply = (context: Context, wanted: string | undefined, options: ApplyOptions): Outcome => {
  const reading = composeReading(context);
  return pipe(
    runToApply(reading, wanted),
    TE.chainW((found) => openForWork(context, reading, found, options)),
    TE.bindTo('held'),
    TE.let('opened', ({ held }) => held.opened),
    TE.chainW(({ held, opened }) =>
      pipe(
        TE.fromEither(planApply(opened.state)),
        TE.bindTo('facts'),
        TE.bindW('asked', ({ facts }) => askedOf(context, held, facts, options)),
        TE.orElseW((error) => giveBack(opened.run, error)),
        TE.bindW('worked', ({ asked }) => work(context, opened, [asked.command])),
        TE.chainW(({ facts, asked, worked }) => {
          const { applied } = worked.state;
          const why = applied?.refused;
          if (why !== undefined)
            return giveBack(opened.run, { _tag: 'NotApplied', number: facts.number, why });
          if (applied?.commit === undefined) return conclude(context, opened, worked);
          return pipe(
            tellBeyond(context, opened, facts, asked.plan),
            // It is merged, whether its commits can be counted or not.
            TE.orElseW(() => TE.right(undefined)),
            TE.chainW(() => conclude(context, opened, worked)),
          );
        }),
      ),
    ),
  );
};

/** The newest run that is not applied yet; where there is none the newest that is, so that this is said. */
const runToApply = (reading: Reading, wanted: string | undefined): TE.TaskEither<CliError, FoundRun> => {
  const canBe = (state: RunState): boolean => E.isRight(planApply(state));
  const needs = 'have passed';
  return pipe(
    findRun(reading, 'change', wanted, {
      fits: (state) => canBe(state) && state.applied?.commit === undefined,
      needs,
    }),
    TE.orElse((error) =>
      error._tag === 'NoRuns' ? findRun(reading, 'change', wanted, { fits: canBe, needs }) : TE.left(error),
    ),
  );
};

/** What is asked of the run, and the merge that this is about. */
interface Asked {
  readonly plan: Intended;
  readonly command: Command;
}

/** To finish an apply that was cut off, or to merge as it was looked at just now. */
const askedOf = (
  context: Context,
  held: ForWork,
  facts: Facts,
  options: ApplyOptions,
): TE.TaskEither<CliError, Asked> => {
  const { opened } = held;
  const life = lifeFacts(opened);
  const begun = openApply(opened.state);
  if (begun)
    return pipe(
      settleUnmerged(context, held, facts, () => lookAtBegun(opened, begun), options),
      TE.map((): Asked => ({ plan: begun, command: { type: 'FinishApply', life } })),
    );
  return pipe(
    TE.fromEither(targetOf(facts, options.onto)),
    TE.chainW((branch) =>
      pipe(
        settleUnmerged(context, held, facts, () => lookAtMerge(opened, facts, branch), options),
        TE.chainEitherKW(({ head, found }) => intended(facts, branch, head.commit, found)),
      ),
    ),
    TE.map((plan): Asked => ({ plan, command: { type: 'ApplyRun', plan, life } })),
  );
};

/** What is merged, and what that comes to. */
const lookAtMerge = (opened: OpenedRun, facts: Facts, branch: string): TE.TaskEither<CliError, Merge> =>
  pipe(
    headOf(opened, facts),
    TE.bindTo('head'),
    TE.bindW('found', ({ head }) => opened.world.workspace.tryApply(branchRef(branch), head.commit)),
    TE.let('mayLeaveOut', ({ found }) => mayLeaveOut(opened.state, found)),
  );

/** What a merge that was cut off is of: what lies in the worktree by now may be in none of it. */
const lookAtBegun = ({ world }: OpenedRun, { head, onto }: Intended): TE.TaskEither<CliError, Merge> =>
  pipe(
    world.workspace.holds(head, head),
    TE.map(({ tip = { commit: head, tree: '' }, holds }) => ({
      head: tip,
      found: { found: 'merged', onto },
      mayLeaveOut: holds,
    })),
  );

/** Whether who is told what came of it would take changes in the worktree for merged; of what is done again it was said. */
const mayLeaveOut = ({ applied }: RunState, { found }: ApplyFound): boolean =>
  found === 'fits' || (found === 'merged' && applied?.commit === undefined);

/** Says what a merge brought of what a person went on to commit on the branch of the run. */
const tellBeyond = (
  { tell }: Context,
  { state, world }: OpenedRun,
  { branch }: Facts,
  { onto, head }: Intended,
): TE.TaskEither<CliError, void> => {
  const { commit } = ownWorktree(state).head;
  return head === commit
    ? TE.right(undefined)
    : pipe(
        world.workspace.between([commit, onto], head),
        TE.chainIOK((count) => () => tell(beyondWords(branchName(branch), count, head.slice(0, 7)))),
      );
};

const beyondWords = (branch: string, count: number, last: string): string =>
  count === 1
    ? `note: on ${branch}, 1 commit (${last}) came after what the run did; it is merged too`
    : `note: on ${branch}, ${count} commits (the last one ${last}) came after what the run did; they are merged too`;

const targetOf = ({ number, base }: Facts, onto: string | undefined): E.Either<ApplyRefusal, string> => {
  const wanted = onto ?? base.branch;
  if (wanted === undefined) return E.left({ _tag: 'NoTarget', number });
  const branch = branchName(wanted);
  return branch.startsWith('refold/') ? E.left({ _tag: 'BranchOfRun', branch }) : E.right(branch);
};

/** What is merged: the branch of the run, also where a person went on from what the run did; without one, its head. */
const headOf = ({ state, world }: OpenedRun, { branch }: Facts): TE.TaskEither<CliError, Head> => {
  const ref = branchRef(branch);
  const { head } = ownWorktree(state);
  return pipe(
    world.workspace.holds(ref, head.commit),
    TE.chainW(({ tip, holds }) => {
      if (tip === undefined) return TE.right(head);
      return holds
        ? TE.right(tip)
        : TE.left({ _tag: 'BranchElsewhere' as const, ref, tip: tip.commit, head: head.commit });
    }),
  );
};

/** The merge as the log announces it, or why there is none. */
const intended = (
  { run, number, base, workflow, branch: source }: Facts,
  branch: string,
  head: string,
  found: ApplyFound,
): E.Either<ApplyRefusal, Intended> => {
  const onto = branch === (base.branch && branchName(base.branch)) ? undefined : branch;
  const hand = { number, branch, onto, source };
  switch (found.found) {
    case 'fits': {
      const { onto, tree, ident } = found;
      const message = `Apply ${workflow.tree.name} (refold run #${number} ${run})`;
      return E.right({ branch: branchRef(branch), onto, head, tree, ident, message });
    }
    case 'merged':
      return E.left({ _tag: 'AppliedAlready', number, branch, changed: head !== base.commit });
    case 'no branch':
      return E.left({ _tag: 'NoSuchBranch', branch });
    case 'conflict':
      return E.left({ _tag: 'MergeConflict', ...hand, place: found.place, paths: found.paths });
    case 'checkout':
      return E.left({ _tag: 'CheckoutInTheWay', ...hand, path: found.path, obstacle: found.obstacle });
    case 'no merge':
      return E.left({ _tag: 'MergeImpossible', ...hand, place: found.place, why: found.why });
  }
};
