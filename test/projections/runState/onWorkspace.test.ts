import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/events/catalogue.js';
import type { Stored } from '../../../src/events/stored.js';
import type { StepNode } from '../../../src/events/tree.js';
import { apply } from '../../../src/projections/projection.js';
import { runState } from '../../../src/projections/runState.js';
import { writeLog } from '../../support/lines.js';
import {
  attempt,
  call,
  commit,
  failed,
  finished,
  gate,
  IDENT,
  lifeBegan,
  passed,
  saw,
  step,
  stepFailed,
  unitStands,
} from '../../support/moments.js';
import {
  BRANCH,
  begun,
  COMMIT,
  codeStep,
  created,
  draft,
  given,
  group,
  object,
  TREE,
  WORKTREE,
} from '../../support/run.js';

const a = [...begun(codeStep('a')), step('a'), attempt('a')];
const NEW = { commit: object('c', 1), tree: object('e', 1) };
const headOf = (drafts: readonly Draft[], unit = '') => given(drafts).worktrees.get(unit)?.head;
const stands = (drafts: readonly Draft[]) => given(drafts).steps.get('a')?.stands;

describe('the head of a worktree', () => {
  it('moves with what is committed there', () => {
    const files = { count: 2, list: [] };
    const done = [
      ...a,
      commit('checkpoint', { path: 'a', files }),
      draft('CheckpointCommitted', { intent: 7, path: 'a', ...NEW }),
    ];
    expect(headOf(done)).toEqual(NEW);
    expect(given(done).steps.get('a')?.files).toBe(2);
    const merged = draft('MergeCommitted', { intent: 7, path: 'a', ...NEW });
    expect(headOf([...a, commit('merge', { path: 'a' }), merged])).toEqual(NEW);
    const kept = draft('WorkKept', { intent: 7, ref: 'r', ...NEW });
    expect(headOf([...a, commit('work'), kept])).toEqual({ commit: COMMIT, tree: TREE });
  });

  it('is at the placeholder that parks what failed, whose work is what the step left', () => {
    const parked = draft('PlaceholderCommitted', {
      intent: 7,
      path: 'a',
      ...NEW,
      parent: COMMIT,
      base: COMMIT,
      reason: 'gate',
    });
    const failed_ = [...a, commit('placeholder', { path: 'a' }), parked];
    expect(headOf(failed_)).toEqual(NEW);
    expect(stands(failed_)).toMatchObject({ commit: COMMIT, tree: NEW.tree });
    expect(given([...failed_, stepFailed('a', NEW.commit)]).steps.get('a')?.failed).toEqual({
      reason: 'gate',
      placeholder: NEW.commit,
    });
  });

  it('goes back with a reset, but not where only what an attempt did is undone', () => {
    const reset = (why: string, about = {}): readonly Draft[] => [
      draft('ResetIntended', {
        branch: BRANCH,
        to: COMMIT,
        tree: TREE,
        keeps: 'k',
        why,
        ident: IDENT,
        ...about,
      }),
      draft('WorktreeReset', {
        intent: 9,
        to: NEW.commit,
        tree: NEW.tree,
        kept: { ref: 'k', commit: COMMIT },
      }),
    ];
    const due = [...a, failed('a', 1, { undo: true }), attempt('a', 2, { reset: true })];
    const own = { path: 'a', attempt: 2 };
    expect(headOf([...due, ...reset('retry', own)])).toEqual(NEW);
    expect(headOf([...due, ...reset('replay')])).toEqual(NEW);
    expect(headOf([...due, ...reset('undo', own)])).toEqual({ commit: COMMIT, tree: TREE });
    expect(stands([...due, ...reset('undo', own)])).toMatchObject(NEW);
    expect(stands([...due, ...reset('replay')])).toMatchObject({ commit: COMMIT, tree: TREE });
    const now = (drafts: readonly Draft[]) => given(drafts).steps.get('a')?.attempt;
    expect(now(due)).toMatchObject({ resetDue: true, undoDue: false });
    expect(now([...due, ...reset('retry', own)])?.resetDue).toBe(false);
    expect(now([...due, ...reset('retry', { path: 'a', attempt: 1 })])?.resetDue).toBe(true);
    expect(now([...due, ...reset('retry', { path: 'a' })])?.resetDue).toBe(true);
    expect(now([...due, ...reset('replay')])?.resetDue).toBe(true);
    const undo = [...a, lifeBegan(2), failed('a', 1, { undo: true })];
    expect(now(undo)?.undoDue).toBe(true);
    expect(now([...undo, ...reset('undo', { path: 'a', attempt: 1 })])?.undoDue).toBe(false);
    expect(now([...undo, ...reset('retry', { path: 'a', attempt: 1 })])?.undoDue).toBe(true);
  });
});

describe('a worktree that is made again', () => {
  const look: StepNode = { ...codeStep('x'), pause: 'before_gate' };
  const split: StepNode = {
    ...codeStep('s'),
    type: 'split',
    tasks: [{ name: 'T', slug: 't', description: '' }],
    each: [codeStep('do')],
  };
  const again = (intent: number): readonly Draft[] => [
    draft('WorktreeIntended', { worktree: WORKTREE, branch: BRANCH, commit: COMMIT }),
    draft('WorktreeRecreated', { intent }),
  ];

  it('has nothing of what was not committed there', () => {
    const setup = { link: [], copy: [], commands: ['x'] };
    const worked = [
      draft('RunCreated', { ...created(look), setup }),
      ...begun(look).slice(1),
      draft('SetupIntended', { setup }),
      draft('SetupFinished', { intent: 5, linked: [], copied: [], output: { text: '' }, ms: 1 }),
      step('x'),
      attempt('x'),
      call('x'),
      finished(9),
      saw('x', 1, { head: NEW.commit, tree: NEW.tree }),
      draft('AnswerRead', { path: 'x', attempt: 1, pass: true }),
      gate('x'),
      draft('PauseBegan', { path: 'x', attempt: 1, when: 'before_gate' }),
    ];
    expect(given(worked).worktrees.get('')?.isSetUp).toBe(true);
    const state = given([...worked, ...again(15)]);
    expect(state.worktrees.get('')).toMatchObject({ state: 'ready', isSetUp: false });
    expect(state.steps.get('x')?.stands).toMatchObject({ commit: COMMIT, tree: TREE });
    const { call: turn, work, answer, gates, pauses } = state.steps.get('x')?.attempt ?? {};
    expect([turn, work, answer, gates?.size, pauses?.size]).toEqual([undefined, undefined, undefined, 0, 0]);
    const open = [...begun(look), step('x'), attempt('x'), call('x'), ...again(8)];
    expect(given(open).steps.get('x')?.attempt?.call?.state).toBe('open');
    expect(given([...begun(look), step('x'), ...again(6)]).steps.get('x')?.attempt).toBeUndefined();
  });

  it('is where the attempt begins that was under way', () => {
    const first = [...begun(codeStep('x')), step('x'), attempt('x'), call('x'), finished(7)];
    const second = [
      ...first,
      saw('x', 1, { head: NEW.commit, tree: NEW.tree }),
      failed('x'),
      attempt('x', 2),
    ];
    const startOf = (drafts: readonly Draft[]) => given(drafts).steps.get('x')?.attempt?.start;
    expect(startOf(second)).toMatchObject(NEW);
    expect(startOf([...second, ...again(12)])).toMatchObject({ commit: COMMIT, tree: TREE });
  });

  it('leaves a step that holds others its plan, and steps that have passed all they know', () => {
    const tasks = [...begun(split), step('s'), attempt('s'), call('s'), finished(7), saw('s'), gate('s')];
    const after = given([...tasks, ...again(11)]).steps.get('s')?.attempt;
    expect(after).toMatchObject({ call: { state: 'succeeded' }, work: { head: COMMIT } });
    expect(after?.gates.size).toBe(0);
    const done = [...a, call('a'), finished(7), saw('a', 1, { tree: NEW.tree }), passed('a')];
    expect(given([...done, ...again(11)]).steps.get('a')).toEqual(given(done).steps.get('a'));
  });

  it('is that of its unit alone', () => {
    const units = [
      ...begun({ ...group('g', codeStep('u'), codeStep('v')), parallel: {} }),
      ...[step('g'), ...unitStands('g/u', 6), ...unitStands('g/v', 8)],
      ...['g/u', 'g/v'].flatMap((path) => [step(path), attempt(path), saw(path)]),
      draft('WorktreeIntended', { unit: 'g/u', worktree: '/u/g/u', branch: 'b', commit: COMMIT }),
      draft('WorktreeRecreated', { intent: 16 }),
    ];
    const { steps } = given(units);
    expect([steps.get('g/u')?.attempt?.work, steps.get('g/v')?.attempt?.work?.head]).toEqual([
      undefined,
      COMMIT,
    ]);
  });
});

describe('an event that only a newer refold knows', () => {
  const unknown = (seq: number, critical: boolean): Stored =>
    ({
      raw: new Uint8Array(),
      offset: 0,
      known: false,
      event: { seq, at: '', type: `New${seq}`, v: 1, hash: '', data: {}, ...(critical ? { critical } : {}) },
    }) as Stored;
  const foldOf = (drafts: readonly Draft[], ...stored: readonly Stored[]) => {
    const state = runState.empty();
    for (const one of [...writeLog([drafts.map((event) => [event])]).stored, ...stored])
      apply(runState, state, one);
    return state;
  };

  it('is passed over, but the first that is critical is remembered with who wrote it', () => {
    expect(foldOf(a, unknown(7, false))).toMatchObject({ seq: 7, critical: undefined });
    expect(
      foldOf([...a, lifeBegan(2)], unknown(8, false), unknown(9, true), unknown(10, true)).critical,
    ).toEqual({
      type: 'New9',
      seq: 9,
      refold: '0',
    });
    expect(foldOf(a.slice(0, 1), unknown(2, true)).critical?.refold).toBe('0.0.0');
    expect(foldOf([], unknown(1, true)).critical?.refold).toBe('');
  });
});

describe('a group that is tried again', () => {
  it('tries again what failed below it, at every depth, and keeps what passed', () => {
    const nodes = begun(group('g', codeStep('x'), group('h', codeStep('y'))));
    const over = [
      ...nodes,
      ...[step('g'), attempt('g', 1, {}), step('g/x'), passed('g/x'), step('g/h'), attempt('g/h', 1, {})],
      ...[step('g/h/y'), attempt('g/h/y'), stepFailed('g/h/y'), stepFailed('g/h'), failed('g')],
    ];
    const { steps } = given([...over, attempt('g', 2, {})]);
    expect(['g/x', 'g/h', 'g/h/y'].map((path) => steps.get(path)?.state)).toEqual([
      'passed',
      'running',
      'running',
    ]);
    expect(steps.get('g/h/y')).toMatchObject({ attempt: undefined, endedAt: undefined, ms: undefined });
  });

  it('forgets the tasks of what runs anew', () => {
    const split: StepNode = { ...codeStep('s'), type: 'split', each: [codeStep('do')] };
    const planned = [
      ...begun(split),
      ...[step('s'), attempt('s')],
      draft('AnswerRead', { path: 's', attempt: 1, tasks: [{ name: 'T', slug: 't', description: '' }] }),
      step('s/t'),
    ];
    expect([...given(planned).index.steps.keys()]).toEqual(['s', 's/t', 's/t/do']);
    const anew = given([...planned, step('s')]);
    expect([[...anew.index.steps.keys()], [...anew.steps.keys()], anew.tasks.size]).toEqual([
      ['s'],
      ['s'],
      0,
    ]);
  });
});
