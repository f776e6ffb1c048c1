import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SEED, some } from '../support/kill.js';
import type { Bench } from '../support/refold.js';
import { createSweepBench, WORKFLOW_FILE } from '../support/sweep.js';
import { SWEEPS } from '../support/sweeps.js';

/** How many cuts of each run are tried. */
const MOST = 6;

const PAUSED = 3;

/** Runs a command and says yes to whoever asks, until the run that it is about has ended. */
const toTheEnd = async (bench: Bench, args: readonly string[], number: number): Promise<void> => {
  let ended = await bench.refold(args);
  while (ended.exit === PAUSED) ended = await bench.refold(['resume', `${number}`, '--continue']);
  expect(ended.exit, `${args.join(' ')}\n${ended.stderr}`).toBe(0);
};

describe.each(Object.entries(SWEEPS))('a run in %s that has passed', (_, sweep) => {
  it(`ends as it did when it is forked at any moment, and stays as it is (seed ${SEED})`, async () => {
    const bench = createSweepBench(sweep);
    await toTheEnd(bench, ['run', WORKFLOW_FILE], 1);
    const expected = await endOf(bench, 1);
    const log = () => readFileSync(join(bench.runFolder(), 'events.jsonl'));
    const before = log();
    // The first two events are one decision.
    const cuts = bench
      .events()
      .map(({ seq }) => seq)
      .slice(1);
    for (const [place, cut] of some(cuts, MOST).entries()) {
      const number = place + 2;
      await toTheEnd(bench, ['fork', '1', '--at', `${cut}`], number);
      const name = `forked at seq ${cut}`;
      expect(await endOf(bench, number), name).toEqual(expected);
      expect((await bench.refold(['verify', `${number}`])).exit, name).toBe(0);
    }
    expect(log().equals(before)).toBe(true);
  });
});

/** How a run ended, and the trees that it went through. */
const endOf = async (bench: Bench, number: number): Promise<unknown> => {
  const { status, branch } = JSON.parse((await bench.refold(['show', `${number}`, '--json'])).stdout);
  const onBranch = bench.repository.git('for-each-ref', `refs/heads/${branch}`) !== '';
  const tip = onBranch ? branch : `refs/refold/${branch.split('/')[1]}/inherited^`;
  const trees = bench.repository.git('log', '--first-parent', '--format=%T', `main..${tip}`);
  return { status, trees };
};
