import { expect, it } from 'vitest';
import { newSessionId } from '../../src/engine/session.js';

it('a conversation that refold names has a UUID, and another one at every place of every run', () => {
  const ids = ['20261121-040000-1a2b3c', '20261121-040001-1a2b3c', '20261121-040000-1a2b3d'].flatMap((run) =>
    [1, 2, 999_999].map((seq) => newSessionId(run, seq)),
  );
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
});
