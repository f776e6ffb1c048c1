import { expect, it } from 'vitest';
import { prove } from './proof.js';

it('every law holds after every one of thousands of histories', async () => {
  const { failure } = await prove({ runs: 5_000 });
  expect(failure?.words, `seed ${failure?.seed}, path ${failure?.path}`).toBeUndefined();
});
