import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folder.js';
import { ofType, until } from '../support/refold.js';
import { CASE_WRITTEN, LOOKS, promptIn, reviewedBench } from '../support/reviews.js';
import { killAgents } from '../support/sweep.js';

/** Half of the work the first time; then nothing more of it, and a case for it; then the rest. */
const AT_FIRST_HALF = `if test -e stated; then echo done > a.txt; elif test -e a.txt; then touch stated; mkdir -p .refold/out; echo '{"summary": "it is done", "ac_coverage": [{"criterion": "a.txt", "addressed_by": "a.txt"}]}' > .refold/out/case.json; else echo half > a.txt; fi`;

describe('a worker whose work is judged', () => {
  it('turns again with the verdict, in its session, until it is accepted by someone who knows nothing of it', async () => {
    const { bench, file } = reviewedBench([
      'call: 1, do: [{session: true}, {write: {a.txt: half}}]',
      `do: [{session: true}, {write: {a.txt: done}}, ${CASE_WRITTEN}]`,
    ]);
    const ended = await bench.refold(['run', file]);
    expect(ended.exit, ended.stderr).toBe(0);
    expect(ended.stderr).toContain('✗ work, iteration 1: rejected (half_finished): only half of it');
    expect(ended.stderr).toContain('✓ work, iteration 2: accepted');
    const calls = bench.events().filter(({ type }) => type === 'CallIntended');
    expect(calls.map(({ data }) => [data.path, (data.session as { how: string }).how])).toEqual([
      ['work', 'new'],
      ['work/review', 'new'],
      ['work', 'continue'],
      ['work/review', 'new'],
    ]);
    const [, first, second, last] = calls.map(promptIn);
    expect(first).toContain('+half');
    expect(second).toMatch(/^Your work was judged[\s\S]*next step: finish a\.txt/);
    expect(last).toMatch(
      /it is done\n- a\.txt: a\.txt[\s\S]*\+done[\s\S]*Verdicts so far[\s\S]*only half of it/,
    );
    expect(bench.repository.git('log', '--format=%s', `refold/${bench.events()[0]?.data.run}/main`)).toBe(
      'work: done\nchange',
    );
  });

  it('that is never accepted is parked, and in a later life nothing is accepted for free: all that it did is judged', async () => {
    const { bench, file } = reviewedBench(
      [`do: [{session: true}, {run: [sh, -c, ${JSON.stringify(AT_FIRST_HALF)}]}]`],
      { more: 'budget: {iterations: 1}' },
    );
    const failed = await bench.refold(['run', file]);
    expect(failed.exit, failed.stderr).toBe(1);
    const types = bench.events().map(({ type }) => type);
    expect(types.slice(-3)).toEqual(['PlaceholderCommitted', 'StepFailed', 'RunStopped']);
    expect(bench.events().at(-1)?.data).toMatchObject({ reason: 'iter_cap', step: 'work' });
    expect((await bench.refold(['show'])).stdout).toMatch(/failed[\s\S]*iter_cap/);
    const planned = await bench.refold(['resume', '--dry-run']);
    expect(planned.stdout).toContain('retry work (failed: iter_cap)');

    const before = bench.events().length;
    expect((await bench.refold(['resume'])).exit).toBe(1);
    const later = bench.events().slice(before);
    expect(later.map(({ type }) => type)).toContain('PlaceholderUnwound');
    const [worker, evaluator] = later.filter(({ type }) => type === 'CallIntended').map(promptIn);
    expect(worker).toContain('Life 1, attempt 1, iteration 1: rejected (half_finished)');
    expect(evaluator).toMatch(/it is done\n- a\.txt[\s\S]*\+half/);
    expect(later.find(({ type }) => type === 'WorkJudged')?.data.accepted).toBe(false);

    const raised = await bench.refold(['resume', '--max-iterations', '5']);
    expect(raised.exit, raised.stderr).toBe(0);
    expect(bench.events().find(({ type }) => type === 'LimitChanged')?.data).toMatchObject({
      limit: 'iterations',
      value: 5,
    });
  });

  it('is not turned again where only the verdict was cut off', async () => {
    const [go, begun] = ['go', 'begun'].map((name) => join(temporaryFolder(), name)) as [string, string];
    const { bench, file } = reviewedBench(
      [`do: [{session: true}, {write: {a.txt: done}}, ${CASE_WRITTEN}]`],
      { evaluator: `{write: {${JSON.stringify(begun)}: x}}, {until: ${JSON.stringify(go)}}, ${LOOKS}` },
    );
    const running = bench.start(['run', file]);
    // The program may be at work before the log knows of it.
    await until(() => existsSync(begun) && ofType(bench, 'AgentSpawned').length === 2);
    running.child.kill('SIGKILL');
    await running.ended;
    expect((await bench.refold(['show'])).stdout).toContain('running on its own');
    await killAgents(bench);
    expect((await bench.refold(['show'])).stdout).toContain('interrupted (reviewing)');
    writeFileSync(go, '');
    const resumed = await bench.refold(['resume']);
    expect(resumed.exit, resumed.stderr).toBe(0);
    const calls = bench.events().filter(({ type }) => type === 'CallIntended');
    expect(calls.map(({ data }) => data.path)).toEqual(['work', 'work/review', 'work/review']);
  });
});
