import { describe, expect, it } from 'vitest';
import { directoryOf, ownWorktree, unitOf, worktreeOf } from '../../src/projections/worktrees.js';
import { attempt, call, commit, gate, step, stopped, unitStands } from '../support/moments.js';
import {
  BRANCH,
  begun,
  COMMIT,
  codeStep,
  draft,
  given,
  group,
  object,
  TREE,
  WORKTREE,
} from '../support/run.js';

const FOLDER = WORKTREE.replace(/worktree$/, '');
const blind = { ...codeStep('x'), worktree: 'none' };
const nodes = begun(blind, { ...group('g', group('u', codeStep('y'), blind), codeStep('v')), parallel: {} });
const units = [...nodes, step('g'), attempt('g', 1, {}), ...unitStands('g/u', 7)];
const state = given(units);

describe('the worktree of a step', () => {
  it('is that of its unit, else that of the run', () => {
    expect(['x', 'g', 'g/u', 'g/u/y', 'g/v', 'nowhere'].map((path) => unitOf(state, path))).toEqual([
      '',
      '',
      'g/u',
      'g/u',
      'g/v',
      '',
    ]);
    expect(worktreeOf(state, 'g/u/y')?.path).toBe('/u/g/u');
    expect(worktreeOf(state, 'g')).toBe(ownWorktree(state));
    expect(worktreeOf(state, 'g/v')).toBeUndefined();
  });

  it('is nowhere before there is a run', () => {
    expect(ownWorktree({ ...state, worktrees: new Map() })).toEqual({
      path: '',
      branch: '',
      head: { commit: '', tree: '' },
      state: 'none',
      isSetUp: false,
      recorded: { commit: '', tree: '', seq: 0, reach: [] },
      drift: [],
    });
  });

  it('is where its agent works, but for one that is to see nothing of it', () => {
    expect(directoryOf(state, 'g/u/y')).toBe('/u/g/u');
    expect(directoryOf(state, 'g')).toBe(WORKTREE);
    expect(directoryOf(state, 'g/v')).toBe('');
    expect(directoryOf(state, 'x')).toBe(`${FOLDER}nowhere/main`);
    expect(directoryOf(state, 'g/u/x')).toBe(`${FOLDER}nowhere/u`);
    const elsewhere = draft('WorktreeIntended', {
      unit: 'g/u',
      worktree: '/some/where/u-7',
      branch: 'b',
      commit: COMMIT,
      tree: TREE,
    });
    expect(directoryOf(given([...nodes, elsewhere]), 'g/u/x')).toBe(`${FOLDER}nowhere/u-7`);
  });
});

describe('an intent', () => {
  const inUnit = [...units, step('g/u'), step('g/u/y'), attempt('g/u/y')];
  const source = { name: 'x', bash: 'x' };

  it.each([
    ['of a call', call('g/u/y'), 'g/u'],
    ['of a gate', gate('g/u/y'), 'g/u'],
    ['of what is read', draft('ContextIntended', { path: 'g/u/y', attempt: 1, index: 0, source }), 'g/u'],
    ['of a commit of the run', commit('work', { path: 'g/u/y' }), ''],
    ['of a commit of a unit', commit('work', { unit: 'g/u' }), 'g/u'],
  ])('%s keeps busy the worktree that it is about', (_, intent, unit) => {
    const { intents, busy } = given([...inUnit, intent]);
    expect([...busy]).toEqual([[unit, 1]]);
    expect(intents.get(12)).toMatchObject({ unit, worktree: unit === '' ? WORKTREE : '/u/g/u' });
  });

  it('of setting up is done in its worktree alone', () => {
    const setup = { link: [], copy: [], commands: ['x'] };
    const done = (unit: object) => [
      draft('SetupIntended', { ...unit, setup }),
      draft('SetupFinished', { intent: 9, linked: [], copied: [], output: { text: '' }, ms: 1 }),
    ];
    const setUp = (unit: object) =>
      [...given([...units, ...done(unit)]).worktrees]
        .filter(([, { isSetUp }]) => isSetUp)
        .map(([name]) => name);
    expect([setUp({}), setUp({ unit: 'g/u' })]).toEqual([[''], ['g/u']]);
  });
});

describe('what came of an intent', () => {
  const intended = (unit: string, n: number) =>
    draft('WorktreeIntended', { unit, worktree: `/u/${n}`, branch: `b/${n}`, commit: COMMIT, tree: TREE });
  const replayed = draft('RunReplayed', {
    from: 'g/u',
    cut: 6,
    cleared: ['g/u'],
    resetTo: COMMIT,
    settling: [],
  });

  it('moves the head of its worktree', () => {
    const unit = [...units, step('g/u'), commit('checkpoint', { unit: 'g/u', path: 'g/u' })];
    const landed = { intent: 10, path: 'g/u', commit: object('c', 1), tree: object('e', 1) };
    const after = given([...unit, draft('CheckpointCommitted', landed)]);
    expect(worktreeOf(after, 'g/u')?.head).toEqual({ commit: object('c', 1), tree: object('e', 1) });
    expect(ownWorktree(after).head).toEqual({ commit: COMMIT, tree: TREE });
  });

  it('moves nothing where the worktree of its unit was given up for a new one', () => {
    const given10 = [...units, commit('checkpoint', { unit: 'g/u', path: 'g/u' }), stopped('x'), replayed];
    const anew = [...given10, intended('g/u', 2)];
    const late = draft('CheckpointCommitted', {
      intent: 9,
      path: 'g/u',
      commit: object('c', 1),
      tree: object('e', 1),
    });
    expect(worktreeOf(given([...anew, late]), 'g/u')).toMatchObject({
      path: '/u/2',
      head: { commit: COMMIT, tree: TREE },
    });
  });

  it('makes no worktree ready but the one that it was about', () => {
    const early = [...units.slice(0, 6), intended('g/u', 1), stopped('x'), replayed, intended('g/u', 2)];
    expect(worktreeOf(given([...early, draft('WorktreeCreated', { intent: 7 })]), 'g/u')?.state).toBe('none');
    expect(worktreeOf(given([...early, draft('WorktreeRecreated', { intent: 7 })]), 'g/u')?.state).toBe(
      'none',
    );
    expect(worktreeOf(given([...early, draft('WorktreeCreated', { intent: 10 })]), 'g/u')?.state).toBe(
      'ready',
    );
  });

  it('is nothing where no intent is open', () => {
    const before = given(units);
    for (const type of ['WorktreeCreated', 'WorktreeRecreated', 'WorktreeRemoved'] as const)
      expect(given([...units, draft(type, { intent: 99 })]).worktrees).toEqual(before.worktrees);
  });
});

describe('a worktree that is removed', () => {
  const removal = { unit: 'g/u', worktree: '/u/g/u', branch: BRANCH, commit: COMMIT, tree: TREE };
  const going = [...units, draft('RemovalIntended', removal)];

  it.each([
    ['is there no more', undefined, 'none'],
    ['is left where it holds what no commit holds', 'files', 'left'],
  ])('%s', (_, left, is) => {
    const removed = draft('WorktreeRemoved', { intent: 9, ...(left === undefined ? {} : { left }) });
    expect(worktreeOf(given([...going, removed]), 'g/u')).toMatchObject({ state: is, isSetUp: false });
  });
});
