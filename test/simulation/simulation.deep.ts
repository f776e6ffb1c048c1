import { expect, it } from 'vitest';
import { SEED } from '../support/kill.js';
import { prove } from './proof.js';

it(`every law holds after every one of thousands of histories (seed ${SEED})`, async () => {
  const { failure } = await prove({ runs: 5_000, seed: SEED });
  expect(failure?.words, `seed ${failure?.seed}, path ${failure?.path}`).toBeUndefined();
});
