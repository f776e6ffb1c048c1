import fc from 'fast-check';
import { describe, it } from 'vitest';
import { atCall, calmly, type Killed, killAndResume, momentsOf, SEED, some } from '../support/kill.js';
import { SWEEPS } from '../support/sweeps.js';

const KILLED: readonly Killed[] = ['engine', 'engine and agents'];

/** How many places of each run are tried. */
const MOST = 25;

describe.each(Object.entries(SWEEPS))(
  'a run in %s that is killed in what it does to the world',
  (_, sweep) => {
    it(`ends, however often it is killed, as the run that nobody killed (seed ${SEED})`, async () => {
      const calm = await calmly(sweep);
      const places = calm.calls.flatMap((call) =>
        momentsOf(call).flatMap((when) => KILLED.map((killed) => ({ call, when, killed }))),
      );
      const chosen = some(places, MOST);
      // The lives behind the first kill are killed as well, while they settle what it left.
      const then = fc.sample(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 3 }), {
        numRuns: chosen.length,
        seed: SEED,
      });
      for (const [index, { call, when, killed }] of chosen.entries()) {
        await killAndResume(calm, atCall(call, when, killed, then[index]));
      }
    });
  },
);
