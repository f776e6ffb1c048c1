import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The environment of a machine where git knows nobody and nothing of this machine's settings. */
export const bareEnvironment = (home: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: home,
  GIT_CONFIG_NOSYSTEM: '1',
  LC_ALL: 'C',
});

/** A repository on disk, for tests. */
export interface TestRepository {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly git: (...args: readonly string[]) => string;
  /** Writes files, by path from the root. */
  readonly write: (files: Readonly<Record<string, string>>) => void;
  /** Writes files and commits them; answers the commit. */
  readonly commit: (files: Readonly<Record<string, string>>, message?: string) => string;
}

/** Opens a folder as a repository, making it one if need be. */
export const repositoryAt = (root: string, home: string): TestRepository => {
  const env = bareEnvironment(home);
  mkdirSync(root, { recursive: true });
  mkdirSync(home, { recursive: true });
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...args], {
      cwd: root,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trimEnd();
  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };
  git('init', '-q', '-b', 'main');
  return {
    root,
    env,
    git,
    write,
    commit: (files, message = 'change') => {
      write(files);
      git('add', '-A');
      git('commit', '-q', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD');
    },
  };
};

/** Adds a repository on this disk as a submodule. */
export const addSubmodule = (git: TestRepository['git'], from: string, path: string): void =>
  void git('-c', 'protocol.file.allow=always', 'submodule', '-q', 'add', from, path);

/** Commits whatever lies in a folder that is a repository or a worktree. */
export const commitIn = ({ git }: Pick<TestRepository, 'git'>, folder: string, message = 'x'): void => {
  git('-C', folder, 'add', '-A');
  git('-C', folder, 'commit', '-q', '--allow-empty', '-m', message);
};
