import { describe, expect, it } from 'vitest';
import { type LawName, laws } from './laws.js';
import { prove } from './proof.js';

/** How many histories each law is held to here; `npm run prove` holds all laws to many more. */
const RUNS = 20;

const { FC_SEED } = process.env;

describe('after any history, a run', () => {
  it.each(Object.keys(laws) as LawName[])('%s', async (law) => {
    const { failure } = await prove({
      runs: RUNS,
      laws: [law],
      ...(FC_SEED ? { seed: Number(FC_SEED) } : {}),
    });
    expect(failure?.words, `seed ${failure?.seed}, path ${failure?.path}`).toBeUndefined();
  });
});
