import { describe, expect, it } from 'vitest';
import { onlyWaits } from '../../src/engine/onlyWaits.js';
import type { Draft } from '../../src/events/catalogue.js';
import { attempt, step, stopped } from '../support/moments.js';
import { begun, COMMIT, codeStep, draft, given } from '../support/run.js';

const PASS = { name: 'pass', provider: 'pass' } as const;
const asks = { ...codeStep('a'), pause: 'after_gate', agent: PASS } as const;
const open = draft('PauseBegan', { path: 'a', attempt: 1, when: 'after_gate' });
const waits = (...drafts: readonly Draft[]): boolean =>
  onlyWaits(given([...begun(asks), step('a'), attempt('a', 1, { agent: PASS }), ...drafts]));

describe('a run that stands still', () => {
  it('would only wait again where a person was asked and has not answered', () => {
    expect(waits(open, stopped('paused'))).toBe(true);
  });

  it('would go on where it was stopped for something else, or something is still to be settled', () => {
    expect(waits(stopped('interrupted'))).toBe(false);
    expect(waits(stopped('paused'))).toBe(false);
    expect(
      waits(
        open,
        draft('WorktreeIntended', { worktree: '/w', branch: 'refs/heads/w', commit: COMMIT }),
        stopped('paused'),
      ),
    ).toBe(false);
  });
});
