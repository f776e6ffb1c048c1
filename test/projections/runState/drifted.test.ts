import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/events/catalogue.js';
import { uncommitted } from '../../../src/projections/runState/drifted.js';
import {
  attempt,
  call,
  commit,
  committed,
  failed,
  finished,
  IDENT,
  lifeBegan,
  passed,
  proceeded,
  saw,
  spawned,
  step,
  stopped,
} from '../../support/moments.js';
import { BRANCH, begun, COMMIT, codeStep, draft, given, object, TREE, WORKTREE } from '../../support/run.js';

const validator = {
  name: 'judge',
  kind: 'workflow',
  workflow: 'judge.yaml',
  steps: [{ ...codeStep('look'), type: 'validate', worktree: 'read-only' }],
};
const a = { ...codeStep('a', [], 2), gates: [validator] };
const looker = { ...codeStep('b'), type: 'validate', worktree: 'read-only' };
const began = [...begun(a, looker, codeStep('c')), step('a'), attempt('a')];

const drift = (drafts: readonly Draft[]) => given(drafts).worktrees.get('')?.drift ?? [];
/** The files that are still told. */
const told = (drafts: readonly Draft[]) => drift(drafts).map(({ path }) => path);
/** The files that no agent is blamed for. */
const theirs = (drafts: readonly Draft[]) => [...uncommitted(drift(drafts))];

const reset = (why: string, more: { readonly path?: string; readonly attempt?: number } = {}): Draft =>
  draft('ResetIntended', { branch: BRANCH, to: COMMIT, tree: TREE, keeps: 'k', why, ident: IDENT, ...more });
const wasReset = (intent: number): Draft =>
  draft('WorktreeReset', { intent, to: COMMIT, tree: TREE, kept: { ref: 'k', commit: COMMIT } });

describe('files that somebody changed and that the run went on with', () => {
  const twice = [...began, proceeded(['x', 'y']), stopped('paused'), lifeBegan(2), proceeded(['z', 'x'])];

  it('add up over several times, each once', () => {
    expect(told(twice)).toEqual(['y', 'z', 'x']);
    expect(theirs(twice)).toEqual(['y', 'z', 'x']);
  });

  it('are told until an agent was called with them that works on the files, and a checkpoint has them', () => {
    const called = [...twice, call('a'), spawned(11)];
    expect(told(called)).toEqual(['y', 'z', 'x']);
    expect(told([...called, ...committed('a', 13)])).toEqual([]);
    const unheard = [...twice, ...committed('a', 11)];
    expect(told(unheard)).toEqual(['y', 'z', 'x']);
    expect(told([...unheard, passed('a'), step('c'), attempt('c'), call('c'), spawned(16)])).toEqual([]);
  });

  it('are not told by a call that was announced and never came about', () => {
    const interrupted = draft('CallInterrupted', {
      intent: 11,
      why: 'never launched',
      output: { text: '' },
      leftovers: 0,
    });
    expect(told([...twice, call('a'), interrupted, ...committed('a', 13)])).toEqual(['y', 'z', 'x']);
  });

  it('are not told by a prompt that was written before they were accepted', () => {
    const late = [...began, call('a'), stopped('error'), lifeBegan(2), proceeded(['x']), spawned(7)];
    expect(told([...late, ...committed('a', 12)])).toEqual(['x']);
  });

  it.each([
    ['a validator', 'a/judge/look'],
    ['a step that only looks', 'b'],
  ])('are not told by a call of %s', (_, path) => {
    const judged = [...twice, step(path), attempt(path), call(path), spawned(13)];
    expect(told([...judged, ...committed('a', 15)])).toEqual(['y', 'z', 'x']);
  });

  it('are nobody else’s doing until a checkpoint has them, told or not', () => {
    expect(theirs([...twice, call('a'), spawned(11)])).toEqual(['y', 'z', 'x']);
    const held = [...twice, ...committed('a', 11)];
    expect(theirs(held)).toEqual([]);
    expect(theirs([...held, proceeded(['y'])])).toEqual(['y']);
    expect(told([...held, proceeded(['y'])])).toEqual(['z', 'x', 'y']);
  });

  it('are in no commit that was announced before they were accepted', () => {
    const late = [...began, call('a'), spawned(7), commit('checkpoint', { path: 'a' }), proceeded(['x'])];
    const made = draft('CheckpointCommitted', { intent: 9, path: 'a', commit: object('c', 1), tree: TREE });
    expect(theirs([...late, made])).toEqual(['x']);
  });

  it.each(['retry', 'undo', 'drift'])(
    'are gone with a reset by %s, but for those a checkpoint has',
    (why) => {
      const both = [...began, proceeded(['x']), ...committed('a', 8), passed('a'), step('c'), attempt('c')];
      const back = [...both, proceeded(['y']), reset(why, { path: 'c', attempt: 1 }), wasReset(14)];
      expect(told(back)).toEqual(['x']);
    },
  );

  it('are gone with a replay that takes their checkpoint back, and stay with one that does not', () => {
    const both = [...began, proceeded(['x']), ...committed('a', 8), passed('a'), step('c'), stopped('error')];
    const replayed = (from: string, cleared: readonly string[]) => [
      ...both,
      draft('RunReplayed', { from, cut: 4, cleared, resetTo: COMMIT, settling: [] }),
      reset('replay'),
      wasReset(14),
    ];
    expect(told(replayed('c', ['c']))).toEqual(['x']);
    expect(told(replayed('a', ['a', 'c']))).toEqual([]);
  });

  it.each([
    ['one that may only look', 'b'],
    ['a writer', 'c'],
    ['a validator', 'a/judge/look'],
  ])('stay where %s is undone that began from them, and go where it found them later', (_, path) => {
    const seen = draft('TreeSeen', { path, head: COMMIT, tree: object('e', 1) });
    const looked = [...began, proceeded(['x']), step(path), seen, attempt(path)];
    const undo = [failed(path, 1, { undo: true }), reset('undo', { path, attempt: 1 })];
    const undone = [...looked, ...undo, wasReset(12)];
    expect(theirs(undone)).toEqual(['x']);
    expect(theirs([...looked, proceeded(['y']), ...undo, wasReset(13)])).toEqual(['x']);
    // The next one begins where this one did.
    const again = [attempt(path, 2), failed(path, 2, { undo: true }), reset('undo', { path, attempt: 2 })];
    expect(theirs([...undone, ...again, wasReset(16)])).toEqual(['x']);
  });

  it('stay where the second attempt is undone of a writer, that began with what the first one left', () => {
    const first = [...began, proceeded(['x']), call('a'), finished(8), saw('a', 1), failed('a', 1, {})];
    const second = [
      attempt('a', 2),
      failed('a', 2, { undo: true }),
      reset('undo', { path: 'a', attempt: 2 }),
    ];
    expect(theirs([...first, ...second, wasReset(14)])).toEqual(['x']);
  });

  it('are not in a worktree that is made again, but for those a checkpoint has', () => {
    const both = [...began, proceeded(['x']), ...committed('a', 8), proceeded(['y'])];
    const again = draft('WorktreeIntended', { worktree: WORKTREE, branch: BRANCH, commit: COMMIT });
    expect(told([...both, again, draft('WorktreeRecreated', { intent: 11 })])).toEqual(['x']);
  });
});
