import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import type { StepNode } from '../../src/events/tree.js';
import {
  attempt,
  call,
  decided,
  finished,
  IDENT,
  lifeBegan,
  looked,
  NO_FILES,
  planned,
  step,
  stepFailed,
  stopped,
} from '../support/moments.js';
import { begun, COMMIT, codeStep, created, draft, object } from '../support/run.js';

const GENERATED = object('e', 5);
const look: StepNode = { ...codeStep('a'), worktree: 'read-only' };
const setup = { link: [], copy: [], commands: ['npm run codegen'] };

/** A run whose first step may only look, in a worktree in which a setup has run. */
const given: readonly Draft[] = [
  draft('RunCreated', { ...created(look), setup }),
  ...begun(look).slice(1),
  draft('SetupIntended', { setup }),
  draft('SetupFinished', { intent: 5, linked: [], copied: [], output: { text: '' }, ms: 1 }),
  step('a'),
];

describe('an agent that may only look', () => {
  it('is not blamed for what a setup has made: what lies there is looked at before it begins', () => {
    expect(planned(given)).toEqual([expect.stringContaining('inspect')]);
    const seen = draft('TreeSeen', { path: 'a', head: COMMIT, tree: GENERATED });
    expect(planned([...given, seen])).toEqual([{ type: 'StartAttempt', path: 'a' }]);
    const done = [...given, seen, attempt('a'), call('a'), finished(10)];
    expect(decided(done, looked(GENERATED))).toMatchObject([{ type: 'WorkObserved' }]);
    expect(decided(done, looked(object('e', 6)))).toMatchObject([{}, { data: { reason: 'wrote' } }]);
    expect(planned([...begun(look), step('a')])).toEqual([{ type: 'StartAttempt', path: 'a' }]);
  });

  it('is not blamed for what somebody changed while it stood still, once that was accepted', () => {
    const theirs = object('e', 7);
    const accepted = (tree: string): readonly Draft[] => [
      ...begun(look),
      step('a'),
      attempt('a'),
      call('a'),
      draft('CallInterrupted', { intent: 7, why: 'killed', output: { text: '' }, leftovers: 0 }),
      draft('CommitIntended', {
        ...{ kind: 'work', ref: 'refs/refold/r/work-9', parent: COMMIT, tree: tree as typeof theirs },
        ...{ ident: IDENT, message: 'm', files: NO_FILES },
      }),
      draft('DriftResolved', {
        ...{ choice: 'proceed', verdict: 'drift', count: 1, files: [{ path: 'x', kind: 'ADDED' }] },
        snapshot: 'refs/refold/r/work-9',
      }),
      draft('WorkKept', { intent: 9, commit: object('c', 7), tree: theirs, ref: 'refs/refold/r/work-9' }),
      call('a', 1, { call: 2 }),
      finished(12),
    ];
    expect(decided(accepted(theirs), looked(theirs))).toMatchObject([{ type: 'WorkObserved' }]);
    expect(decided(accepted(theirs), looked(object('e', 8)))).toMatchObject([
      {},
      { data: { reason: 'wrote' } },
    ]);
  });

  const theirs = object('e', 7);
  const accepted = (seq: number): readonly Draft[] => [
    draft('CommitIntended', {
      ...{ kind: 'work', ref: 'r', parent: COMMIT, tree: theirs, ident: IDENT, message: 'm' },
      files: NO_FILES,
    }),
    draft('DriftResolved', {
      ...{ choice: 'proceed', verdict: 'drift', count: 1, files: [{ path: 'x', kind: 'ADDED' }] },
      snapshot: 'r',
    }),
    draft('WorkKept', { intent: seq, commit: object('c', 7), tree: theirs, ref: 'r' }),
  ];

  it('is not blamed for it when it begins anew either', () => {
    const plan = { was: 'x', skipped: 0, pending: { count: 0, next: [] }, settling: [] };
    const again = [
      ...[...begun(look), step('a'), attempt('a'), stepFailed('a'), stopped('failed'), lifeBegan(2)],
      draft('RunResumed', { ...plan, retried: [{ path: 'a', reason: 'gate' }] }),
      ...accepted(11),
      ...[attempt('a'), call('a'), finished(15)],
    ];
    expect(decided(again, looked(theirs))).toMatchObject([{ type: 'WorkObserved' }]);
  });

  it.each([
    ['is not blamed for it when it begins after that: what lies there is looked at', look],
    ['that may write as well begins from it, so that it is not taken back with its work', codeStep('a')],
  ])('%s', (_, node) => {
    const later = [...begun(node), stopped('interrupted'), lifeBegan(2), ...accepted(7), step('a')];
    expect(planned(later)).toEqual(['inspect beginning a']);
  });

  it('that may write looks again where something was accepted since', () => {
    const plan = { was: 'x', skipped: 0, pending: { count: 0, next: [] }, settling: [] };
    const first = [...begun(codeStep('a')), stopped('interrupted'), lifeBegan(2), ...accepted(7), step('a')];
    const seen = draft('TreeSeen', { path: 'a', head: COMMIT, tree: GENERATED });
    const retried = draft('RunResumed', { ...plan, retried: [{ path: 'a', reason: 'gate' }] });
    const over = [...first, seen, attempt('a'), stepFailed('a'), stopped('failed'), lifeBegan(3), retried];
    expect(planned(over)).toEqual([{ type: 'StartAttempt', path: 'a' }]);
    expect(planned([...over, ...accepted(over.length + 1)])).toEqual(['inspect beginning a']);
  });

  it('that may write looks at nothing where nothing was accepted', () => {
    const writer = [draft('RunCreated', { ...created(codeStep('a')), setup }), ...given.slice(1)];
    expect(planned(writer)).toEqual([{ type: 'StartAttempt', path: 'a' }]);
  });
});
