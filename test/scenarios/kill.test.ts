import fc from 'fast-check';
import { describe, it } from 'vitest';
import { atCall, atWrite, calmly, type Killed, killAndResume, momentsOf, SEED } from '../support/kill.js';
import { SWEEPS } from '../support/sweeps.js';

const KILLED = fc.constantFrom<Killed>('engine', 'engine and agents');

describe('a run whose engine is killed', () => {
  it(`at an event or at a call ends, after a resume, as the run that nobody killed (seed ${SEED})`, async () => {
    const calm = await calmly(SWEEPS.sequence);
    const atSome = fc.tuple(
      fc.tuple(fc.constantFrom(...calm.writes), fc.constantFrom('before' as const, 'after' as const), KILLED),
      fc
        .constantFrom(...calm.calls)
        .chain((call) => fc.tuple(fc.constant(call), fc.constantFrom(...momentsOf(call)), KILLED)),
    );
    for (const [write, call] of fc.sample(atSome, { numRuns: 1, seed: SEED })) {
      await killAndResume(calm, atWrite(...write));
      await killAndResume(calm, atCall(...call));
    }
  });
});
