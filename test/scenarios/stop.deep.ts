import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBench, isThere, until } from '../support/refold.js';
import { agentsOf, killAgents } from '../support/sweep.js';

const hanging = () => {
  const bench = createBench();
  bench.repository.commit({ 'a.txt': 'a\n' });
  const file = bench.workflow(
    'name: w\nsteps: [{name: work, type: code, agent: {scripted: scenario.yaml}, prompt: p}]',
    `turns:
  - {step: work, call: 1, do: [{write: {half.txt: "half", a.txt: "changed"}}, {hang: true}]}
  - {step: work, do: [{write: {rest.txt: "rest"}}]}
`,
  );
  return { ...bench, file };
};

describe('a signal', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)(
    '%s stops the agent, keeps its work under a ref, and ends with %i; a resume goes on',
    async (signal, exit) => {
      const bench = hanging();
      const { child, ended } = bench.start(['run', bench.file]);
      await until(() => isThere(() => readFileSync(join(bench.worktree(), 'a.txt'), 'utf8') === 'changed'));
      child.kill(signal);
      const stopped = await ended;
      expect(stopped.exit, stopped.stderr).toBe(exit);
      expect(agentsOf(bench)).toEqual([]);
      const kept = bench.events().find(({ type }) => type === 'WorkKept');
      const { git } = bench.repository;
      expect(git('show', `${kept?.data.ref}:half.txt`)).toBe('half');
      expect(git('show', `${kept?.data.ref}:a.txt`)).toBe('changed');
      expect(git('rev-parse', `${kept?.data.ref}^`)).toBe(git('rev-parse', 'main'));
      expect(bench.events().at(-1)?.data).toMatchObject({ reason: 'interrupted', detail: signal });

      const resumed = await bench.refold(['resume']);
      expect(resumed.exit, resumed.stderr).toBe(0);
      expect(resumed.stderr).toContain('last stop: interrupted');
      const [branch = ''] = git('for-each-ref', '--format=%(refname:short)', 'refs/heads/refold').split('\n');
      expect(git('ls-tree', '--name-only', branch).split('\n')).toEqual(['a.txt', 'half.txt', 'rest.txt']);
      const calls = bench.events().filter(({ type }) => type === 'CallIntended');
      expect(calls.map(({ data }) => [data.attempt, data.call])).toEqual([
        [1, 1],
        [1, 2],
      ]);
    },
  );

  it('that comes twice ends at once, and a resume still works', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      'name: w\nsteps: [{name: work, type: code, agent: {scripted: scenario.yaml}, prompt: p}]',
      `turns:
  - {step: work, call: 1, do: [{write: {half.txt: "half"}}, {run: [sh, -c, "trap '' TERM; sleep 600"]}]}
  - {step: work, do: [{write: {rest.txt: "rest"}}]}
`,
    );
    const { child, ended } = bench.start(['run', file]);
    await until(() => isThere(() => agentsOf(bench).length >= 3));
    child.kill('SIGINT');
    await until(() => bench.events().some(({ type }) => type === 'StopRequested'));
    child.kill('SIGINT');
    expect((await ended).exit).toBe(130);
    await killAgents(bench);
    expect((await bench.refold(['resume'])).exit).toBe(0);
  });
});
