import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createBench } from '../support/refold.js';

it('what the README says of removing refold leaves nothing of it, and nothing else is touched', async () => {
  const bench = createBench();
  bench.repository.commit({ 'a.txt': 'a\n' });
  const { git, root } = bench.repository;
  const steps =
    'name: w\nsteps:\n  - {name: a, type: code, agent: {command: [sh, -c, "echo b > b.txt"]}, prompt: p}\n';
  for (const end of [['apply', '1'], ['discard', '2'], []]) {
    expect((await bench.refold(['run', '--new', bench.workflow(steps)])).exit).toBe(0);
    if (end.length > 0) expect((await bench.refold(end)).exit).toBe(0);
  }
  git('branch', 'mine');
  git('worktree', 'add', '-q', `${root}-mine`, 'mine');
  const head = git('rev-parse', 'HEAD');
  expect(git('for-each-ref', '--format=%(refname)')).toContain('refold/');
  const [, section = ''] = readFileSync('README.md', 'utf8').split('## Removing refold');
  const [, commands = ''] = /```sh\n([\s\S]*?)```/.exec(section) ?? [];
  const script = commands.replaceAll('~/.refold', '"$REFOLD_HOME"');
  const { status, stderr } = spawnSync('sh', ['-ec', script], {
    cwd: root,
    env: bench.env,
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  expect(existsSync(bench.home)).toBe(false);
  expect(git('for-each-ref', '--format=%(refname)').split('\n')).toEqual([
    'refs/heads/main',
    'refs/heads/mine',
  ]);
  expect(git('worktree', 'list').split('\n')).toHaveLength(2);
  expect([git('rev-parse', 'HEAD'), git('status', '--porcelain')]).toEqual([head, '']);
});
