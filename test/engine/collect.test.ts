import { describe, expect, it } from 'vitest';
import { collectable, orphaned } from '../../src/engine/collect.js';
import type { Draft } from '../../src/events/catalogue.js';
import type { Leftover } from '../../src/ports/leftovers.js';
import { IDENT, step, stopped } from '../support/moments.js';
import { begun, COMMIT, codeStep, draft, given, group, TREE } from '../support/run.js';

const RUN = '20261121-040000-1a2b3c';
const UNITS = `/h/runs/r/${RUN}/units`;
const HEADS = `refs/heads/refold/${RUN}`;
const one = (kind: Leftover['kind'], name: string, branch?: string): Leftover => ({
  run: RUN,
  kind,
  name,
  commit: COMMIT,
  ...(branch === undefined ? {} : { branch, gone: false }),
});
const left = [
  one('worktree', `${UNITS}/u-6`, `${HEADS}/u/u-6`),
  one('branch', `${HEADS}/u/u-6`),
  one('worktree', `${UNITS}/old-3`, `${HEADS}/u/old-3`),
  one('branch', `${HEADS}/u/old-3`),
  one('ref', `refs/refold/${RUN}/u/old-3`),
  one('worktree', `${UNITS}/old-3/deep`),
  one('branch', `${HEADS}/u/old-3/deep`),
  one('worktree', `${UNITS}/u-6`, 'refs/heads/other'),
];
/** A run with one unit. */
const unit = [
  ...begun({ ...group('g', codeStep('u')), parallel: {} }),
  step('g'),
  draft('WorktreeIntended', {
    unit: 'g/u',
    worktree: `${UNITS}/u-6`,
    branch: `${HEADS}/u/u-6`,
    commit: COMMIT,
    tree: TREE,
  }),
  draft('WorktreeCreated', { intent: 6 }),
];
const OLD = 'a unit of run #1 began anew since';
const of = (...more: readonly Draft[]) =>
  collectable(given([...unit, ...more]), left).map(({ name, why, number }) => [name, why, number]);
const disposed = (kind: 'archived' | 'discarded'): readonly Draft[] => [
  draft('DisposalIntended', { kind, branches: 'b', worktrees: 'w', keeps: 'k', ident: IDENT }),
  draft(kind === 'archived' ? 'RunArchived' : 'RunDiscarded', { intent: 8, refs: 1, uncommitted: 0 }),
];

describe('what a run leaves behind', () => {
  it('may go where a unit began anew, once the run is at its end', () => {
    expect(of()).toEqual([]);
    const old = [
      [`${UNITS}/old-3`, OLD, 1],
      [`${HEADS}/u/old-3`, OLD, 1],
    ];
    expect(of(stopped('passed'))).toEqual(old);
    expect(of(stopped('failed'))).toEqual([]);
  });

  it.each(['archived', 'discarded'] as const)('may go as a whole where it is %s, and says why', (kind) => {
    const whole = `run #1 is ${kind}`;
    const reasons = of(...disposed(kind)).map(([, why]) => why);
    expect(reasons).toEqual([whole, whole, OLD, OLD, whole, whole, whole, whole]);
  });

  it('may go but for its branches where it is merged', () => {
    const branch = 'refs/heads/main';
    const merged = [
      draft('ApplyIntended', { branch, onto: TREE, head: TREE, tree: TREE, ident: IDENT, message: 'm' }),
      draft('RunApplied', { intent: 8, commit: TREE, branch }),
      stopped('passed'),
    ];
    expect(of(...merged)).toContainEqual([left[4]?.name, 'run #1 is integrated', 1]);
    const names = of(...merged).map(([name]) => name);
    expect(names).not.toContain(`${HEADS}/u/u-6`);
    expect(names).toContain(`${HEADS}/u/old-3`);
  });

  it('is nothing without a run', () => {
    expect(collectable(given([]), left)).toEqual([]);
  });
});

describe('what is left of a run that is not known', () => {
  it('may go, and says why', () => {
    const [branch] = left.slice(1, 2);
    expect(orphaned(left.slice(1, 2), new Set())).toEqual([
      { ...branch, number: undefined, why: `orphaned: run ${RUN} has no folder in this home` },
    ]);
    expect(orphaned(left.slice(1, 2), new Set([RUN]))).toEqual([]);
    expect(orphaned(left.slice(0, 2), new Set())).toEqual([]);
  });
});
