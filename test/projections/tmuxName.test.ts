import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tmuxName } from '../../src/projections/tmuxName.js';

it('the session of a run bears its repository and its number, and nothing that tmux would take apart', () => {
  expect(tmuxName('github-user-repo-1a2b3c', 7)).toBe('refold-github-user-repo-1a2b3c-7');
  fc.assert(
    fc.property(fc.string(), fc.nat(), (repository, number) => {
      expect(tmuxName(repository, number)).toMatch(/^refold-[\w-]*-\d+$/);
    }),
  );
});
