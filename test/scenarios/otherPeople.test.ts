import fc from 'fast-check';
import { describe, it } from 'vitest';
import { SEED } from '../support/kill.js';
import { anyMeanwhile, liveBeside } from '../support/meanwhile.js';
import { SWEEPS } from '../support/sweeps.js';

describe('what other people do while a run goes on, is killed, resumed and replayed', () => {
  it(`stays as it is (seed ${SEED})`, async () => {
    for (const meanwhile of fc.sample(anyMeanwhile(60), { numRuns: 1, seed: SEED })) {
      await liveBeside(SWEEPS.sequence, undefined, 'docs', meanwhile);
    }
  });
});
