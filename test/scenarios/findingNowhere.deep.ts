import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBench, exited } from '../support/refold.js';
import { repositoryAt } from '../support/repository.js';

describe('outside of any repository', () => {
  it('nothing is changed without a name, but shown: the runs that it could be about are told', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const passes = bench.workflow(
      `name: p\nsteps: [{name: look, type: code, agent: {command: [sh, -c, 'echo 1 > a.txt']}, prompt: p}]`,
    );
    exited(await bench.refold(['run', passes]));
    exited(await bench.refold(['apply']));
    const other = repositoryAt(join(bench.folder, 'other'), join(bench.folder, 'user'));
    other.commit({});
    exited(await bench.refold(['run', passes], { cwd: other.root }));
    const nowhere = (words: string) => bench.refold(words.split(' '), { cwd: bench.folder });
    const before = bench.contents();
    for (const [words, ...roots] of [
      ['discard', bench.repository.root, other.root],
      ['apply', other.root],
      ['archive', bench.repository.root],
      ['restore a.txt', bench.repository.root, other.root],
      ['replay --from-step look', bench.repository.root, other.root],
      ['fork --at 2', bench.repository.root, other.root],
    ] as const) {
      const { stderr } = exited(await nowhere(words), 2);
      for (const root of [bench.repository.root, other.root])
        expect(stderr.includes(`, ${root})`), `${words}: ${stderr}`).toBe(roots.includes(root));
      expect(stderr).toContain('nothing was changed; name one by its id, or the repository');
    }
    expect(bench.contents()).toEqual(before);
    for (const look of ['show', 'log', 'state', 'report', 'verify', 'verify --files'])
      expect(exited(await nowhere(look)).stderr, look).toContain(`of ${other.root}`);
    exited(await nowhere(`-C ${other.root} discard`));
  });

  it('a resume that nobody can be asked about goes on with one of several by its name alone', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow('name: w\nsteps: [{name: look, gate: [{bash: "false"}]}]');
    exited(await bench.refold(['run', file]), 1);
    const other = repositoryAt(join(bench.folder, 'other'), join(bench.folder, 'user'));
    other.commit({});
    exited(await bench.refold(['run', file], { cwd: other.root }), 1);
    const nowhere = { cwd: bench.folder };
    const before = bench.contents();
    for (const words of [['resume'], ['resume', '--from-start']])
      expect(exited(await bench.refold(words, nowhere), 2).stderr).toContain('no run was named; it could be');
    expect(bench.contents()).toEqual(before);
    exited(await bench.refold(['discard'], { cwd: other.root }));
    expect(exited(await bench.refold(['resume'], nowhere), 1).stderr).toContain('newest run: #1 ');
  });
});
