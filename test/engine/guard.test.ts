import { describe, expect, it } from 'vitest';
import { tripOf } from '../../src/engine/guard.js';
import type { GuardNode } from '../../src/events/tree.js';

const NOTHING = { turns: 0, tokens: 0, cost: 0 };

/** What trips when an agent has shown all of this, half of it before. */
const trip = (guard: GuardNode, shown: Partial<typeof NOTHING>, ms = 0, wrote: readonly string[] = []) => {
  const half = (value = 0): number => value / 2;
  const before = { turns: half(shown.turns), tokens: half(shown.tokens), cost: half(shown.cost) };
  return tripOf(guard, before, before, ms, wrote);
};

describe('a guard', () => {
  it.each([
    ['turns', { maxTurns: 4 }, { turns: 4 }, { turns: 6 }, 'max_turns', '6 turns, and 4 are allowed'],
    [
      'tokens',
      { maxTokens: 100 },
      { tokens: 100 },
      { tokens: 102 },
      'max_tokens',
      '102 tokens, and 100 are allowed',
    ],
    ['cost', { maxCost: 1 }, { cost: 1 }, { cost: 1.5 }, 'max_budget', '$1.50, and $1.00 are allowed'],
  ] as const)('allows just so many %s over all of an attempt', (_, guard, allowed, tooMuch, name, detail) => {
    expect(trip(guard, allowed)).toBeUndefined();
    expect(trip(guard, tooMuch)).toEqual({ guard: name, detail });
    expect(trip({}, tooMuch)).toBeUndefined();
  });

  it('counts what a cost is estimated at, where the agent tells none', () => {
    const before = { ...NOTHING, cost: 0.6 };
    expect(tripOf({ maxCost: 1 }, before, { estimated: 0.4 }, 0, [])).toBeUndefined();
    expect(tripOf({ maxCost: 1 }, before, { estimated: 0.5 }, 0, [])?.detail).toBe(
      '$1.10, and $1.00 are allowed',
    );
  });

  it('allows just so much time', () => {
    expect(trip({ maxMs: 1_500 }, {}, 1_500)).toBeUndefined();
    expect(trip({ maxMs: 1_500 }, {}, 2_500)).toEqual({
      guard: 'max_time',
      detail: '2.5 s, and 1.5 s are allowed',
    });
    expect(trip({}, {}, 2_500)).toBeUndefined();
  });

  it('that allows no writing trips on the first file', () => {
    expect(trip({ noWrite: true }, {})).toBeUndefined();
    expect(trip({ noWrite: true }, {}, 0, ['a', 'b'])).toEqual({
      guard: 'no_write',
      detail: 'it wrote a, b',
    });
    expect(trip({ noWrite: false }, {}, 0, ['a'])).toBeUndefined();
    expect(trip({}, {}, 0, ['a'])).toBeUndefined();
  });

  it('counts what an agent does not tell as nothing', () => {
    expect(tripOf({ maxTurns: 1, maxTokens: 1, maxCost: 1 }, NOTHING, {}, 0, [])).toBeUndefined();
    expect(tripOf({ maxTurns: 1 }, { ...NOTHING, turns: 2 }, {}, 0, [])?.guard).toBe('max_turns');
  });
});
