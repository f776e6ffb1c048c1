import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isTakenBack } from '../../../src/adapters/workspace/takenBack.js';
import { temporaryFolder } from '../../support/folder.js';
import { repositoryAt, type TestRepository } from '../../support/repository.js';

type Git = TestRepository['git'];

/** A branch that changed or only added files, and was merged by a commit of its own beside another one of the user's. */
const merged = (files: Readonly<Record<string, string>>) => {
  const folder = temporaryFolder();
  const repository = repositoryAt(join(folder, 'it'), join(folder, 'user'));
  const { git, commit, root, env } = repository;
  const base = commit({ 'a.txt': 'a\n', 'theirs.txt': '1\n' });
  git('switch', '-q', '-c', 'work');
  const head = commit(files, 'the work');
  git('switch', '-q', 'main');
  commit({ 'theirs.txt': '2\n' });
  git('revert', '--no-edit', 'HEAD');
  git('merge', '-q', '--no-ff', '--no-edit', 'work');
  const isBack = () => isTakenBack(join(root, '.git'), base, head, git('rev-parse', 'main'), env);
  return { git, isBack };
};

const CHANGES = { 'a.txt': 'b\n', 'new.txt': 'n\n' };
const WITH_EMPTY = { 'a.txt': 'b\n', 'new.py': '' };
const WITH_OTHERS = { ...CHANGES, 'newer.txt': 'm\n' };
const ADDS = { 'new.txt': 'n\n' };

const WAYS: Readonly<Record<string, (git: Git) => void>> = {
  'its merge is reverted': (git) => git('revert', '--no-edit', '-m', '1', 'HEAD'),
  'its commit is reverted': (git) => git('revert', '--no-edit', 'HEAD^2'),
  'its merge is reverted in words of ones own': (git) => {
    git('revert', '--no-commit', '-m', '1', 'HEAD');
    git('commit', '-q', '-m', 'not now');
  },
  'its files are renamed': (git) => {
    for (const file of git('diff', '--name-only', 'HEAD^1').split('\n')) git('mv', file, `${file}.moved`);
    git('commit', '-q', '-m', 'elsewhere');
  },
  'what it changed is undone, and what it added is renamed': (git) => {
    git('mv', 'new.txt', 'moved.txt');
    git('checkout', 'HEAD^1', '--', 'a.txt');
    git('commit', '-q', '-m', 'elsewhere');
  },
  'its merge is reverted by somebody whose git reads patterns as text': (git) => {
    git('config', 'grep.patternType', 'fixed');
    WAYS['its merge is reverted']?.(git);
  },
  'its merge is reverted by somebody whose git writes logs in another encoding': (git) => {
    git('config', 'i18n.logOutputEncoding', 'UTF-16');
    WAYS['its merge is reverted']?.(git);
  },
  'it is undone, and somebody adds files that hold the same as some of it': (git) => {
    WAYS['its merge is reverted in words of ones own']?.(git);
    writeFileSync(join(git('rev-parse', '--show-toplevel'), 'other.py'), '');
    writeFileSync(join(git('rev-parse', '--show-toplevel'), 'other.txt'), 'n\n');
    git('add', '-A');
    git('commit', '-q', '-m', 'other');
  },
  'its files are renamed, and another commit is reverted': (git) => {
    WAYS['its files are renamed']?.(git);
    git('rm', '-q', 'theirs.txt');
    git('commit', '-q', '-m', 'x');
    git('revert', '--no-edit', 'HEAD');
  },
};

describe('a merge is taken back', () => {
  it.each([
    ['its merge is reverted', CHANGES, true],
    ['its merge is reverted', ADDS, true],
    ['its commit is reverted', ADDS, true],
    ['its merge is reverted by somebody whose git reads patterns as text', ADDS, true],
    ['its merge is reverted by somebody whose git writes logs in another encoding', ADDS, true],
    ['what it changed is undone, and what it added is renamed', CHANGES, false],
    ['its merge is reverted in words of ones own', CHANGES, true],
    ['it is undone, and somebody adds files that hold the same as some of it', WITH_EMPTY, true],
    ['it is undone, and somebody adds files that hold the same as some of it', WITH_OTHERS, true],
    ['its files are renamed', CHANGES, false],
    ['its files are renamed', ADDS, false],
    ['its files are renamed, and another commit is reverted', ADDS, false],
  ])('where %s: %j: %s', async (way, files, expected) => {
    const { git, isBack } = merged(files);
    expect(await isBack()).toBe(false);
    WAYS[way]?.(git);
    expect(await isBack()).toBe(expected);
  });
});
