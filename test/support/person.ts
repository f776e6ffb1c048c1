import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect } from 'vitest';
import type { TestRepository } from './repository.js';

/** Someone who goes on working in a repository, in its checkout and in a worktree of their own, while a run goes on. */
export interface Person {
  readonly does: (deed: DeedName) => void;
  /** Everything that is theirs is as they left it. */
  readonly findsEverythingAsItWas: (when: string) => void;
}

interface Hands {
  readonly repository: TestRepository;
  /** A name that was not there before. */
  readonly fresh: (name: string) => string;
}

/** The folder of their own worktree, from the root of the repository. */
const OWN_WORKTREE = '../their worktree';

const DEEDS = {
  'edits a file': ({ repository, fresh }) => repository.write({ 'kept.txt': fresh('edited') }),
  'deletes a file': ({ repository }) => rmSync(join(repository.root, 'old.txt'), { force: true }),
  'leaves an untracked file': ({ repository, fresh }) => repository.write({ [fresh('ünder/way')]: 'x' }),
  'ignores files': ({ repository, fresh }) => repository.write({ '.gitignore': `*.${fresh('log')}\n` }),
  'stages everything': ({ repository }) => void repository.git('add', '-A'),
  'unstages everything': ({ repository }) => void repository.git('reset', '-q'),
  commits: ({ repository, fresh }) => void repository.commit({ [fresh('mine')]: 'x' }),
  'commits on a branch that is checked out nowhere': ({ repository: { git }, fresh }) =>
    void git('update-ref', `refs/heads/${fresh('side')}`, git('commit-tree', 'HEAD^{tree}', '-m', 'side')),
  'switches to a new branch': ({ repository, fresh }) => void repository.git('switch', '-qc', fresh('new')),
  'detaches HEAD': ({ repository }) => void repository.git('switch', '-q', '--detach'),
  stashes: ({ repository, fresh }) => {
    repository.write({ [fresh('to be stashed')]: 'x' });
    repository.git('stash', 'push', '-qu');
  },
  tags: ({ repository, fresh }) => void repository.git('tag', fresh('v')),
  'edits the configuration': ({ repository, fresh }) => {
    repository.git('config', 'user.name', fresh('Someone'));
    repository.git('config', 'core.hooksPath', join(repository.root, '.git', 'hooks'));
  },
  'excludes files': ({ repository, fresh }) => repository.write({ '.git/info/exclude': fresh('*.bak') }),
  'says what files are': ({ repository, fresh }) =>
    repository.write({ '.git/info/attributes': `*.${fresh('dat')} -text\n` }),
  'writes hooks': ({ repository }) => {
    for (const hook of ['post-checkout', 'reference-transaction', 'post-index-change', 'pre-commit']) {
      // Git that an agent or a gate runs for itself is their affair: they bear the number of their launch.
      const script = `#!/bin/sh\ncase "$REFOLD_ATTEMPT" in *[0-9]) ;; *) echo x >> "$HOME/a hook ran";; esac\n`;
      repository.write({ [`.git/hooks/${hook}`]: script });
      chmodSync(join(repository.root, '.git', 'hooks', hook), 0o755);
    }
  },
  'packs refs': ({ repository }) => void repository.git('pack-refs', '--all'),
  'cleans up': ({ repository }) => cleanUp(repository),
  'clears away worktrees that are gone': ({ repository }) => void repository.git('worktree', 'prune'),
  'works in their own worktree': ({ repository, fresh }) => {
    repository.write({
      [`${OWN_WORKTREE}/${fresh('theirs')}`]: 'x',
      [`${OWN_WORKTREE}/kept.txt`]: fresh('x'),
    });
    repository.git('-C', OWN_WORKTREE, 'add', 'kept.txt');
  },
  'commits in their own worktree': ({ repository }) =>
    void repository.git('-C', OWN_WORKTREE, 'commit', '-q', '--allow-empty', '-am', 'theirs'),
} satisfies Readonly<Record<string, (hands: Hands) => void>>;

/** What `gc` says of a worktree that is just being made, or removed. */
const UNDER_WAY =
  /^fatal: (bad object worktrees\/[^/]+\/HEAD|failed to read \.git\/worktrees\/[^/]+\/\w+: .*)$/m;

/**
 * While any `git worktree add` is under way, the HEAD of that worktree names no commit yet, and git's own `gc` refuses to work: nobody who
 * uses git can keep it from that. All else that `gc` may say is a failure.
 */
function cleanUp({ git }: Pick<TestRepository, 'git'>): void {
  try {
    git('gc', '-q');
  } catch (error) {
    if (!UNDER_WAY.test(`${(error as { stderr: unknown }).stderr}`)) throw error;
  }
}

export type DeedName = keyof typeof DEEDS;

/** Everything that a person may do. */
export const DEED_NAMES = Object.keys(DEEDS) as DeedName[];

/** Makes someone with changes of every kind in their checkout, a stash, and a worktree of their own. */
export const personAt = (repository: TestRepository): Person => {
  let count = 0;
  const fresh = (name: string): string => {
    count += 1;
    return `${name}-${count}`;
  };
  const does = (deed: DeedName): void => {
    // What they do themselves runs no hook: one that ran was run by somebody else.
    const git: TestRepository['git'] = (...args) =>
      repository.git('-c', 'core.hooksPath=/dev/null', '-c', 'commit.gpgSign=false', ...args);
    const commit: TestRepository['commit'] = (files) => {
      repository.write(files);
      git('add', '-A');
      return git('commit', '-qm', 'mine');
    };
    DEEDS[deed]({ repository: { ...repository, git, commit }, fresh });
  };
  repository.git('worktree', 'add', '-q', '-b', 'theirs', OWN_WORKTREE);
  const first: readonly DeedName[] = [
    'stashes',
    'edits a file',
    'stages everything',
    'leaves an untracked file',
  ];
  for (const deed of first) does(deed);
  let left = stateOf(repository);
  return {
    does: (deed) => {
      does(deed);
      left = stateOf(repository);
    },
    findsEverythingAsItWas: (when) => {
      const found = stateOf(repository);
      expect(found.files, when).toEqual(left.files);
      expect(found.refs, when).toEqual(left.refs);
      expect(
        left.objects.filter((object) => !found.objects.includes(object)),
        when,
      ).toEqual([]);
    },
  };
};

/** All that is theirs: every file with its mode, its time and its contents, every ref, every object. */
interface State {
  readonly files: Readonly<Record<string, string>>;
  readonly refs: readonly string[];
  readonly objects: readonly string[];
}

const stateOf = (repository: TestRepository): State => {
  const { root, git, env } = repository;
  const folders = [root, join(root, OWN_WORKTREE), env.HOME ?? ''];
  return {
    files: Object.fromEntries(folders.flatMap((folder) => filesUnder(root, folder))),
    refs: git('for-each-ref', '--format=%(refname) %(objectname) %(symref)')
      .split('\n')
      .filter((line) => !/^refs\/(heads\/)?refold\//.test(line)),
    objects: git('cat-file', '--batch-all-objects', '--batch-check=%(objectname)').split('\n'),
  };
};

/** Where refold has things of its own, or git keeps everybody's: refs and objects are looked at by themselves. */
const SHARED = /^\.git\/(objects|packed-refs|(logs\/)?refs\/(heads\/)?refold|worktrees\/(?!their worktree))/;

const filesUnder = (root: string, folder: string): readonly (readonly [string, string])[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (SHARED.test(relative(root, path))) return [];
    return entry.isDirectory() ? filesUnder(root, path) : [[relative(root, path), whatIsAt(path)] as const];
  });

const whatIsAt = (path: string): string => {
  const { mode, mtimeMs, ino } = lstatSync(path);
  const bytes = (mode & 0o170000) === 0o120000 ? readlinkSync(path) : readFileSync(path);
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  return `${mode.toString(8)} ${ino} ${new Date(mtimeMs).toISOString()} ${digest}`;
};
