import { describe, it } from 'vitest';
import { ALL, atWrite, calmly, killAndResume, SEED } from '../support/kill.js';
import { SWEEPS } from '../support/sweeps.js';

const WAYS = [
  ['before', 'engine'],
  ['after', 'engine and agents'],
  ['after', 'engine'],
  ['before', 'engine and agents'],
] as const;

describe.each(Object.entries(SWEEPS))('a run in %s that is killed at an event', (_, sweep) => {
  it(`ends, after a resume, as the run that nobody killed: at every event, in one of four ways (seed ${SEED})`, async () => {
    const calm = await calmly(sweep);
    for (const [index, write] of calm.writes.entries()) {
      const ways = ALL ? WAYS : WAYS.slice((SEED + index) % WAYS.length).slice(0, 1);
      for (const [when, killed] of ways) await killAndResume(calm, atWrite(write, when, killed));
    }
  });
});
