import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench } from '../support/refold.js';

const bench = (steps: string, scenario?: string): Bench & { readonly file: string } => {
  const made = createBench();
  made.repository.commit({});
  return { ...made, file: made.workflow(`name: w\nsteps: [${steps}]`, scenario) };
};

const LOOK = '{name: look, gate: [{bash: "true"}]}';

const status = async (of: Bench): Promise<string> =>
  JSON.parse((await of.refold(['show', '--json'])).stdout).status;

const log = (of: Bench): Buffer => readFileSync(join(of.runFolder(), 'events.jsonl'));

/** The rows that no other scenario has: settle, stop, run and owners have the others. */
describe('a run that is', () => {
  it('prepared is started by a resume', async () => {
    const made = bench(LOOK);
    const crash = await made.refold(['run', made.file], {
      program: 'refold-crashing',
      env: { CRASH_AT: '3' },
    });
    expect(crash.signal).toBe('SIGKILL');
    expect(await status(made)).toBe('prepared');
    const resumed = await made.refold(['resume']);
    expect([resumed.exit, resumed.stderr]).toEqual([
      0,
      expect.stringContaining('resume plan: go on with look'),
    ]);
  });

  it('paused asks again, and is left as it is where nobody can be asked', async () => {
    const made = bench(
      '{name: a, type: code, hitl: true, agent: {scripted: scenario.yaml}, prompt: p}',
      'turns: [{step: a, do: [{say: done}]}]',
    );
    expect((await made.refold(['run', made.file])).exit).toBe(3);
    const before = [log(made), made.repository.git('for-each-ref')];
    for (const _ of [1, 2]) {
      expect(await status(made)).toBe('paused');
      const { exit, stderr } = await made.refold(['resume']);
      expect([exit, stderr]).toEqual([
        3,
        expect.stringContaining('hint: `refold resume 1 --continue` goes on, `--abort` lets the step fail'),
      ]);
    }
    expect([log(made), made.repository.git('for-each-ref')]).toEqual(before);
    expect((await made.refold(['resume', '--continue'])).exit).toBe(0);
    expect(made.events().filter(({ type }) => type === 'CallIntended')).toHaveLength(1);
  });

  it('passed is left as it is: exit 0, in words, and the log untouched', async () => {
    const made = bench(LOOK);
    expect((await made.refold(['run', made.file])).exit).toBe(0);
    const before = log(made);
    const resumed = await made.refold(['resume', '1']);
    expect([resumed.exit, resumed.stderr]).toEqual([0, expect.stringContaining('there is nothing to do')]);
    expect(log(made)).toEqual(before);
  });
});
