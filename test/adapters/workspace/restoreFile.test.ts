import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { right } from '../../contracts/runStore.js';
import { createComparingBench, STRANGE } from '../../support/comparing.js';
import { AT, IDENT } from '../../support/worktree.js';

const createBench = async () => {
  const bench = await createComparingBench();
  const { comparing, recorded } = bench;
  const keeps = 'refs/refold/r/restored-';
  return {
    ...bench,
    restore: (path: string) => comparing.restore({ ...recorded, path, keeps, ident: IDENT, at: AT })(),
  };
};

describe('putting a file back', () => {
  it('makes it what was recorded, with its mode and through the filters of git, and keeps what it replaces', async () => {
    const bench = await createBench();
    bench.write('.gitattributes', '*.txt eol=crlf\n');
    bench.write('a.txt', 'mine\n');
    rmSync(join(bench.worktree, 'run.sh'));
    symlinkSync('a.txt', join(bench.worktree, 'run.sh'));
    const { ref, commit } = right(await bench.restore('a.txt'));
    expect(readFileSync(join(bench.worktree, 'a.txt'), 'utf8')).toBe('a\r\n');
    expect([bench.git('rev-parse', ref), bench.git('show', `${ref}:a.txt`)]).toEqual([commit, 'mine']);
    right(await bench.restore('run.sh'));
    expect(lstatSync(join(bench.worktree, 'run.sh')).isFile()).toBe(true);
  });

  it('brings back a deleted one with its folder, takes away an added one, by any name', async () => {
    const bench = await createBench();
    rmSync(join(bench.worktree, 'sub'), { recursive: true });
    rmSync(join(bench.worktree, STRANGE));
    bench.write('new/n.txt', 'new\n');
    symlinkSync('nowhere', join(bench.worktree, 'link'));
    right(await bench.restore('sub/b.txt'));
    right(await bench.restore(STRANGE));
    const { ref } = right(await bench.restore('new/n.txt'));
    expect(readlinkSync(join(bench.worktree, 'link'))).toBe('nowhere');
    right(await bench.restore('link'));
    expect(existsSync(join(bench.worktree, 'new/n.txt'))).toBe(false);
    expect(bench.git('show', `${ref}:new/n.txt`)).toBe('new');
    expect((await bench.compare()).differences).toEqual([]);
  });

  it('replaces nothing that no commit holds', async () => {
    const bench = await createBench();
    rmSync(join(bench.worktree, 'a.txt'));
    bench.write('.gitignore', 'a.txt/\n');
    bench.write('a.txt/precious', 'x');
    const drift = { _tag: 'Left', left: { _tag: 'Drift' } };
    expect(await bench.restore('a.txt')).toMatchObject(drift);
    expect(readFileSync(join(bench.worktree, 'a.txt/precious'), 'utf8')).toBe('x');
    expect(await bench.restore('sub/b.txt')).toMatchObject(drift);
  });

  it('puts it where a folder of that name stands, and a file or a symlink in the place of its folder, and keeps those', async () => {
    const bench = await createBench();
    for (const path of ['a.txt', STRANGE, 'sub']) rmSync(bench.at(path), { recursive: true });
    bench.write('a.txt/deep/mine', '1');
    mkdirSync(bench.at('a.txt/empty'));
    bench.write(`${STRANGE}/mine`, '2');
    const outside = join(bench.worktree, '..', 'outside');
    mkdirSync(outside);
    symlinkSync(outside, bench.at('sub'));
    const { ref } = right(await bench.restore('a.txt'));
    right(await bench.restore(STRANGE));
    const { ref: link } = right(await bench.restore('sub/b.txt'));
    expect(readFileSync(bench.at('a.txt'), 'utf8')).toBe('a\n');
    expect([bench.git('show', `${ref}:a.txt/deep/mine`), bench.git('show', `${link}:sub`)]).toEqual([
      '1',
      outside,
    ]);
    expect([lstatSync(bench.at('sub')).isDirectory(), readdirSync(outside)]).toEqual([true, []]);
    rmSync(bench.at('sub'), { recursive: true });
    bench.write('sub', 'a file');
    right(await bench.restore('sub/b.txt'));
    expect((await bench.compare()).differences).toEqual([]);
  });

  it('leaves a repository that stands in its place, for no commit holds it', async () => {
    const bench = await createBench();
    rmSync(bench.at('a.txt'));
    mkdirSync(bench.at('a.txt'));
    bench.git('-C', 'a.txt', 'init', '-q');
    bench.write('a.txt/mine', '1');
    const refused = { left: { _tag: 'Drift', detail: expect.stringContaining('move it elsewhere') } };
    expect(await bench.restore('a.txt')).toMatchObject(refused);
    bench.git('-C', 'a.txt', 'commit', '-q', '--allow-empty', '-m', 'x');
    expect(await bench.restore('a.txt')).toMatchObject(refused);
    expect(readFileSync(bench.at('a.txt/mine'), 'utf8')).toBe('1');
  });
});
