import { type Commit, drift, type Files, Git } from './git.js';
import type { SimulatedLog } from './log.js';
import type { Actor } from './schedule.js';

/** Where HEAD of a worktree is: on a branch, or on a commit alone. */
export type Head = { readonly ref: string } | { readonly commit: string };

/** A worktree as it lies on the disk. */
export interface Folder {
  files: Files;
  head: Head;
  /** Whether it was made to its end. */
  isComplete: boolean;
  /** Whether the commands of the setup ran in it. */
  isSetUp: boolean;
}

/** A branch of the person whose repository it is. */
export const FOREIGN = 'refs/heads/feature';

/** What is in the repository before any run. */
const BASE_FILES: Files = new Map([
  ['base-0', 'zero'],
  ['base-1', 'one'],
]);

/** A path in the worktree of a unit. */
export interface Place {
  readonly unit: string;
  readonly path: string;
}

/** A file that somebody deleted, behind which event, and whether something was under way that could have. */
export interface Deletion extends Place {
  readonly after: number;
  readonly isUnderWay: boolean;
}

/** The repository and everything that lies beside it, with those who are at work in it. */
export class Ground {
  readonly git: Git;
  readonly folders = new Map<string, Folder>();
  /** What was moved out of the way. */
  readonly aside = new Map<string, Folder>();
  /** Where agents leave their answers, by the folder that they work in. */
  readonly answers = new Map<string, Map<string, string>>();
  /** What refold took out of a worktree: nothing of it may be lost. */
  readonly displaced = new Set<string>();
  /** Commits that agents made by themselves. */
  readonly made = new Set<string>();
  /** What people themselves made unreachable. */
  readonly givenUp = new Set<string>();
  /** The worktrees and branches that people took away and refold has not made again. */
  readonly takenAway = new Set<string>();
  /** What people wrote where nothing was under way that could have, with the place where it stood. */
  readonly drifted = new Map<string, Place>();
  /** What people deleted, one after the other. */
  readonly deleted: Deletion[] = [];
  /** Where people wrote or deleted, one after the other. */
  readonly byHand: Place[] = [];
  /** Whether people changed what the run is about, so that it cannot be expected to end as it would have without. */
  isMeddledWith = false;
  /** What happened that must never happen. */
  readonly broken: string[] = [];
  readonly base: { readonly commit: string; readonly tree: string };
  private readonly claims = new Map<string, { readonly by: Actor; readonly doing: string }>();

  constructor(log: SimulatedLog) {
    this.git = new Git((ref, by) => {
      this.takenAway.delete(ref);
      if (by === 'refold' && !isAnnounced(log, ref))
        this.broke(`${ref} moved, and no intent on disk says so`);
    });
    const tree = this.git.writeTree(BASE_FILES);
    const commit = this.git.writeCommit({ tree, parents: [], message: 'base', at: '' });
    this.base = { commit, tree };
    this.git.refs.set('refs/heads/main', commit);
    const other = { tree: this.git.writeTree(new Map([['theirs', 'theirs']])), parents: [commit] };
    this.git.refs.set(FOREIGN, this.git.writeCommit({ ...other, message: 'theirs', at: '' }));
  }

  broke(what: string): void {
    if (!this.broken.includes(what)) this.broken.push(what);
  }

  folder(at: string): Folder {
    return this.folders.get(at) ?? drift(`${at} is no worktree any more`);
  }

  /** The commit that HEAD of a worktree names. */
  headOf({ head }: Folder): string | undefined {
    return 'ref' in head ? this.git.refs.get(head.ref) : head.commit;
  }

  treeOf(folder: Folder): string {
    return this.git.writeTree(folder.files);
  }

  /** Refold changes what stands at some paths. */
  change(folder: Folder, changes: Iterable<readonly [string, string | undefined]>): void {
    const files = new Map(folder.files);
    for (const [path, content] of changes) {
      const before = files.get(path);
      if (before !== undefined && before !== content) this.displaced.add(before);
      if (content === undefined) files.delete(path);
      else files.set(path, content);
    }
    folder.files = files;
  }

  answersAt(at: string): Map<string, string> {
    const known = this.answers.get(at) ?? new Map();
    this.answers.set(at, known);
    return known;
  }

  /** Only one may be at work in a worktree; a claim of the dead is void. */
  claim(at: string, by: Actor, doing: string): void {
    const other = this.claims.get(at);
    if (other?.by.alive && other.by !== by)
      this.broke(`${doing} (${by.name}) in ${at} while ${other.doing} (${other.by.name}) goes on there`);
    else if (other?.by.alive) this.broke(`${doing} in ${at} while ${other.doing} goes on there`);
    this.claims.set(at, { by, doing });
  }

  release(at: string, doing: string): void {
    if (this.claims.get(at)?.doing === doing) this.claims.delete(at);
  }

  isAtWork(at: string): boolean {
    return this.claims.get(at)?.by.alive === true;
  }

  /** Commits that can be had from a ref or from where a worktree stands. */
  reachable(): ReadonlySet<string> {
    const heads = [...this.folders.values(), ...this.aside.values()].flatMap(
      (folder) => this.headOf(folder) ?? [],
    );
    return this.git.reachable([...this.git.refs.values(), ...heads]);
  }

  /** What can be had: in a commit, or in a worktree. */
  contents(): ReadonlySet<string> {
    const trees = new Set([...this.reachable()].map((id): Commit['tree'] => this.git.commit(id).tree));
    const held = [...trees].map((tree) => this.git.files(tree));
    const lying = [...this.folders.values(), ...this.aside.values()].map(({ files }) => files);
    return new Set([...held, ...lying].flatMap((files) => [...files.values()]));
  }
}

/** Whether an intent without an outcome names the ref, or the ref that it is kept beside. */
const isAnnounced = ({ open }: SimulatedLog, ref: string): boolean =>
  [...open.values()].some(({ data }) => {
    const named = data as { readonly branch?: string; readonly ref?: string; readonly keeps?: string };
    const { branch, ref: own, keeps } = named;
    return ref === branch || ref === own || (keeps !== undefined && `${ref}-`.startsWith(`${keeps}-`));
  });
