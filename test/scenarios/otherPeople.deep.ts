import fc from 'fast-check';
import { describe, it } from 'vitest';
import { calmly, SEED } from '../support/kill.js';
import { anyMeanwhile, liveBeside } from '../support/meanwhile.js';
import { SWEEPS } from '../support/sweeps.js';

describe.each([
  ['sequence', 'build', SWEEPS.sequence],
  ['parallel', 'both/first', SWEEPS.parallel],
  ['each', 'build/one', SWEEPS.each],
] as const)(
  'what other people do while a run in %s goes on, is killed, resumed and replayed',
  (_, from, sweep) => {
    it(`stays as it is (seed ${SEED})`, async () => {
      const calm = await calmly(sweep);
      await fc.assert(
        fc.asyncProperty(anyMeanwhile(calm.events.length), (meanwhile) =>
          liveBeside(sweep, calm.result, from, meanwhile),
        ),
        { numRuns: 6, seed: SEED, endOnFailure: true },
      );
    });
  },
);
