import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createWorkspace } from '../../src/adapters/workspace/workspace.js';
import type { Inspection } from '../../src/ports/inspection.js';
import type { CommitSpec, DisposalSpec, Head, Workspace } from '../../src/ports/workspace.js';
import { right } from '../contracts/runStore.js';
import { temporaryFolder } from './folder.js';
import { repositoryAt, type TestRepository } from './repository.js';

export const BRANCH = 'refs/heads/refold/r/main';
export const AT = '2026-11-21T04:00:00.123Z';
export const IDENT = { name: 'refold', email: 'refold@localhost' };

/** A worktree of a run, with the adapter that keeps it. */
export interface WorktreeBench {
  readonly repository: TestRepository;
  readonly workspace: Workspace;
  readonly worktree: string;
  readonly base: Head;
  /** Git inside the worktree. */
  readonly git: (...args: readonly string[]) => string;
  readonly write: (path: string, text: string) => void;
  readonly inspect: (head?: Head) => Promise<Inspection>;
  /** Commits what lies in the worktree, as a checkpoint. */
  readonly checkpoint: (head?: Head) => Promise<Head>;
  readonly spec: (more: Partial<CommitSpec> & Pick<CommitSpec, 'parent' | 'tree'>) => CommitSpec;
}

export const createWorktreeBench = async (
  files: Readonly<Record<string, string>> = { 'a.txt': 'a\n', 'sub/b.txt': 'b\n' },
): Promise<WorktreeBench> => {
  const folder = temporaryFolder();
  const repository = repositoryAt(join(folder, 'répo with space'), join(folder, 'home'));
  const commit = repository.commit(files);
  const worktree = join(folder, 'run', 'worktree');
  mkdirSync(join(folder, 'run'));
  const workspace = createWorkspace(join(repository.root, '.git'), repository.env);
  right(await workspace.ensure({ worktree, branch: BRANCH, commit, aside: `${worktree}.aside` })());
  const base = { commit, tree: repository.git('rev-parse', `${commit}^{tree}`) };
  const inspect = async (head = base): Promise<Inspection> =>
    right(await workspace.inspect(worktree, BRANCH, head)());
  const spec: WorktreeBench['spec'] = (more) => ({
    ref: BRANCH,
    ident: IDENT,
    message: 'm\n\nRefold-Event: 1:x\n',
    at: AT,
    replaces: more.parent,
    keeps: undefined,
    worktree,
    onBranch: true,
    keepsOthers: FOUND,
    restores: false,
    merges: undefined,
    ...more,
  });
  return {
    repository,
    workspace,
    worktree,
    base,
    git: (...args) => repository.git('-C', worktree, ...args),
    write: (path, text) => {
      mkdirSync(join(worktree, path, '..'), { recursive: true });
      writeFileSync(join(worktree, path), text);
    },
    inspect,
    spec,
    checkpoint: async (head = base) => {
      const { tree } = await inspect(head);
      return { commit: right(await workspace.commit(spec({ parent: head.commit, tree }))()), tree };
    },
  };
};

/** Where that is kept which an agent had done by itself. */
export const FOUND = 'refs/refold/r/found-5';

/** The ref that keeps what a reset takes away. */
export const KEEPS = 'refs/refold/r/before-5';

/** Takes the worktree back to a commit. */
export const resetTo = ({ workspace, worktree }: WorktreeBench, to: Head) =>
  workspace.reset({ worktree, branch: BRANCH, to, keeps: KEEPS, message: 'before', at: AT, ident: IDENT })();

/** Where that is kept which a run has in git when it is taken out. */
export const DISPOSAL_KEEPS = 'refs/refold/r/discarded-7/';

/** What is told when the run is taken out of its repository. */
export const disposalOf = ({ worktree }: WorktreeBench): DisposalSpec => ({
  branches: 'refs/heads/refold/r/',
  worktrees: dirname(worktree),
  keeps: DISPOSAL_KEEPS,
  ident: IDENT,
  at: AT,
  message: 'what was not committed\n',
});

/** A commit on the base that this does, and the worktree as it was before. */
export const unit = async (bench: WorktreeBench, work: () => void): Promise<Head> => {
  work();
  const { tree } = await bench.inspect();
  bench.git('checkout', '-q', '-f', '.');
  bench.git('clean', '-qfd');
  const commit = bench.git('commit-tree', tree, '-p', bench.base.commit, '-m', 'unit');
  return { commit, tree };
};

/** Commits the merge of a unit that began at the base, and brings it into the worktree. */
export const commitMerge = (bench: WorktreeBench, tree: string, theirs: Head) =>
  bench.workspace.commit(bench.spec({ parent: bench.base.commit, tree, merges: theirs.commit }))();
