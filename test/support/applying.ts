import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFile } from '../../src/adapters/workspace/files.js';
import type { ApplySpec } from '../../src/ports/workspace.js';
import { right } from '../contracts/runStore.js';
import { AT, createWorktreeBench, IDENT, type WorktreeBench } from './worktree.js';

/** The branch of the user's. */
export const MAIN = 'refs/heads/main';

/** A run that made, changed and deleted a file; the user's branch went on with another. */
export const benchWithWork = async (): Promise<WorktreeBench & { readonly work: ApplySpec }> => {
  const bench = await createWorktreeBench({ 'a.txt': 'a\n', 'gone/b.txt': 'b\n', 'c.txt': 'c\n' });
  bench.write('a.txt', 'changed\n');
  bench.write('new/d.txt', 'new\n');
  bench.git('rm', '-q', 'gone/b.txt');
  const { commit: head } = await bench.checkpoint();
  bench.repository.commit({ 'c.txt': 'went on\n' });
  const found = right(await bench.workspace.tryApply(MAIN, head)());
  if (found.found !== 'fits') throw new Error(found.found);
  const { onto, tree } = found;
  return { ...bench, work: { branch: MAIN, onto, head, tree, ident: IDENT, at: AT, message: 'Apply\n' } };
};

/** The checkout of the user, and what git says of it. */
export const checkout = ({ repository: { root, git } }: WorktreeBench) => ({
  files: ['a.txt', 'gone/b.txt', 'c.txt', 'new/d.txt'].map((path) =>
    existsSync(join(root, path)) && isFile(join(root, path))
      ? readFileSync(join(root, path), 'utf8')
      : undefined,
  ),
  status: git('status', '--porcelain'),
});

/** The same once the work is merged. */
export const APPLIED = { files: ['changed\n', undefined, 'went on\n', 'new\n'], status: '' };
