import { describe, expect, it } from 'vitest';
import { calmly, killAndReplay, SEED, some } from '../support/kill.js';
import { SWEEPS } from '../support/sweeps.js';

/** How many events of each run are tried. */
const MOST = 20;

describe.each([
  ['sequence', 'build/impl', SWEEPS.sequence],
  ['parallel', 'both/first', SWEEPS.parallel],
  ['parallel', 'both/inner/left', SWEEPS.parallel],
  ['escalation', 'impl', SWEEPS.escalation],
  ['each', 'build/one', SWEEPS.each],
  ['called', 'sub/impl', SWEEPS.called],
] as const)('a run in %s that was killed behind its beginning, replayed from %s', (_, from, sweep) => {
  it(`ends as a run that nobody killed (seed ${SEED})`, async () => {
    const calm = await calmly(sweep);
    const begun =
      calm.events.find(({ type, data }) => type === 'StepStarted' && data.path === from)?.seq ?? 0;
    const places = calm.writes.filter(({ at }) => at >= begun);
    expect(places.length).toBeGreaterThan(5);
    for (const write of some(places, MOST)) await killAndReplay(calm, write, from);
  });
});
