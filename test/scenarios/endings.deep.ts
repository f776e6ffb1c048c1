import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AFTER, filesOf, passedRun, refsUnder, statusOf } from '../support/endings.js';
import type { Bench } from '../support/refold.js';

/** How the end of a run is brought about, and what has to be so afterwards. */
const ENDINGS = {
  discard: async (bench: Bench) => {
    expect(existsSync(bench.worktree())).toBe(false);
    expect(refsUnder(bench, 'refs/heads/')).toEqual(['main']);
    expect(refsUnder(bench, 'refs/refold/')).toEqual([expect.stringMatching(/discarded-\d+\/main$/)]);
    expect(await statusOf(bench)).toBe('discarded');
  },
  apply: async (bench: Bench) => {
    const { git } = bench.repository;
    expect(git('log', '--first-parent', '--format=%s', 'main').split('\n')).toHaveLength(2);
    expect(git('status', '--porcelain')).toBe('');
    expect(filesOf(bench)).toEqual(AFTER);
    expect(await statusOf(bench)).toBe('integrated');
  },
  archive: async (bench: Bench) => {
    expect(existsSync(bench.worktree())).toBe(false);
    expect(refsUnder(bench, 'refs/heads/')).toEqual(['main']);
    expect(await statusOf(bench)).toBe('archived');
  },
};

/** The command that is killed is the same that finishes what it had begun. */
const POINTS = [0, 1, 2].flatMap((more) => [[more, 'before'] as const, [more, 'after'] as const]);

describe.each(Object.entries(ENDINGS))('%s', (command, holds) => {
  it.each(POINTS)(
    'that is killed at its event %s, %s it is on disk, is finished by the same command',
    async (more, when) => {
      const bench = await passedRun();
      if (command === 'archive') await bench.refold(['apply']);
      const at = `${bench.events().length + 1 + more}`;
      await bench.refold([command, '1'], {
        program: 'refold-crashing',
        env: { CRASH_AT: at, CRASH_WHEN: when },
      });
      const cutOff = (await bench.refold(['resume', '1'])).stderr;
      const finished = await bench.refold([command, '1']);
      expect(finished.exit, `${cutOff}${finished.stderr}`).toBe(0);
      if (cutOff.includes('cut off')) expect(cutOff).toContain(`\`refold ${command} 1\` finishes it`);
      await holds(bench);
      expect((await bench.refold(['verify', '1'])).exit).toBe(0);
    },
  );
});
