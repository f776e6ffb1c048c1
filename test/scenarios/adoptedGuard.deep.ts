import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBench, exited, hasEvent, ofType, until } from '../support/refold.js';

describe('an agent that outlived its engine', () => {
  it('is stopped when its guard trips behind the resume, and not paid for to its end', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const go = join(bench.folder, 'go');
    const file = bench.workflow(
      'name: w\nsteps: [{name: do, type: code, agent: {scripted: scenario.yaml}, prompt: p, guard: {max_budget: 1}}]',
      `turns: [{step: do, do: [{say: '{"turns": 1, "cost": 0.5}'}, {until: "${go}"}, {say: '{"turns": 2, "cost": 2}'}, {until: "${join(bench.folder, 'never')}"}]}]`,
    );
    const { child, ended } = bench.start(['run', file]);
    await until(() => hasEvent(bench, 'ActivitySeen'));
    child.kill('SIGKILL');
    await ended;
    writeFileSync(go, '');
    exited(await bench.refold(['resume']), 1);
    expect(ofType(bench, 'AgentAdopted')).toHaveLength(1);
    expect(ofType(bench, 'GuardTripped').map(({ data }) => data.guard)).toEqual(['max_budget']);
    expect(ofType(bench, 'CallInterrupted')).toHaveLength(1);
  });
});
