import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { ObjectId, RunId } from '../events/ids.js';
import type { Obstacle } from '../events/obstacle.js';
import type { Applied, MergePlace } from './applying.js';
import type { Failure } from './failure.js';
import type { Inspection } from './inspection.js';
import type { Output } from './output.js';
import type { RepositoryError } from './repositoryError.js';
import type { Move } from './runStore.js';

/** Who commits are by. */
export interface Ident {
  readonly name: string;
  readonly email: string;
}

/** A commit and its tree. */
export interface Head {
  readonly commit: ObjectId;
  readonly tree: ObjectId;
}

export interface WorktreeSpec {
  readonly worktree: string;
  readonly branch: string;
  /** Where the branch begins if it is not there yet. */
  readonly commit: ObjectId;
  /** Where that goes which lies in the place of the worktree and is none. */
  readonly aside: string;
}

/** What stands where a worktree should be: it, nothing, or something that is none. */
export type Presence = 'there' | 'gone' | 'in the way';

export interface RemovalSpec {
  readonly worktree: string;
  readonly branch: string;
  readonly head: Head;
}

/** All that a commit is made of; the commit's id follows from it alone. */
export interface CommitSpec {
  readonly ref: string;
  readonly parent: ObjectId;
  readonly tree: ObjectId;
  readonly ident: Ident;
  readonly message: string;
  readonly at: string;
  /** Where the ref must stand for it to move; undefined: it must not exist yet. */
  readonly replaces: ObjectId | undefined;
  /** A ref that keeps what was replaced. */
  readonly keeps: string | undefined;
  readonly worktree: string;
  /** Whether the ref is the worktree's branch, so that its own index must follow. */
  readonly onBranch: boolean;
  /** The beginning of the refs that keep the other side of a merge, or of what else of git's this commit ends. */
  readonly keepsOthers: string;
  /** Put the tree into a worktree that was made anew since, and holds no more than the parent. */
  readonly restores: boolean;
  /** The second parent of a merge, whose files are then brought into the worktree. */
  readonly merges: ObjectId | undefined;
}

/** What a unit did, to be merged by the sets of files: no file is taken apart. */
export interface MergeSpec {
  /** The worktree that it is to be merged to. */
  readonly worktree: string;
  /** The tree that the unit began from. */
  readonly base: ObjectId;
  readonly ours: Head;
  readonly theirs: Head & { readonly branch: string };
  /** What was merged before: the trees that other units went from and to, the latest first. */
  readonly others: readonly { readonly before: ObjectId; readonly now: ObjectId }[];
}

/** The tree of the merge and how many files it changes; or the paths that both sides changed, and which other did. */
export type MergeFound =
  | { readonly fits: true; readonly tree: ObjectId; readonly files: number }
  | { readonly fits: false; readonly paths: readonly string[]; readonly other: number };

export interface ResetSpec {
  readonly worktree: string;
  readonly branch: string;
  readonly to: Head;
  readonly keeps: string;
  readonly message: string;
  readonly at: string;
  readonly ident: Ident;
}

/** The commit that was kept, and the folder that keeps what no commit can: repositories that came since. */
export interface ResetDone {
  readonly kept: ObjectId;
  /** Refs that keep more: what git had ignored until then, and what came between two tries. */
  readonly also?: readonly string[];
  readonly aside?: string;
}

export interface UnwindSpec {
  readonly worktree: string;
  readonly branch: string;
  readonly placeholder: ObjectId;
  readonly to: Head;
  readonly keeps: string;
}

export interface ReattachSpec {
  readonly worktree: string;
  readonly branch: string;
  readonly to: ObjectId;
  readonly keeps: string;
  readonly found: readonly ObjectId[];
}

/** Commits that a fork takes over, to be kept whatever becomes of the run that made them. */
export interface InheritSpec {
  readonly gitDir: string;
  readonly ref: string;
  readonly commits: readonly ObjectId[];
  /** Those that the fork goes on from, and cannot do without. */
  readonly needed: readonly ObjectId[];
  /** Any tree that the commits hold, for the one that names them all. */
  readonly tree: ObjectId;
  readonly ident: Ident;
  readonly at: string;
  readonly message: string;
}

/** Everything that a run has in git. */
export interface DisposalSpec {
  /** The beginning of all its branches, as a full ref. */
  readonly branches: string;
  /** The folder that holds all its worktrees. */
  readonly worktrees: string;
  /** The beginning of the refs that keep what they hold. */
  readonly keeps: string;
  readonly ident: Ident;
  readonly at: string;
  readonly message: string;
}

/** How closely a run is looked at before it is taken out: not into its worktrees while something works in them. */
export type DisposalLook = 'closely' | 'from afar';

/** What became of it: the refs that keep all, and how many of them keep what worktrees held beyond their commit. */
export interface Disposed {
  readonly refs: number;
  readonly uncommitted: number;
  /** A folder that is left where it was, and why. */
  readonly left?: string;
}

/** A merge into a branch of the user's; the id of its commit follows from it alone. */
export interface ApplySpec {
  /** The branch, as a full ref, and where it stood when it was looked at. */
  readonly branch: string;
  readonly onto: ObjectId;
  readonly head: ObjectId;
  readonly tree: ObjectId;
  readonly ident: Ident;
  readonly at: string;
  readonly message: string;
}

/** What merging would come to, or why there is nothing to merge, or why it cannot be. */
export type ApplyFound =
  | { readonly found: 'fits'; readonly onto: ObjectId; readonly tree: ObjectId; readonly ident: Ident }
  | { readonly found: 'merged'; readonly onto: ObjectId }
  | { readonly found: 'no branch' }
  /** The branch is another name of one that it is moved with. */
  | { readonly found: 'alias'; readonly of: string }
  | { readonly found: 'conflict'; readonly paths: readonly string[]; readonly place?: MergePlace }
  /** The checkout of the branch is in the way. */
  | { readonly found: 'checkout'; readonly path: string; readonly obstacle: Obstacle }
  /** The two have no commit in common: somebody has rewritten the history of the branch, or the repository lacks some of it. */
  | { readonly found: 'unrelated'; readonly isShallow: boolean; readonly place?: MergePlace }
  | { readonly found: 'no merge'; readonly why: string; readonly place?: MergePlace };

/** What of the checkout a worktree is to be given. */
export interface ProvideSpec {
  /** The top of the checkout. */
  readonly root: string;
  readonly worktree: string;
  readonly link: readonly string[];
  readonly copy: readonly string[];
}

/** Git, as far as a run needs it. Every operation that changes something can be done again after a crash. */
export interface Workspace {
  /** Makes the worktree on the branch, or finds that both are there. Answers where that is which lay in its place. */
  readonly ensure: (spec: WorktreeSpec) => TE.TaskEither<Failure, string | undefined>;
  /** Removes a worktree that holds no more than this head; answers why it was left, if it was. */
  readonly remove: (spec: RemovalSpec) => TE.TaskEither<Failure, string | undefined>;
  readonly inspect: (worktree: string, branch: string, head: Head) => TE.TaskEither<Failure, Inspection>;
  /** Links and copies paths of the checkout that match; what is in the worktree already stays. Answers the paths. */
  readonly provide: (
    spec: ProvideSpec,
  ) => TE.TaskEither<Failure, { readonly linked: readonly string[]; readonly copied: readonly string[] }>;
  /** The difference between two trees as a patch. */
  readonly diff: (worktree: string, before: ObjectId, now: ObjectId) => TE.TaskEither<Failure, Output>;
  /** What stands in the first of these files that is there; undefined without any. Paths are from the worktree's root. */
  readonly readFirst: (
    worktree: string,
    paths: readonly string[],
  ) => TE.TaskEither<Failure, Output | undefined>;
  /** Removes files of these folders, and makes sure that nothing in them is ever committed. */
  readonly clearAnswers: (worktree: string, folders: readonly string[]) => TE.TaskEither<Failure, void>;
  /** Looks what merging a unit comes to; nothing but objects is written. */
  readonly merge: (spec: MergeSpec) => TE.TaskEither<Failure, MergeFound>;
  /** Makes the commit and moves the ref by compare-and-swap; one that is there already is adopted. */
  readonly commit: (spec: CommitSpec) => TE.TaskEither<Failure, ObjectId>;
  /** Keeps everything in the worktree under a ref, then goes back. */
  readonly reset: (spec: ResetSpec) => TE.TaskEither<Failure, ResetDone>;
  /** Takes a placeholder back, leaving its work in the worktree; answers the tip if someone went on from it. */
  readonly unwind: (
    spec: UnwindSpec,
  ) => TE.TaskEither<Failure, { readonly unwound: true } | { readonly unwound: false; readonly tip: Head }>;
  /** Keeps what was found under a ref and puts HEAD and branch back, touching no file. */
  readonly reattach: (spec: ReattachSpec) => TE.TaskEither<Failure, void>;
  /** Looks what merging a commit into a branch of the user's comes to; nothing but objects is written. */
  readonly tryApply: (branch: string, head: ObjectId) => TE.TaskEither<Failure, ApplyFound>;
  /** Whether what led from one commit to another was taken back by a later one, as by a revert: every path stands as before. */
  readonly isTakenBack: (base: ObjectId, head: ObjectId, later: ObjectId) => TE.TaskEither<Failure, boolean>;
  /** The latest commit that a run made whose work is in a later commit still, and not in this one. */
  readonly strayWork: (
    run: RunId,
    head: ObjectId,
    later: ObjectId,
  ) => TE.TaskEither<Failure, ObjectId | undefined>;
  /** Makes the merge commit, updates the checkout of the branch if there is one, and moves the branch. */
  readonly apply: (spec: ApplySpec) => TE.TaskEither<Failure, Applied>;
  /** Where a ref stands, and whether that is this commit or has it among its ancestors. */
  readonly holds: (
    ref: string,
    commit: ObjectId,
  ) => TE.TaskEither<Failure, { readonly tip: Head | undefined; readonly holds: boolean }>;
  /** How many commits lie between these and a later one, and led to none of them; what was merged by one counts with it. */
  readonly between: (commits: readonly ObjectId[], later: ObjectId) => TE.TaskEither<Failure, number>;
  /** Why a run cannot be taken out of the repository without touching or losing something; undefined if it can. */
  readonly tryDispose: (
    spec: Pick<DisposalSpec, 'branches' | 'worktrees'>,
    look: DisposalLook,
  ) => TE.TaskEither<Failure, string | undefined>;
  /** Keeps everything that a run has in git under refs, then removes its worktrees and branches. */
  readonly dispose: (spec: DisposalSpec) => TE.TaskEither<Failure, Disposed>;
  /** Whether the worktree is where it should be. */
  readonly presence: (worktree: string) => TE.TaskEither<Failure, Presence>;
}

/** A repository, as found from a directory by its files alone. */
export interface Repository {
  /** The top of the checkout; of a bare repository, the repository itself. */
  readonly root: string;
  /** The git directory that all its worktrees share, as a real path. */
  readonly gitDir: string;
  /** Six hex digits of the git directory's path: the end of the repository's id. */
  readonly key: string;
}

/** Where a run of a repository would begin, as git tells it. */
export interface Base extends Head {
  readonly branch: string | undefined;
  /** Whether the checkout has changes that are not committed, and so not in the run. */
  readonly dirty: boolean;
  /** The user's identity in git, else refold's own. */
  readonly ident: Ident;
  /** The URL of the remote `origin`, without any password. */
  readonly origin: string | undefined;
}

export interface Repositories {
  /** The repository that a directory belongs to; needs no git. */
  readonly locate: (directory: string) => TE.TaskEither<RepositoryError, Repository>;
  readonly base: (repository: Repository) => TE.TaskEither<RepositoryError, Base>;
  /** Keeps commits under a ref that is made for it; answers those that the repository no longer holds. */
  readonly inherit: (spec: InheritSpec) => TE.TaskEither<Failure, readonly ObjectId[]>;
  /** Those of these objects that a repository does not hold any more. */
  readonly lost: (
    gitDir: string,
    objects: readonly ObjectId[],
  ) => TE.TaskEither<Failure, readonly ObjectId[]>;
  /** What a repository does not hold any more of these commits, of their trees, and of every content in them, in words. */
  readonly lacks: (gitDir: string, heads: readonly Head[]) => TE.TaskEither<Failure, readonly string[]>;
  /** Leads worktrees of the repository in a folder back to it after it was moved; done already, it changes nothing. */
  readonly relink: (move: Pick<Move, 'from' | 'gitDir'>, folder: string) => TE.TaskEither<Failure, void>;
  /** The commit that a checkout stands at; undefined if there is none yet. */
  readonly head: (root: string) => TE.TaskEither<Failure, ObjectId | undefined>;
  /** The worktree beside the main checkout that a branch, by its full name, is checked out in; undefined if there is none. */
  readonly worktreeOn: (gitDir: string, branch: string) => TE.TaskEither<Failure, string | undefined>;
  /** The commit that a branch stands at, by its full name; undefined if there is no such branch. */
  readonly tip: (gitDir: string, branch: string) => TE.TaskEither<Failure, ObjectId | undefined>;
}
