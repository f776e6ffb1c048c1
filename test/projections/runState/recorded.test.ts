import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/events/catalogue.js';
import { inFlightIn } from '../../../src/projections/runState/recorded.js';
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

/** Any file may have changed. */
const ANY = ['.'];
const NEW = { commit: object('c', 1), tree: object('e', 1) };
const a = [...begun(codeStep('a', ['bash'])), step('a'), attempt('a')];
const worktree = (drafts: readonly Draft[]) => given(drafts).worktrees.get('');
const recorded = (drafts: readonly Draft[]) => worktree(drafts)?.recorded;
const stopRequested = draft('StopRequested', { reason: 'interrupted' });

describe('what is recorded of a worktree', () => {
  it('is what it was made of, then what was seen behind an agent, then its commit', () => {
    expect(recorded(a)).toEqual({ commit: COMMIT, tree: TREE, seq: 4, reach: [] });
    const seen = [...a, call('a'), finished(7), saw('a', 1, { head: NEW.commit, tree: NEW.tree })];
    expect(recorded(seen)).toEqual({ ...NEW, seq: 9, reach: [] });
    const done = [...seen, commit('checkpoint', { path: 'a' })];
    const other = { commit: object('c', 2), tree: object('e', 2) };
    const made = draft('CheckpointCommitted', { intent: 10, path: 'a', ...other });
    expect(recorded([...done, made])).toEqual({ ...other, seq: 11, reach: [] });
  });

  it('may have changed since something began there that may write, and not because of one that only looks', () => {
    expect(recorded([...a, call('a')])?.reach).toEqual(ANY);
    expect(recorded([...a, call('a'), finished(7), saw('a'), gate('a')])?.reach).toEqual(ANY);
    const looker = { ...codeStep('a'), type: 'validate', worktree: 'read-only' };
    expect(recorded([...begun(looker), step('a'), attempt('a'), call('a')])?.reach).toEqual([]);
  });

  it('is what was seen there before an agent that works beside it, too', () => {
    const beside = { ...codeStep('a'), type: 'artifact', worktree: 'none' };
    const setup = draft('SetupIntended', { setup: { link: [], copy: [], commands: ['x'] } });
    const ready = draft('SetupFinished', { intent: 5, linked: [], copied: [], output: { text: '' }, ms: 1 });
    const looked = draft('TreeSeen', { path: 'a', head: NEW.commit, tree: NEW.tree });
    const drafts = [...begun(beside), setup, ready, step('a')];
    expect(recorded(drafts)?.reach).toEqual(ANY);
    expect(recorded([...drafts, looked])).toEqual({ ...NEW, seq: 8, reach: [] });
  });

  it('may have changed among the files of its task alone, where only an agent was at work there', () => {
    const tasks = [{ name: 'T', slug: 't', description: '', files: ['src', 'lib'] }];
    const split = [
      ...begun({ name: 's', type: 'split', tasks, each: [codeStep('do', ['bash'])] }),
      ...['s', 's/t', 's/t/do'].map((path) => step(path)),
      attempt('s/t/do'),
      call('s/t/do'),
    ];
    expect(inFlightIn(given(split), '')).toEqual(['src', 'lib']);
    expect(inFlightIn(given([...split, finished(9), gate('s/t/do')]), '')).toEqual(ANY);
    expect(inFlightIn(given([...split, finished(9), saw('s/t/do')]), '')).toEqual([]);
  });

  it('may have changed by a command that is read from, and not by a file that is', () => {
    const read = (source: { readonly bash?: string }): readonly Draft[] => [
      ...a,
      draft('ContextIntended', { path: 'a', attempt: 1, index: 0, source: { name: 'x', ...source } }),
    ];
    expect(inFlightIn(given(read({ bash: 'x' })), '')).toEqual(ANY);
    expect(inFlightIn(given(read({})), '')).toEqual([]);
  });

  it('is what a stop kept, and the head where that found nothing else; not where it could not look', () => {
    const working = [...a, call('a'), stopRequested, finished(7)];
    const kept = [
      ...working,
      commit('work', { parent: NEW.commit }),
      draft('WorkKept', { intent: 10, ref: 'r', ...NEW }),
    ];
    expect(recorded([...kept, stopped('interrupted')])).toEqual({ ...NEW, seq: 11, reach: [] });
    expect(recorded([...working, stopped('interrupted')])).toEqual({
      commit: COMMIT,
      tree: TREE,
      seq: 10,
      reach: [],
    });
    expect(recorded([...working, stopped('error')])?.reach).toEqual(ANY);
  });

  it('is not what was kept before a replay, which nobody has said may stay', () => {
    const resting = [...a, call('a'), draft('StopRequested', { reason: 'replay' }), finished(7)];
    const kept = [
      ...resting,
      commit('work', { parent: NEW.commit }),
      draft('WorkKept', { intent: 10, ref: 'r', ...NEW }),
    ];
    const asked = [...resting, stopRequested, commit('work', { parent: NEW.commit })];
    const interrupted = [...asked, draft('WorkKept', { intent: 11, ref: 'r', ...NEW })];
    for (const rest of [
      [...resting, stopped('replay')],
      [...kept, stopped('replay')],
      [...interrupted, stopped('interrupted')],
    ])
      expect(recorded(rest)).toEqual({ commit: COMMIT, tree: TREE, seq: 4, reach: ANY });
  });

  it('may have changed while it was made, where that was cut off in an earlier life', () => {
    const made = draft('WorktreeCreated', { intent: 3 });
    const [created, ...more] = begun(codeStep('a')).slice(0, 3);
    const cutOff = [created, ...more, lifeBegan(2), made].flatMap((one) => one ?? []);
    expect(recorded(cutOff)?.reach).toEqual(ANY);
  });

  it('may be more than what was merged, where something lay there uncommitted', () => {
    const seen = [...a, saw('a', 1, { head: COMMIT, tree: NEW.tree })];
    const other = { commit: object('c', 2), tree: object('e', 2) };
    const merged = (before: readonly Draft[], intent: number) => [
      ...before,
      commit('merge', { path: 'a' }),
      draft('MergeCommitted', { intent, path: 'a', ...other }),
    ];
    expect(recorded(merged(a, 7))?.reach).toEqual([]);
    expect(recorded(merged(seen, 8))).toEqual({ ...other, tree: NEW.tree, seq: 9, reach: ANY });
  });

  it('is no measure for what a merge that was not finished may have done', () => {
    const merging = [...a, commit('merge', { path: 'a' })];
    const kept = [
      ...merging,
      stopRequested,
      commit('work'),
      draft('WorkKept', { intent: 9, ref: 'r', ...NEW }),
    ];
    expect(inFlightIn(given([...kept, stopped('drift')]), '')).toEqual(ANY);
    const done = [...merging, draft('MergeCommitted', { intent: 7, path: 'a', ...NEW })];
    expect(inFlightIn(given(done), '')).toEqual([]);
    expect(inFlightIn(given([...a, call('a')]), '')).toEqual(ANY);
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
    expect(recorded(unwound)).toEqual({ commit: COMMIT, tree: NEW.tree, seq: 10, reach: [] });
    const reset = { branch: BRANCH, to: COMMIT, tree: TREE, keeps: 'k', why: 'drift', ident: IDENT };
    const back = [
      ...parked,
      draft('ResetIntended', reset),
      draft('WorktreeReset', { intent: 9, to: COMMIT, tree: TREE, kept: { ref: 'k', commit: COMMIT } }),
    ];
    expect(recorded(back)).toEqual({ commit: COMMIT, tree: TREE, seq: 10, reach: [] });
  });
});
