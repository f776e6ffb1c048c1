import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBench, exited } from '../support/refold.js';
import { repositoryAt } from '../support/repository.js';

describe('a run is made, merged and put away in', () => {
  it('a repository whose path holds a newline', async () => {
    const bench = createBench();
    const { root, git, commit } = repositoryAt(join(bench.folder, 'new\nline'), join(bench.folder, 'user'));
    commit({ 'a.txt': 'a' });
    const unit = (name: string): string =>
      `{name: ${name}, type: code, agent: {command: [sh, -c, "echo x > ${name}.txt"]}, prompt: p}`;
    const file = bench.workflow(
      `name: w\nsteps:\n  - ${unit('a')}\n  - {name: g, parallel: true, steps: [${unit('l')}, ${unit('r')}]}`,
    );
    for (const args of [
      ['run', file],
      ['verify', '--files', '1'],
      ['apply', '1'],
      ['archive', '1'],
    ])
      exited(await bench.refold(args, { cwd: root }));
    expect(git('ls-files').split('\n')).toEqual(['a.txt', 'l.txt', 'r.txt']);
    expect(git('worktree', 'list').split('\n')).toHaveLength(2);
    exited(await bench.refold(['gc', '--yes'], { cwd: root }));
    expect(git('for-each-ref', 'refs/refold', 'refs/heads/refold')).toBe('');
  });
});
