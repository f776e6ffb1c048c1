import type { EndingRefusal } from '../../engine/ending.js';
import { branchName } from '../../events/branch.js';
import { namedPaths, type Obstacle, obstacleWords } from '../../events/obstacle.js';
import { shellWord } from '../../events/shellWord.js';
import { some } from '../../events/some.js';
import { pathWords } from '../../inspector/text/pathWords.js';
import type { MergePlace } from '../../ports/applying.js';
import { EXIT } from '../exitCode.js';
import { refused, type TellersOf, type Told } from '../failure/told.js';
import { commitsInside } from '../progress/insideNotes.js';
import { wayAround } from './wayAround.js';

/** Why the work of a run is not merged into a branch of the user's. */
export type ApplyRefusal =
  | { readonly _tag: 'NoTarget'; readonly number: number }
  | {
      readonly _tag: 'NoSuchBranch';
      readonly number: number;
      readonly branch: string;
      /** Where it stood when the run was about to be merged into it. */
      readonly was: string | undefined;
    }
  | { readonly _tag: 'BranchOfRun'; readonly branch: string }
  /** The branch of the run does not hold what the run did. */
  | { readonly _tag: 'BranchElsewhere'; readonly ref: string; readonly tip: string; readonly head: string }
  | {
      readonly _tag: 'AppliedAlready';
      readonly number: number;
      readonly branch: string;
      readonly changed: boolean;
    }
  /** The branch holds the commits of the run, and nothing of what they changed. */
  | {
      readonly _tag: 'MergeTakenBack';
      readonly number: number;
      readonly branch: string;
      readonly source: string;
    }
  /** Changes lie in the worktree of the run, and nobody said that it is merged without them. */
  | (Onto & {
      readonly _tag: 'NotOnBranch';
      readonly worktree: string;
      readonly branch: string;
      /** Where HEAD of the worktree is, if that is not on the branch of the run. */
      readonly elsewhere: string | undefined;
      /** What is recorded of the files is what the branch holds, so that they are put back to that. */
      readonly isRecorded: boolean;
      /** The repositories among what differs. */
      readonly inside: readonly string[];
      /** Whether files do, besides. */
      readonly hasFiles: boolean;
      readonly lines: readonly string[];
      readonly choices: readonly string[];
      readonly files: object;
    })
  /** Something lies where the worktree of the run is to be, and is none. */
  | (Onto & { readonly _tag: 'WorktreeUnseen'; readonly worktree: string; readonly branch: string })
  | (ByHand & { readonly _tag: 'MergeConflict'; readonly paths: readonly string[] })
  /** The branch is a symbolic ref. */
  | {
      readonly _tag: 'BranchAlias';
      readonly number: number;
      readonly branch: string;
      readonly of: string;
    }
  /** The branch and the run have no commit in common. */
  | (ByHand & Onto & { readonly _tag: 'NothingInCommon'; readonly isShallow: boolean })
  | (ByHand & { readonly _tag: 'MergeImpossible'; readonly why: string })
  | (Onto & {
      readonly _tag: 'CheckoutInTheWay';
      readonly branch: string;
      readonly path: string;
      readonly obstacle: Obstacle;
    })
  | { readonly _tag: 'NotApplied'; readonly number: number; readonly why: string };

/** What it takes to merge with refold. */
interface Onto {
  readonly number: number;
  /** The branch to merge into, where it has to be named. */
  readonly onto: string | undefined;
}

/** What it takes to merge without it. */
interface ByHand {
  readonly number: number;
  readonly branch: string;
  readonly source: string;
  readonly place: MergePlace | undefined;
}

/** Why nothing of a run is removed. */
export type DisposalRefusal =
  | {
      readonly _tag: 'CannotRemove';
      readonly number: number;
      readonly command: 'discard' | 'archive';
      readonly why: string;
    }
  /** What `gc` was to delete or to finish, and could not; what came of all of it as a program reads it. */
  | { readonly _tag: 'NotDeleted'; readonly names: readonly string[]; readonly facts: object }
  /** No branch of the user's holds what the run did. */
  | {
      readonly _tag: 'NotIntegrated';
      readonly number: number;
      readonly status: string;
      readonly branch: string | undefined;
      /** What of the run it lacks. */
      readonly lacks: 'what it did' | 'all that is on its branch';
      /** Whether it was made from a branch, into which it is merged where none is named. */
      readonly hasTarget: boolean;
    };

type EndingError =
  | ApplyRefusal
  | DisposalRefusal
  | Extract<EndingRefusal, { _tag: 'RunEnded' | 'ApplyCutOff' | 'AlreadyEnded' | 'NotPassed' }>;

const done = (message: string, hint: string): Told => ({ message, hint, exit: EXIT.done });

/** The command that finishes what a run is in the middle of. */
const COMMANDS: Readonly<Record<string, string>> = { discarded: 'discard', archived: 'archive' };

/** Git's own merge overwrites what it ignores, and has no option against that which would hold. */
const byHand = ({ branch, source, place }: ByHand, options = ''): string => {
  const git = place === undefined ? 'git' : `git -C ${shellWord(place.path)}`;
  const first =
    place === undefined || place.untracked.length === 0
      ? ''
      : `move ${namedPaths(place.untracked)} in ${place.path} away, which it would overwrite; then `;
  const onto = place?.isOn ? '' : `\`${git} switch --no-overwrite-ignore ${shellWord(branch)}\`, then `;
  return `merge by hand: ${first}${onto}\`${git} merge --no-ff${options} ${source}\``;
};

/** The command that merges a run into this branch, where it has to be named. */
const applyOnto = ({ number, onto }: Onto): string =>
  `refold apply ${number}${onto === undefined ? '' : ` --onto ${shellWord(onto)}`}`;

const bringsBack = (keeps: string): string =>
  `\`git for-each-ref ${keeps}\` lists what is kept of it still; \`git branch <name> ${keeps}main\` brings its branch back, if that is listed`;

/** How changes in the worktree of a run come to be merged, or go away. */
const waysOntoBranch = ({
  number,
  worktree,
  branch,
  elsewhere,
  isRecorded,
  inside: [inside],
  hasFiles,
}: Omit<Extract<ApplyRefusal, { _tag: 'NotOnBranch' }>, 'lines' | 'choices' | 'files'>): string => {
  const git = `git -C ${shellWord(worktree)}`;
  if (elsewhere !== undefined)
    return `\`${git} switch ${branch}\` goes back to the branch of the run, and takes along what is in no commit; \`${git} merge ${shellWord(branchName(elsewhere))}\` then brings what was committed elsewhere onto it, and it is merged`;
  const back = isRecorded
    ? `\`refold restore <file> ${number}\` puts one back`
    : `\`${git} stash --include-untracked\` puts all of them away`;
  const files = `\`${git} add <file>\`, then \`${git} commit\`, bring a file onto ${branch}, and it is merged; ${back}`;
  if (inside === undefined) return files;
  const those = `${commitsInside(worktree, inside)} bring what is in ${pathWords(inside)} onto ${branch}, and it is merged`;
  return hasFiles ? `${files}; ${those}` : those;
};

/** What a person is told of a run that is applied, discarded or archived, and of why it is not. */
export const endingTellers: TellersOf<EndingError> = {
  RunEnded: ({ number, kind, keeps, done: isDone }) =>
    isDone
      ? refused(
          `run #${number} is ${kind}: its worktree and its branch are gone`,
          `\`refold fork ${number} --at <cut>\` goes on from any moment of it whose commit git still has; ${bringsBack(keeps)}`,
        )
      : refused(
          `run #${number} is about to be ${kind}, and that was cut off`,
          `\`refold ${COMMANDS[kind] ?? 'discard'} ${number}\` finishes it`,
        ),
  ApplyCutOff: ({ number }) =>
    refused(
      `run #${number} was about to be applied, and that was cut off`,
      `\`refold apply ${number}\` finishes it`,
    ),
  AlreadyEnded: ({ number, kind, keeps }) =>
    done(`run #${number} is ${kind} already; there is nothing to do`, bringsBack(keeps)),
  NotPassed: ({ number, status }) =>
    refused(
      `run #${number} is ${status}, and only one that has passed is applied`,
      `\`refold resume ${number}\` goes on with it, \`refold show ${number}\` tells where it stands`,
    ),

  NoTarget: ({ number }) =>
    refused(
      `run #${number} was not made from a branch, so there is none to apply it to`,
      `name one: \`refold apply ${number} --onto <branch>\``,
    ),
  NoSuchBranch: ({ number, branch, was }) =>
    refused(
      `there is no branch ${branch}`,
      was === undefined
        ? 'name one that is there: `--onto <branch>`'
        : `\`git branch ${shellWord(branch)} ${was}\` makes it again where it was, and \`${applyOnto({ number, onto: branch })}\` then merges into it; or name another one there; \`refold discard ${number}\` gives the run up`,
    ),
  BranchOfRun: ({ branch }) =>
    refused(`${branch} is the branch of a run`, 'name a branch of yours: `--onto <branch>`'),
  BranchElsewhere: ({ ref, tip, head }) =>
    refused(
      `${ref} is at ${tip}, which does not hold what the run did (${head})`,
      `put it back: \`git update-ref ${ref} ${head}\``,
    ),
  AppliedAlready: ({ number, branch, changed }) =>
    done(
      changed
        ? `${branch} holds what run #${number} did; there is nothing to merge`
        : `run #${number} changed nothing; there is nothing to merge`,
      `\`refold archive ${number}\` removes its worktree and its branch`,
    ),
  MergeTakenBack: ({ number, branch, source }) =>
    refused(
      `run #${number} was merged into ${branch}, and all that it changed was taken back since; git merges a commit once only`,
      `\`git log --oneline --first-parent ${source}..${shellWord(branch)}\` lists what came since; \`git revert\` of the commit that took it back brings it again`,
    ),
  NotOnBranch: ({ lines, choices, files, ...found }) => ({
    message: lines.join('\n'),
    hint: `nothing was changed; ${waysOntoBranch(found)}; \`${applyOnto(found)} --on-drift proceed\` merges what is on the branch without them`,
    exit: EXIT.stopped,
    facts: { choices, files },
  }),
  WorktreeUnseen: ({ worktree, branch, ...found }) => ({
    message: `${worktree} is no worktree any more, so that nobody can tell whether what lies there is on ${branch}`,
    hint: `nothing was changed; move it elsewhere, with what you want to keep of it, then \`${applyOnto(found)}\`; with \`--on-drift proceed\` what is on the branch is merged as it is`,
    exit: EXIT.stopped,
  }),
  MergeConflict: ({ paths, ...hand }) =>
    refused(
      `${hand.branch} and run #${hand.number} both changed ${paths.join(', ')}; nothing of that is merged`,
      `${byHand(hand)}, mend the conflicts, \`git commit\``,
    ),
  BranchAlias: ({ number, branch, of }) =>
    refused(`${branch} is a symbolic ref: it stands for ${of}`, `\`${applyOnto({ number, onto: of })}\``),
  NothingInCommon: ({ isShallow, ...hand }) =>
    isShallow
      ? refused(
          `${hand.branch} and run #${hand.number} have no commit in common that is here: this clone is shallow`,
          `\`git fetch --unshallow\` brings the rest, then \`${applyOnto(hand)}\``,
        )
      : refused(
          `${hand.branch} and run #${hand.number} have no commit in common: the history of one was written anew since`,
          `${byHand(hand, ' --allow-unrelated-histories')}, mend the conflicts, \`git commit\`; what each changed alone git cannot tell`,
        ),
  MergeImpossible: ({ why, ...hand }) => refused(`the merge cannot be made: ${why}`, byHand(hand)),
  CheckoutInTheWay: ({ number, branch, onto, path, obstacle }) =>
    refused(
      obstacle.kind === 'lock'
        ? `${branch} cannot be moved: ${obstacleWords(obstacle)}`
        : `${branch} is checked out at ${path}, and ${obstacleWords(obstacle)}`,
      `${wayAround(obstacle, path)}, then \`${applyOnto({ number, onto })}\``,
    ),
  NotApplied: ({ number, why }) =>
    refused(
      `run #${number} is not applied: ${why}`,
      `try again: \`refold apply ${number}\`; \`--onto <branch>\` names another branch`,
    ),

  NotDeleted: ({ names, facts }) => ({
    message: `what was to go is still there: ${some(names)}`,
    hint: 'mend what `left` tells of each, and give the same command again',
    exit: EXIT.stopped,
    facts,
  }),
  CannotRemove: ({ number, command, why }) =>
    refused(why, `nothing was changed; put that right, then \`refold ${command} ${number}\``),
  NotIntegrated: ({ number, status, branch, lacks, hasTarget }) =>
    refused(
      `run #${number} is ${status}, and ${branch === undefined ? 'no branch is known that holds' : `${branch} does not hold`} ${lacks}`,
      status === 'passed' || status === 'integrated'
        ? `\`refold apply ${number}${hasTarget ? '' : ` --onto ${branch === undefined ? '<branch>' : shellWord(branch)}`}\` merges it; \`refold discard ${number}\` gives it up`
        : `\`refold resume ${number}\` goes on with it; \`refold discard ${number}\` gives it up`,
    ),
};
