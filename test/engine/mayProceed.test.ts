import { describe, expect, it } from 'vitest';
import { footing, hindranceTo, neededIn } from '../../src/engine/mayProceed.js';
import type { Draft } from '../../src/events/catalogue.js';
import { attempt, IDENT, passed, step, stepFailed, unitStands } from '../support/moments.js';
import { BRANCH, begun, COMMIT, codeStep, draft, given, group, object, TREE } from '../support/run.js';

const nodes = begun(codeStep('a'), {
  ...group('g', group('u', codeStep('x')), group('v', codeStep('x'))),
  parallel: { max: 2 },
});
const THEIRS = { tip: object('c', 9), descends: true };
const open = [step('g'), attempt('g', 1, {}), ...unitStands('g/u', 7), step('g/u'), step('g/u/x')];
const obstacle = (unit: string, found: typeof THEIRS, ...drafts: readonly Draft[]) =>
  hindranceTo(given([...nodes, ...drafts]), unit, found);

describe('a run goes on with what somebody left in a worktree', () => {
  it('wherever its next commit takes that in, also commits of theirs', () => {
    expect(obstacle('', THEIRS, step('a'), attempt('a'), stepFailed('a'))).toBeUndefined();
    expect(obstacle('g/u', THEIRS, ...open)).toBeUndefined();
    expect(obstacle('', { tip: COMMIT, descends: true }, ...open)).toBeUndefined();
  });

  it('but not of a unit that has passed: its last commit is merged', () => {
    const unit = [...open, passed('g/u/x'), passed('g/u')];
    expect(obstacle('g/u', { tip: COMMIT, descends: true }, ...unit)).toBe('passed');
  });

  it('nor with commits where units are yet to be merged', () => {
    expect(obstacle('', THEIRS, ...open)).toBe('being merged to');
    expect(obstacle('', THEIRS, ...open, passed('g/u/x'), passed('g/u'), passed('g'))).toBeUndefined();
  });

  it('nor where the branch does not hold any more what the run goes on from', () => {
    expect(obstacle('', { ...THEIRS, descends: false }, step('a'))).toBe('moved back');
  });
});

describe('what a branch has to hold', () => {
  it('is what the run knows last; where a step is parked on it, what that began from', () => {
    const last = { commit: COMMIT, tree: TREE };
    expect(footing(given([...nodes, step('a')]), '')).toEqual(last);
    const base = { commit: object('c', 5), tree: object('e', 5) };
    const parked = [step('a', base.commit, base.tree), attempt('a'), stepFailed('a', COMMIT)];
    expect(footing(given([...nodes, ...parked]), '')).toEqual(base);
  });
});

describe('what a run cannot go on without', () => {
  const base = { commit: object('c', 5), tree: object('e', 5) };
  const parked = [...nodes, step('a', base.commit, base.tree), attempt('a'), stepFailed('a', COMMIT)];
  const last = { commit: COMMIT, tree: TREE };

  it('is where the branch stands and what a step that is parked there began from', () => {
    expect(neededIn(given(parked), '')).toEqual([last, base]);
  });

  it('is what was announced to be gone back to besides, in this worktree and in no other', () => {
    const to = { to: object('c', 3), tree: object('e', 3) };
    const back = draft('ResetIntended', { branch: BRANCH, ...to, keeps: 'k', why: 'retry', ident: IDENT });
    const open = given([...parked, back]);
    expect(neededIn(open, '')).toContainEqual({ commit: object('c', 3), tree: object('e', 3) });
    expect(neededIn(open, 'g/u')).toEqual([]);
  });
});
