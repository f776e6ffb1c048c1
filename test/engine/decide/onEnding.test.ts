import { describe, expect, it } from 'vitest';
import { planApply, planDisposal } from '../../../src/engine/ending.js';
import type { Draft } from '../../../src/events/catalogue.js';
import { runState } from '../../../src/projections/runState.js';
import { attempt, call, caused, decided, IDENT, lifeBegan, step, stopped } from '../../support/moments.js';
import { begun, codeStep, draft, given, life, object, PROCESS, TREE } from '../../support/run.js';

const RUN = '20261121-040000-1a2b3c';
const a = [...begun(codeStep('a')), step('a'), attempt('a')];
const passed = [...a, stopped('passed')];
const merge = {
  branch: 'refs/heads/main',
  onto: object('c', 1),
  head: object('c', 2),
  tree: TREE,
  ident: IDENT,
  message: 'm',
};
const applying = [...passed, lifeBegan(2), draft('ApplyIntended', merge)];
const disposal = (kind: 'discarded' | 'archived', seq: number) => ({
  kind,
  branches: `refs/heads/refold/${RUN}/`,
  worktrees: `/home/runs/repo-123456/${RUN}`,
  keeps: `refs/refold/${RUN}/${kind}-${seq}/`,
  ident: IDENT,
});
const going = (kind: 'discarded' | 'archived'): readonly Draft[] => [
  ...passed,
  lifeBegan(2),
  draft('DisposalIntended', disposal(kind, 9)),
];
const GONE = { intent: 9, refs: 2, uncommitted: 1 };
const gone = (kind: 'discarded' | 'archived'): readonly Draft[] => [
  ...going(kind),
  draft(kind === 'archived' ? 'RunArchived' : 'RunDiscarded', GONE),
];
const began = (n: number): Draft =>
  draft('LifeBegan', { life: n, lease: 3, refold: '0.0.0', process: PROCESS });

describe('a run that has passed', () => {
  const apply = { type: 'ApplyRun', plan: merge, life: life(3) } as const;

  it('is merged into a branch of the user in a life for it', () => {
    expect(decided(passed, apply)).toStrictEqual([began(2), caused(8, draft('ApplyIntended', merge))]);
    for (const no of [[], a, [...a, stopped('failed')], gone('discarded')])
      expect(decided(no, apply)).toBe('the run has not passed');
  });

  it('is merged anew in the life that has just finished, in vain, what was cut off', () => {
    const refused = [...applying, draft('ApplyRefused', { intent: 9, why: 'w' }), stopped('passed')];
    expect(decided(refused, { ...apply, life: life(2) })).toStrictEqual([draft('ApplyIntended', merge)]);
    expect(given([...refused, draft('ApplyIntended', merge)]).stop).toBeUndefined();
  });

  it('is merged to the end where that was cut off', () => {
    expect(decided(applying, { type: 'FinishApply', life: life(3) })).toStrictEqual([began(3)]);
    for (const no of [passed, [...a, call('a')]])
      expect(decided(no, { type: 'FinishApply', life: life(3) })).toBe('there is nothing to finish');
  });

  it('is merged, or not, by the intent that is open', () => {
    const applied = { intent: 9, commit: object('c', 3), branch: merge.branch };
    expect(decided(applying, { type: 'ReportApplied', ...applied })).toStrictEqual([
      caused(9, draft('RunApplied', applied)),
    ]);
    expect(decided(applying, { type: 'ReportNotApplied', intent: 9, why: 'w' })).toStrictEqual([
      caused(9, draft('ApplyRefused', { intent: 9, why: 'w' })),
    ]);
    expect(decided(passed, { type: 'ReportApplied', ...applied })).toBe('no apply 9 is open');
    expect(decided(passed, { type: 'ReportNotApplied', intent: 9, why: '' })).toBe('no apply 9 is open');
  });
});

describe('a run', () => {
  const dispose = (kind: 'discarded' | 'archived') => ({ type: 'DisposeRun', kind, life: life(3) }) as const;

  it.each(['discarded', 'archived'] as const)(
    'is %s in a life for it, and all that it had is kept',
    (kind) => {
      expect(decided(passed, dispose(kind))).toStrictEqual([
        began(2),
        caused(8, draft('DisposalIntended', disposal(kind, 9))),
      ]);
      expect(decided(going(kind), { type: 'ReportDisposed', ...GONE })).toStrictEqual([
        caused(9, draft(kind === 'archived' ? 'RunArchived' : 'RunDiscarded', GONE)),
      ]);
      expect(decided(going(kind), dispose(kind))).toStrictEqual([began(3)]);
      expect(decided(gone(kind), dispose(kind))).toBe(`the run is ${kind}`);
    },
  );

  it('names the kept refs behind what a life begins with', () => {
    const torn = [{ file: 'f', size: 1, sha256: 'a'.repeat(64) }];
    expect(decided(a, { ...dispose('discarded'), life: { ...life(3), torn } })).toMatchObject([
      {},
      { type: 'LogRepaired' },
      { data: { keeps: `refs/refold/${RUN}/discarded-9/` } },
    ]);
  });

  it('that is discarded is not archived too, and what was not announced is not done', () => {
    expect(decided(going('discarded'), dispose('archived'))).toBe('the run is discarded');
    expect(decided([], dispose('archived'))).toBe('there is no run');
    expect(decided(passed, { type: 'ReportDisposed', ...GONE })).toBe('nothing to remove by 9');
  });
});

describe('an end that is asked for', () => {
  const refused = (left: object) => ({ _tag: 'Left', left });
  const RIGHT = { _tag: 'Right', right: { run: RUN, number: 1 } };
  const ended = (kind: string, done: boolean) =>
    refused({ _tag: 'RunEnded', run: RUN, number: 1, kind, keeps: `refs/refold/${RUN}/${kind}-9/`, done });
  const critical = { type: 'New', seq: 3, refold: '9' };

  it('is a merge of what has passed and is not done with', () => {
    expect(planApply(given(passed))).toMatchObject(RIGHT);
    expect(planApply(given(applying))).toMatchObject(RIGHT);
    expect(planApply(given(a))).toStrictEqual(
      refused({ _tag: 'NotPassed', number: 1, status: 'interrupted' }),
    );
    expect(planApply(given(going('discarded')))).toStrictEqual(ended('discarded', false));
    expect(planApply(given(gone('archived')))).toStrictEqual(ended('archived', true));
  });

  it('is a disposal of any run, once, and not while it is merged', () => {
    expect(planDisposal(given(a), 'discarded')).toMatchObject(RIGHT);
    expect(planDisposal(given(going('archived')), 'archived')).toMatchObject(RIGHT);
    expect(planDisposal(given(going('archived')), 'discarded')).toStrictEqual(ended('archived', false));
    expect(planDisposal(given(gone('discarded')), 'archived')).toStrictEqual(
      refused({
        _tag: 'AlreadyEnded',
        number: 1,
        kind: 'discarded',
        keeps: `refs/refold/${RUN}/discarded-9/`,
      }),
    );
    expect(planDisposal(given(applying), 'archived')).toStrictEqual(
      refused({ _tag: 'ApplyCutOff', number: 1 }),
    );
  });

  it('is refused without a run, and past what only a newer refold understands', () => {
    expect(planApply(runState.empty())).toStrictEqual(refused({ _tag: 'NotCreated' }));
    expect(planDisposal(runState.empty(), 'discarded')).toStrictEqual(refused({ _tag: 'NotCreated' }));
    const newer = { ...given(passed), critical };
    expect(planApply(newer)).toStrictEqual(refused({ _tag: 'NewerLog', ...critical }));
    expect(planDisposal(newer, 'discarded')).toStrictEqual(refused({ _tag: 'NewerLog', ...critical }));
  });
});
