import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { gitAt, WorkspaceFailure } from '../../../src/adapters/workspace/git.js';
import { temporaryFolder } from '../../support/folder.js';
import { createWorktreeBench, type WorktreeBench } from '../../support/worktree.js';

/** What breaks, one at a time. */
const NAMES = ['now:sub/b.txt', 'now:sub', 'now^{tree}', 'now', 'before^{tree}', 'before'];

/** Two commits in a worktree, every command of git by which refold reads such, and what breaks their objects. */
const brokenLater = async (bench: WorktreeBench) => {
  bench.write('sub/b.txt', 'later\n');
  const now = await bench.checkpoint();
  const before = bench.base;
  const [blob, theirs] = [bench.git('rev-parse', `${now.tree}:sub/b.txt`), 'refs/heads/theirs'];
  bench.repository.commit({ 'c.txt': 'c\n' });
  bench.repository.git('branch', 'theirs');
  const trees = [before.tree, now.tree];
  const git = gitAt(bench.worktree, bench.repository.env);
  const [index, added] = [join(temporaryFolder(), 'index'), join(temporaryFolder(), 'added')];
  const objects = join(bench.repository.root, '.git', 'objects');
  const ids: Readonly<Record<string, string>> = Object.fromEntries(
    NAMES.map((name) => [
      name,
      bench.git('rev-parse', name.replace('now', now.commit).replace('before', before.commit)),
    ]),
  );
  return {
    commands: [
      ['read-tree', now.tree],
      ['read-tree', '--reset', now.commit],
      ['read-tree', '-n', '-m', '-u', before.commit, now.tree],
      ['rev-parse', `${now.commit}^{tree}`],
      ['rev-list', '--objects', '--no-object-names', now.tree, now.commit, '--not', before.commit],
      ['rev-list', '--count', '--first-parent', now.commit, `^${before.commit}`],
      ['rev-list', '--first-parent', now.commit, '--not', before.commit],
      ['merge-base', '--is-ancestor', before.commit, now.commit],
      ['merge-base', '--independent', before.commit, now.commit],
      ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', theirs, now.commit],
      ['ls-tree', '-r', '-t', '-z', now.tree],
      ['diff-tree', '-r', '-z', ...trees],
      ['diff-tree', '-r', '-p', ...trees],
      ['diff-index', '--cached', '-z', now.tree],
      ['cat-file', 'blob', blob],
      ['checkout-index', '-f', '-a', `--prefix=${temporaryFolder()}/`],
      ['update-ref', '--no-deref', 'refs/heads/x', now.commit],
      ['for-each-ref', '--format=%(refname) %(objecttype)'],
      ['worktree', 'add', '--force', '--force', '--detach', added, now.commit],
    ],
    breakObject: (name: string, content: string | undefined): (() => void) => {
      bench.git('read-tree', now.tree);
      rmSync(added, { recursive: true, force: true });
      bench.git('update-ref', '-d', 'refs/heads/x');
      rmSync(index, { force: true });
      copyFileSync(bench.git('rev-parse', '--path-format=absolute', '--git-path', 'index'), index);
      const id = ids[name] ?? '';
      const path = join(objects, id.slice(0, 2), id.slice(2));
      renameSync(path, `${path}.away`);
      if (content !== undefined) writeFileSync(path, content);
      return () => renameSync(`${path}.away`, path);
    },
    run: (args: readonly string[]): Promise<string> =>
      git.run(args, { index }).then(
        () => 'done',
        (error: unknown) => {
          if (!(error instanceof WorkspaceFailure)) throw error;
          const { _tag, ...failure } = error.failure;
          return `${_tag} ${'detail' in failure ? failure.detail : ''}`;
        },
      ),
  };
};

it.each([
  ['gone', undefined],
  ['empty', ''],
  ['garbage', 'garbage, and no object at all'],
] as const)(
  'a git finds damage wherever it gives up over an object that is lost or broken, by every command (%s)',
  async (_, content) => {
    const bench = await createWorktreeBench();
    const told = new Set<string>();
    const work = await brokenLater(bench);
    for (const name of NAMES)
      for (const args of work.commands) {
        const whole = work.breakObject(name, content);
        const came = await work.run(args);
        whole();
        const command = String(args.find((arg) => !arg.startsWith('-')));
        expect([came, args.join(' '), name]).toEqual([
          expect.toSatisfy((one) => one === 'done' || one.startsWith(`Damaged git ${command}: `)),
          args.join(' '),
          name,
        ]);
        if (came !== 'done') told.add(command);
      }
    const all = new Set(work.commands.map((args) => args.find((arg) => !arg.startsWith('-'))));
    expect([...told].toSorted()).toEqual([...all].toSorted());
  },
);
