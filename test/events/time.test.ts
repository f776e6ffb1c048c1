import fc from 'fast-check';
import { expect, it } from 'vitest';
import { msBetween } from '../../src/events/time.js';

it('counts the time between any two timestamps as the calendar does', () => {
  const moments = fc
    .date({ min: new Date('1970-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString());
  fc.assert(
    fc.property(moments, moments, (from, to) => {
      expect(msBetween(from, to)).toBe(Date.parse(to) - Date.parse(from));
    }),
    { numRuns: 2_000 },
  );
});
