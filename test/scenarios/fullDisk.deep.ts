import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, isThere, until } from '../support/refold.js';
import { agentsOf } from '../support/sweep.js';

const ready = (): Bench & { readonly file: string } => {
  const bench = createBench();
  bench.repository.commit({});
  const file = bench.workflow(
    'name: w\nsteps: [{name: work, type: code, agent: {scripted: scenario.yaml}, prompt: p, gate: [{bash: test -f a}]}]',
    `turns: [{step: work, do: [{write: {a: "1"}}, {say: "${'x'.repeat(10_000)}"}]}]`,
  );
  return { ...bench, file };
};

const hasRun = ({ home }: Bench): boolean => {
  const runs = join(home, 'runs');
  return existsSync(runs) && readdirSync(runs).some((repo) => existsSync(join(runs, repo, 'numbers', '1')));
};

const hasEvents = (bench: Bench): boolean => isThere(() => bench.events().length > 0);

describe('a disk that is full', () => {
  it.each([1, 2, 3, 4, 5, 6, 8, 10, 11])(
    'from write %i on: the run stops in words, and a resume with room ends it as if nothing had been',
    async (at) => {
      const bench = ready();
      const full = await bench.refold(['run', bench.file], {
        program: 'refold-full-disk',
        env: { FULL_AT: `${at}` },
      });
      const name = `${full.exit}\n${full.stderr}`;
      expect(full.stderr, name).toMatch(/no space left|disk is full/);
      expect(full.stderr).not.toMatch(/\n\s+at |bug in refold/);
      expect([2, 3], name).toContain(full.exit);
      // A launcher that was never told to go notices that by itself, a moment later.
      if (hasRun(bench)) await until(() => agentsOf(bench).length === 0);
      if (!hasEvents(bench)) return;
      const resumed = await bench.refold(['resume']);
      expect(resumed.exit, resumed.stderr).toBe(0);
      expect((await bench.refold(['verify'])).exit).toBe(0);
      expect(existsSync(join(bench.worktree(), 'a'))).toBe(true);
    },
  );
});
