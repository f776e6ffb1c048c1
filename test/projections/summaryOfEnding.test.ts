import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import { summaryOf } from '../../src/projections/summary.js';
import { attempt, IDENT, lifeBegan, step, stopped } from '../support/moments.js';
import { begun, COMMIT, codeStep, draft, given, object } from '../support/run.js';

const a = [...begun(codeStep('a', ['bash'])), step('a'), attempt('a')];
const summary = (drafts: readonly Draft[]) => summaryOf(given(drafts), { held: false });

describe('the summary of a run that is done with', () => {
  const over = [...a, stopped('passed'), lifeBegan(2)];

  it('tells where its work is', () => {
    const branch = 'refs/heads/main';
    const merge = { branch, onto: COMMIT, head: COMMIT, tree: COMMIT, ident: IDENT, message: 'm' };
    const applying = [...over, draft('ApplyIntended', merge)];
    expect(summary(applying)).not.toHaveProperty('applied');
    const refused = draft('ApplyRefused', { intent: 9, why: 'w' });
    expect(summary([...applying, refused])).not.toHaveProperty('applied');
    expect(given([...applying, refused]).applied).toMatchObject({ refused: 'w', commit: undefined });
    const applied = draft('RunApplied', { intent: 9, commit: object('c', 1), branch });
    expect(summary([...applying, applied])?.applied).toStrictEqual({
      branch: 'main',
      commit: object('c', 1),
      at: '2026-11-21T04:00:00.000Z',
    });
  });

  it('tells where what it had is kept', () => {
    const disposal = { kind: 'discarded', branches: 'b', worktrees: 'w', keeps: 'refs/k/', ident: IDENT };
    const going = [...over, draft('DisposalIntended', disposal)];
    expect(summary(over)).not.toHaveProperty('kept');
    expect(summary(going)?.kept).toStrictEqual({ refs: 'refs/k/', done: false });
    const gone = (more: object) => [
      ...going,
      draft('RunDiscarded', { intent: 9, refs: 1, uncommitted: 2, ...more }),
    ];
    expect(summary(gone({}))?.kept).toStrictEqual({ refs: 'refs/k/', done: true });
    for (const [more, told] of [
      [{ left: 'l' }, { left: 'l' }],
      [{ refs: 0 }, { nothing: true }],
    ] as const)
      expect(summary(gone(more))?.kept).toStrictEqual({ refs: 'refs/k/', done: true, ...told });
    const { ended, worktrees, intents } = given(gone({}));
    expect([...worktrees.values()].map(({ state }) => state)).toEqual(['none']);
    expect([ended?.uncommitted, intents.size]).toEqual([2, 0]);
  });
});
