import { hash } from 'node:crypto';
import type { Failure } from '../../src/ports/failure.js';

/** What lies under which path. */
export type Files = ReadonlyMap<string, string>;

export interface Commit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly at: string;
}

/** A failure of the world, on its way to the port that was asked. */
export class Trouble extends Error {
  constructor(readonly failure: Failure) {
    super(JSON.stringify(failure));
  }
}

export const drift = (detail: string): never => {
  throw new Trouble({ _tag: 'Drift', detail });
};

export const damaged = (detail: string): never => {
  throw new Trouble({ _tag: 'Damaged', detail });
};

/** Objects that are named by what they hold, and refs that name commits. */
export class Git {
  readonly refs = new Map<string, string>();
  private readonly trees = new Map<string, Files>();
  private readonly commits = new Map<string, Commit>();

  /** Is told of every ref that moves. */
  constructor(private readonly moved: (ref: string, by: string) => void = () => undefined) {}

  writeTree(files: Files): string {
    const entries = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
    const id = hash('sha1', JSON.stringify(entries));
    if (!this.trees.has(id)) this.trees.set(id, new Map(entries));
    return id;
  }

  writeCommit(commit: Commit): string {
    const id = hash('sha1', JSON.stringify(commit));
    this.commits.set(id, commit);
    return id;
  }

  has(commit: string): boolean {
    return this.commits.has(commit);
  }

  commit(id: string): Commit {
    return this.commits.get(id) ?? damaged(`there is no commit ${id}`);
  }

  files(tree: string): Files {
    return this.trees.get(tree) ?? damaged(`there is no tree ${tree}`);
  }

  /** Moves a ref from where it must stand; undefined: nowhere. */
  move(ref: string, from: string | undefined, to: string, by: string): void {
    if (this.refs.get(ref) !== from) {
      const detail = `cannot lock ref ${ref}: is at ${this.refs.get(ref)} but expected ${from}`;
      throw new Trouble({ _tag: 'Failed', doing: 'git update-ref', detail });
    }
    this.commit(to);
    this.refs.set(ref, to);
    this.moved(ref, by);
  }

  /** Keeps a commit under a ref that is made once; one that is there already must name the same commit. */
  keep(ref: string, commit: string, by: string): void {
    const kept = this.refs.get(ref);
    if (kept === commit) return;
    if (kept !== undefined) drift(`${ref} is there and names ${kept}, not ${commit}`);
    this.move(ref, undefined, commit, by);
  }

  /** These commits with all that led to them. */
  reachable(from: Iterable<string>): ReadonlySet<string> {
    const found = new Set<string>();
    const open = [...from];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const commit = found.has(id) ? undefined : this.commits.get(id);
      if (!commit) continue;
      found.add(id);
      open.push(...commit.parents);
    }
    return found;
  }

  isAncestor(ancestor: string, of: string): boolean {
    return this.reachable([of]).has(ancestor);
  }

  /** Whether a commit stands on the way of first parents from a tip down to another one. */
  isFirstParent(id: string, parent: string, tip: string): boolean {
    const before = this.reachable([parent]);
    for (let at: string | undefined = tip; at !== undefined && !before.has(at); ) {
      if (at === id) return true;
      at = this.commits.get(at)?.parents[0];
    }
    return false;
  }
}

/** The paths that differ between two trees, with what stands there in the second. */
export const changesBetween = (before: Files, now: Files): ReadonlyMap<string, string | undefined> => {
  const changes = new Map<string, string | undefined>();
  for (const [path, content] of now) if (before.get(path) !== content) changes.set(path, content);
  for (const path of before.keys()) if (!now.has(path)) changes.set(path, undefined);
  return changes;
};
