import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/events/catalogue.js';
import { isInFlight } from '../../../src/projections/runState/recorded.js';
import {
  attempt,
  call,
  commit,
  finished,
  gate,
  IDENT,
  lifeBegan,
  saw,
  step,
  stopped,
} from '../../support/moments.js';
import { BRANCH, begun, COMMIT, codeStep, draft, given, object, TREE } from '../../support/run.js';

const NEW = { commit: object('c', 1), tree: object('e', 1) };
const a = [...begun(codeStep('a', ['bash'])), step('a'), attempt('a')];
const worktree = (drafts: readonly Draft[]) => given(drafts).worktrees.get('');
const recorded = (drafts: readonly Draft[]) => worktree(drafts)?.recorded;
const stopRequested = draft('StopRequested', { reason: 'interrupted' });

describe('what is recorded of a worktree', () => {
  it('is what it was made of, then what was seen behind an agent, then its commit', () => {
    expect(recorded(a)).toEqual({ commit: COMMIT, tree: TREE, seq: 4, touched: 0 });
    const seen = [...a, call('a'), finished(7), saw('a', 1, { head: NEW.commit, tree: NEW.tree })];
    expect(recorded(seen)).toEqual({ ...NEW, seq: 9, touched: 0 });
    const done = [...seen, commit('checkpoint', { path: 'a' })];
    const other = { commit: object('c', 2), tree: object('e', 2) };
    const made = draft('CheckpointCommitted', { intent: 10, path: 'a', ...other });
    expect(recorded([...done, made])).toEqual({ ...other, seq: 11, touched: 0 });
  });

  it('may have changed since something began there that may write, and not because of one that only looks', () => {
    expect(recorded([...a, call('a')])?.touched).toBe(7);
    expect(recorded([...a, call('a'), finished(7), saw('a'), gate('a')])?.touched).toBe(10);
    const looker = { ...codeStep('a'), type: 'validate', worktree: 'read-only' };
    expect(recorded([...begun(looker), step('a'), attempt('a'), call('a')])?.touched).toBe(0);
  });

  it('is what a stop kept, and the head where that found nothing else; not where it could not look', () => {
    const working = [...a, call('a'), stopRequested, finished(7)];
    const kept = [
      ...working,
      commit('work', { parent: NEW.commit }),
      draft('WorkKept', { intent: 10, ref: 'r', ...NEW }),
    ];
    expect(recorded([...kept, stopped('interrupted')])).toEqual({ ...NEW, seq: 11, touched: 0 });
    expect(recorded([...working, stopped('interrupted')])).toEqual({
      commit: COMMIT,
      tree: TREE,
      seq: 10,
      touched: 0,
    });
    expect(recorded([...working, stopped('error')])?.touched).toBe(7);
  });

  it('is no measure for what a merge that was not finished may have done', () => {
    const merging = [...a, commit('merge', { path: 'a' })];
    const kept = [
      ...merging,
      stopRequested,
      commit('work'),
      draft('WorkKept', { intent: 9, ref: 'r', ...NEW }),
    ];
    expect(isInFlight(given([...kept, stopped('drift')]), '')).toBe(true);
    const done = [...merging, draft('MergeCommitted', { intent: 7, path: 'a', ...NEW })];
    expect(isInFlight(given(done), '')).toBe(false);
    expect(isInFlight(given([...a, call('a')]), '')).toBe(true);
  });

  it('are the files of a placeholder still when that is taken back, and those of its goal behind a reset', () => {
    const parked = [
      ...a,
      commit('placeholder', { path: 'a' }),
      draft('PlaceholderCommitted', {
        intent: 7,
        path: 'a',
        ...NEW,
        parent: COMMIT,
        base: COMMIT,
        reason: 'gate',
      }),
    ];
    expect(recorded(parked)).toMatchObject(NEW);
    const unwind = { path: 'a', branch: BRANCH, placeholder: NEW.commit, to: COMMIT, tree: TREE };
    const unwound = [
      ...parked,
      draft('UnwindIntended', { ...unwind, keeps: 'k' }),
      draft('PlaceholderUnwound', { intent: 9, path: 'a', placeholder: NEW.commit, to: COMMIT, tree: TREE }),
    ];
    expect(recorded(unwound)).toEqual({ commit: COMMIT, tree: NEW.tree, seq: 10, touched: 0 });
    const reset = { branch: BRANCH, to: COMMIT, tree: TREE, keeps: 'k', why: 'drift', ident: IDENT };
    const back = [
      ...parked,
      draft('ResetIntended', reset),
      draft('WorktreeReset', { intent: 9, to: COMMIT, tree: TREE, kept: { ref: 'k', commit: COMMIT } }),
    ];
    expect(recorded(back)).toEqual({ commit: COMMIT, tree: TREE, seq: 10, touched: 0 });
  });

  it('goes with the files that somebody changed, until the next commit', () => {
    const resolved = draft('DriftResolved', {
      choice: 'proceed',
      verdict: 'drift',
      count: 1,
      files: [{ path: 'x', kind: 'ADDED' }],
      snapshot: 'r',
    });
    const drifted = [...a, stopped('interrupted'), lifeBegan(2), resolved];
    expect(worktree(drifted)?.drift).toEqual(['x']);
    const made = [
      commit('checkpoint', { path: 'a' }),
      draft('CheckpointCommitted', { intent: 10, path: 'a', ...NEW }),
    ];
    expect(worktree([...drifted, ...made])?.drift).toEqual([]);
  });
});
