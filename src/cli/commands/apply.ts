import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { planApply } from '../../engine/ending.js';
import { keepFiles } from '../../engine/perform/keep.js';
import { openApply } from '../../engine/refusal.js';
import { branchName, branchRef, RUN_BRANCHES } from '../../events/branch.js';
import type { DataOf } from '../../events/catalogue.js';
import type { ChangedFiles } from '../../events/files.js';
import type { ApplyFound, Head } from '../../ports/workspace.js';
import type { Facts, RunState } from '../../projections/runState/state.js';
import { ownWorktree } from '../../projections/worktrees.js';
import type { Outcome } from '../command.js';
import { composeReading, type Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { type FileRecord, listOf } from '../drift/lookAtFiles.js';
import { type LeftOut, type Merge, settleUnmerged, type UnmergedOptions } from '../ending/askUnmerged.js';
import type { ApplyRefusal } from '../ending/endingFailure.js';
import { tellMerged } from '../ending/tellMerged.js';
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
    TE.chainW((held) =>
      pipe(
        TE.fromEither(planApply(held.opened.state)),
        TE.orElseW((error) => giveBack(held.opened.run, error)),
        TE.chainW((facts) => {
          const begun = openApply(held.opened.state);
          const applying = { context, held, facts, options };
          return begun ? finish(applying, begun) : applyAnew(applying);
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

/** A run that is held, and what is asked of it. */
interface Applying {
  readonly context: Context;
  readonly held: ForWork;
  readonly facts: Facts;
  readonly options: UnmergedOptions;
}

/** Merges what is on the branch of the run by now; `begun` is what was finished just before. */
const applyAnew = (applying: Applying, begun?: Begun): TE.TaskEither<CliError, number> => {
  const { context, held, facts, options } = applying;
  const { opened } = held;
  return pipe(
    TE.fromEither(targetOf(facts, options.onto)),
    TE.chainW((branch) =>
      pipe(
        settleUnmerged(
          context,
          held,
          facts,
          () => lookAtMerge(opened, facts, branch),
          options,
          begun?.leftOut,
        ),
        TE.chainW(({ merge, leftOut }) =>
          pipe(
            TE.fromEither(intended(facts, branch, merge, begun)),
            TE.chainW((plan) => without(opened, plan, leftOut)),
          ),
        ),
      ),
    ),
    TE.orElseW((error) => giveBack(opened.run, error)),
    TE.bindTo('plan'),
    TE.bindW('worked', ({ plan }) =>
      work(context, opened, [{ type: 'ApplyRun', plan, life: lifeFacts(opened) }]),
    ),
    TE.chainW(({ plan, worked }) => {
      const why = worked.state.applied?.refused;
      if (why !== undefined)
        return giveBack(opened.run, { _tag: 'NotApplied', number: facts.number, why } as const);
      return pipe(
        tellMerged(context, opened, worked, facts, plan),
        TE.chainW(() => conclude(context, opened, worked)),
      );
    }),
  );
};

/** An apply that was cut off, once it is finished: the user's branch, where that stood, and what was left out. */
interface Begun extends Pick<Intended, 'branch' | 'onto'> {
  readonly leftOut: LeftOut;
}

/**
 * Finishes a merge that was cut off. It was announced with all that is in it, so that what came on the branch of the run
 * since is merged by another one; and by another one all of it, where the announced one does not fit any more.
 */
const finish = (applying: Applying, begun: Intended): TE.TaskEither<CliError, number> => {
  const { context, held, facts, options } = applying;
  const { opened, record } = held;
  return pipe(
    TE.fromTask(leftOutOf(record, begun)),
    TE.chainW((accepted) =>
      settleUnmerged(context, held, facts, () => lookAtBegun(opened, facts, begun), options, accepted),
    ),
    TE.orElseW((error) => giveBack(opened.run, error)),
    TE.bindTo('agreed'),
    TE.bindW('worked', () => work(context, opened, [{ type: 'FinishApply', life: lifeFacts(opened) }])),
    TE.chainFirstW(({ worked }) => tellMerged(context, opened, worked, facts, begun)),
    TE.chainW(({ agreed: { merge, leftOut }, worked }) => {
      const onto = options.onto ?? begun.branch;
      const isAll = merge.head.commit === begun.head && branchName(onto) === branchName(begun.branch);
      const next = worked.damage === undefined && nextWords(worked.state, facts, isAll);
      if (!next) return conclude(context, opened, worked);
      context.tell(next);
      const again = { ...held, opened: { ...opened, unchecked: undefined, moved: undefined } };
      const asked = { ...options, onto };
      return applyAnew({ ...applying, held: again, options: asked }, { ...begun, leftOut });
    }),
  );
};

/** What is said where a merge follows on the one that was cut off; undefined where none does. */
const nextWords = ({ applied }: RunState, { number, branch }: Facts, isAll: boolean): string | undefined => {
  if (applied?.refused !== undefined)
    return `note: run #${number} could not be merged as that was begun: ${applied.refused}; it is looked at anew`;
  return applied?.commit === undefined || isAll
    ? undefined
    : `note: what was cut off is finished, as it was begun; what is on ${branchName(branch)} by now follows`;
};

/** The files that were left out when a merge was announced; those whose list is lost are asked about again. */
const leftOutOf =
  ({ payloads }: FileRecord, { without }: Intended) =>
  async (): Promise<LeftOut> => {
    const list = without && (await listOf(payloads, without));
    return Array.isArray(list) ? list : [];
  };

/** The merge with what is left out of it, as far as that can be told. */
const without = (
  { world }: OpenedRun,
  plan: Intended,
  leftOut: LeftOut,
): TE.TaskEither<CliError, Intended> => {
  const known = leftOut.flatMap((file) => ('unknown' in file ? [] : [file]));
  return known.length === 0
    ? TE.right(plan)
    : TE.map((files: ChangedFiles) => ({ ...plan, without: files }))(keepFiles(world, known));
};

/** What is merged, and what that comes to. */
interface FoundMerge extends Merge {
  readonly found: ApplyFound;
  /** It was merged, and nothing of it is there any more. */
  readonly isTakenBack: boolean;
}

const lookAtMerge = (opened: OpenedRun, facts: Facts, branch: string): TE.TaskEither<CliError, FoundMerge> =>
  pipe(
    headOf(opened, facts),
    TE.bindTo('head'),
    TE.bindW('found', ({ head }) => opened.world.workspace.tryApply(branchRef(branch), head.commit)),
    TE.bindW('isTakenBack', ({ head: { commit }, found }) =>
      found.found === 'merged'
        ? opened.world.workspace.isTakenBack(facts.base.commit, commit, found.onto)
        : TE.right(false),
    ),
    TE.let('mayLeaveOut', ({ found }) => mayLeaveOut(opened.state, found)),
  );

/** What is on the branch of the run after a merge of it was cut off: all of that is merged in the end. */
const lookAtBegun = (opened: OpenedRun, facts: Facts, begun: Intended): TE.TaskEither<CliError, Merge> =>
  pipe(
    opened.world.workspace.holds(begun.head, ownWorktree(opened.state).head.commit),
    TE.chainW(({ tip }) => headOf(opened, facts, tip)),
    TE.map((head) => ({ head, mayLeaveOut: true })),
  );

/** Whether who is told what came of it would take changes in the worktree for merged; of what is done again it was said. */
const mayLeaveOut = ({ applied }: RunState, { found }: ApplyFound): boolean =>
  found === 'fits' || (found === 'merged' && applied?.commit === undefined);

const targetOf = ({ number, base }: Facts, onto: string | undefined): E.Either<ApplyRefusal, string> => {
  const wanted = onto ?? base.branch;
  if (wanted === undefined) return E.left({ _tag: 'NoTarget', number });
  const branch = branchName(wanted);
  return branch.startsWith(`${RUN_BRANCHES}/`) ? E.left({ _tag: 'BranchOfRun', branch }) : E.right(branch);
};

/**
 * What is merged: the branch of the run, also where a person went on from what the run did, or from what of it was about to be
 * merged; without a branch, just that.
 */
const headOf = (
  { state, world }: OpenedRun,
  { branch }: Facts,
  least: Head = ownWorktree(state).head,
): TE.TaskEither<CliError, Head> => {
  const ref = branchRef(branch);
  return pipe(
    world.workspace.holds(ref, least.commit),
    TE.chainW(({ tip, holds }) => {
      if (tip === undefined) return TE.right(least);
      return holds
        ? TE.right(tip)
        : TE.left({ _tag: 'BranchElsewhere' as const, ref, tip: tip.commit, head: least.commit });
    }),
  );
};

/** The merge as the log announces it, or why there is none. */
const intended = (
  { run, number, base, workflow, branch: source }: Facts,
  branch: string,
  { head: { commit: head }, found, isTakenBack }: FoundMerge,
  begun: Begun | undefined,
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
      return E.left(
        isTakenBack
          ? { _tag: 'MergeTakenBack', number, branch, source }
          : { _tag: 'AppliedAlready', number, branch, changed: head !== base.commit },
      );
    case 'no branch':
      return E.left({
        _tag: 'NoSuchBranch',
        number,
        branch,
        was: begun?.branch === branchRef(branch) ? begun.onto : undefined,
      });
    case 'conflict':
      return E.left({ _tag: 'MergeConflict', ...hand, place: found.place, paths: found.paths });
    case 'checkout':
      return E.left({ _tag: 'CheckoutInTheWay', ...hand, path: found.path, obstacle: found.obstacle });
    case 'alias':
      return E.left({ _tag: 'BranchAlias', number, branch, of: branchName(found.of) });
    case 'unrelated':
      return E.left({ _tag: 'NothingInCommon', ...hand, place: found.place, isShallow: found.isShallow });
    case 'no merge':
      return E.left({ _tag: 'MergeImpossible', ...hand, place: found.place, why: found.why });
  }
};
