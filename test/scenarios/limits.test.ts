import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AGENT, limited, says, stoppedAt } from '../support/limits.js';
import { exited, ofType } from '../support/refold.js';
import { agentsOf } from '../support/sweep.js';

describe('a limit of the whole run', () => {
  it('stops an agent at work, keeps its spend and its work, holds until it is raised, and then the run ends well', async () => {
    const { bench, file } = limited(
      `  - {name: one, ${AGENT}}\n  - {name: two, ${AGENT}}\n`,
      `  - {step: one, do: [${says({ tokens: 850 })}, {write: {one.txt: one}}]}
  - {step: two, call: 1, do: [{write: {two.txt: half}}, ${says({ tokens: 400 })}, {hang: true}]}
  - {step: two, do: [${says({ tokens: 100 })}, {write: {more.txt: more}}]}\n`,
      'max_tokens: 1000\n',
    );
    const said = stoppedAt(bench, await bench.refold(['run', file]), 'budget_tokens');
    expect(said).toContain('max_tokens: 1,250 of 1,000 (125 %) used; set by ');
    expect(said).toContain('`refold resume 1 --max-tokens …`');
    expect(agentsOf(bench)).toEqual([]);
    expect(ofType(bench, 'LimitNeared').map(({ data }) => data.used)).toEqual([850]);
    expect(ofType(bench, 'CallInterrupted')[0]?.data.usage).toMatchObject({ tokensOut: 400 });
    const kept = ofType(bench, 'WorkKept')[0]?.data.ref;
    expect(bench.repository.git('show', `${kept}:two.txt`)).toBe('half');
    expect((await bench.refold(['runs'])).stdout).toMatch(/stopped \(budget\) .*--max-tokens/);

    const before = bench.events().length;
    for (const more of [[], ['--dry-run'], ['--max-tokens', '1250']]) {
      const refused = stoppedAt(bench, await bench.refold(['resume', ...more]), 'budget_tokens');
      expect(refused).toContain(
        'run #1 is at its limit still, and nothing was changed: max_tokens: 1,250 of 1,',
      );
      expect(refused).toContain('give it `--max-tokens …` to raise the limit');
    }
    expect(bench.events()).toHaveLength(before);
    const dry = await bench.refold(['resume', '--dry-run'], { env: { REFOLD_MAX_TOKENS: '1300' } });
    expect(dry.stdout).toContain('max_tokens: 1,250 of 1,300 (96 %) used; set by REFOLD_MAX_TOKENS');

    const { stdout, stderr } = exited(await bench.refold(['resume', '--max-tokens', '2000']));
    expect(stderr).toContain('max_tokens 1,000 → 2,000');
    expect(stdout).toMatch(/limit +max_tokens: 1,350 of 2,000 \(67 %\) used; set by --max-tokens/);
    expect(bench.repository.git('-C', bench.worktree(), 'show', 'HEAD:two.txt')).toBe('half');

    const again = ['replay', '--from-step', 'two', '--dry-run', '--max-tokens', '3000'];
    expect((await bench.refold(again)).stdout).toContain('max_tokens: 1,350 of 3,000 (45 %) used');
    expect((await bench.refold([...again, '--fork'])).stdout).toContain('max_tokens: 0 of 3,000 (0 %) used');
    const fork = await bench.refold(['fork', '--at', 'two', '--dry-run', '--max-tokens', '3000']);
    expect(fork.stdout).toMatch(/max_tokens 1,000 → 3,000[\s\S]*max_tokens: 0 of 3,000/);
  });

  it('on the time of a life stops a gate, and counts anew when the run is resumed', async () => {
    const { bench, file } = limited(
      '  - {name: g, gate: [{bash: "until test -e $F/go; do sleep 0.02; done"}]}\n',
      '  []',
    );
    const said = stoppedAt(bench, await bench.refold(['run', file, '--max-timeout', '1s']), 'wall_clock');
    expect(said).toMatch(/stopped +wall_clock: max_timeout: \S+ of 1s \(\d+ %\) used; set by --max-timeout/);
    writeFileSync(join(bench.folder, 'go'), '');
    const resumed = exited(await bench.refold(['resume'], { env: { REFOLD_MAX_TIMEOUT: '5m' } })).stderr;
    expect(resumed).toContain('max_timeout 1s → 5m');
    expect(ofType(bench, 'RunResumed')[0]?.data.budget).toMatchObject({
      before: [{ limit: 'timeout', value: 1_000 }],
      after: [{ limit: 'timeout', value: 300_000, used: 0, from: 'REFOLD_MAX_TIMEOUT' }],
    });
  });
});
