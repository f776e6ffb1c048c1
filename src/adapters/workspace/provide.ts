import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import picomatch from 'picomatch';
import { shellWord } from '../../events/shellWord.js';
import type { ProvideSpec } from '../../ports/workspace.js';
import { fail } from './git.js';

/** Gives a worktree what its checkout has and no commit holds. Done again, it finds what is there. */
export const provide = ({
  root,
  worktree,
  link,
  copy,
}: ProvideSpec): { readonly linked: readonly string[]; readonly copied: readonly string[] } => {
  const give = (patterns: readonly string[], put: (from: string, to: string) => void): readonly string[] => {
    const found = matching(root, patterns);
    for (const path of found) {
      const to = join(worktree, path);
      refuseSubmodule(join(root, path), to, path);
      if (isThere(to)) continue;
      mkdirSync(dirname(to), { recursive: true });
      put(join(root, path), to);
    }
    return found;
  };
  return {
    linked: give(link, (from, to) => symlinkSync(from, to)),
    copied: give(copy, (from, to) => copyWhole(from, to, `${worktree}.copying`)),
  };
};

/** A submodule is nothing to link or copy: git opens it in a worktree, or its folder stays empty there. */
const refuseSubmodule = (from: string, to: string, path: string): void => {
  const isFolder = lstatSync(to, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isFolder && readdirSync(to).length === 0 && isThere(join(from, '.git')))
    fail({
      _tag: 'Failed',
      doing: 'setting up the worktree',
      detail: `${path} is a submodule, which is neither linked nor copied: take it out of \`link\` and \`copy\`; \`git submodule update --init ${shellWord(path)}\` under \`setup\` opens it`,
    });
};

/** Copies so that what appears is whole: a kill half way leaves a draft, which the next copy begins with removing. */
const copyWhole = (from: string, to: string, draft: string): void => {
  rmSync(draft, { recursive: true, force: true });
  cpSync(from, draft, { recursive: true, verbatimSymlinks: true });
  renameSync(draft, to);
};

/** Whether something stands there, be it a link that leads nowhere. */
const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** The paths under a folder that a pattern names; what lies below one of them is not looked at. */
const matching = (root: string, patterns: readonly string[]): readonly string[] => {
  if (patterns.length === 0 || !existsSync(root)) return [];
  const matches = picomatch(
    patterns.map((pattern) => pattern.replace(/^\.\//, '').replace(/\/$/, '')),
    { dot: true },
  );
  const walk = (folder: string): readonly string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.name === '.git') return [];
      if (matches(path)) return [path];
      return entry.isDirectory() && entry.name !== 'node_modules' ? walk(path) : [];
    });
  return walk('');
};
