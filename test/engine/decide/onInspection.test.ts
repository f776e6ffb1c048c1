import { describe, expect, it } from 'vitest';
import type { CommandOf } from '../../../src/engine/command.js';
import type { Draft } from '../../../src/events/catalogue.js';
import {
  attempt,
  call,
  caused,
  commit,
  decided,
  failed,
  finished,
  IDENT,
  lifeBegan,
  NO_FILES,
  passed,
  saw,
  step,
  stepFailed,
  unitStands,
} from '../../support/moments.js';
import { BRANCH, begun, COMMIT, codeStep, draft, group, object, TREE } from '../../support/run.js';

const REFS = 'refs/refold/20261121-040000-1a2b3c';
const HEAD = { commit: COMMIT, tree: TREE };
const CHANGED = object('e', 1);
const a = [...begun(codeStep('a')), step('a'), attempt('a')];
const over = [...a, failed('a', 1, { reason: 'gate' })];

const FOUND = {
  tree: CHANGED,
  tip: COMMIT,
  descends: true,
  head: { attached: true, commit: COMMIT },
  files: NO_FILES,
};
const report = (
  purpose: 'checkpoint' | 'placeholder',
  found: Partial<CommandOf<'ReportInspection'>['found']> = {},
  more: Partial<CommandOf<'ReportInspection'>> = {},
): CommandOf<'ReportInspection'> => ({
  type: 'ReportInspection',
  path: 'a',
  purpose,
  head: HEAD,
  found: { ...FOUND, ...found },
  ...more,
});
const intended = (more: object): Draft =>
  draft('CommitIntended', {
    path: 'a',
    ref: BRANCH,
    tree: CHANGED,
    ident: IDENT,
    files: NO_FILES,
    ...more,
  } as never);
const checkpoint = (parent: string, more = {}) =>
  intended({ kind: 'checkpoint', parent, replaces: parent, message: 'a: done', ...more });

describe('what passed', () => {
  it('is committed on the branch as it was found, with what its agent committed below it', () => {
    expect(decided(a, report('checkpoint'))).toStrictEqual([caused(6, checkpoint(COMMIT))]);
    expect(decided(a, report('checkpoint', { tip: object('c', 2) }))).toStrictEqual([
      caused(6, checkpoint(object('c', 2))),
    ]);
    expect(decided(a, report('checkpoint', { tip: object('c', 2), tree: TREE }))).toStrictEqual([
      caused(6, checkpoint(object('c', 2), { tree: TREE })),
    ]);
    expect(decided(a, report('checkpoint', { tip: undefined }))).toStrictEqual([
      caused(6, checkpoint(COMMIT)),
    ]);
  });

  it('passes without a commit where nothing changed', () => {
    expect(decided(a, report('checkpoint', { tree: TREE }))).toStrictEqual([caused(6, passed('a'))]);
  });

  it('is committed for a step that runs', () => {
    for (const no of [a.slice(0, 5), [...a, passed('a')], begun(codeStep('a'))])
      expect(decided(no, report('checkpoint'))).toBe('a does not run');
    expect(decided([], report('checkpoint'))).toBe('a has no worktree');
  });

  it('is committed as it was seen behind the agent', () => {
    const seen = [...a, call('a'), finished(7), saw('a', 1, { tree: CHANGED })];
    expect(decided(seen, { type: 'CommitWork', path: 'a' })).toStrictEqual([caused(9, checkpoint(COMMIT))]);
    for (const no of [a, a.slice(0, 5), begun(codeStep('a')), []])
      expect(decided(no, { type: 'CommitWork', path: 'a' })).toBe('a has no work that was looked at');
  });

  it('of a unit is committed on the branch of that', () => {
    const unit = [
      ...begun({ ...group('g', codeStep('u')), parallel: {} }),
      step('g'),
      ...unitStands('g/u', 6),
      step('g/u'),
      attempt('g/u'),
    ];
    const there = checkpoint(COMMIT, { path: 'g/u', unit: 'g/u', ref: 'b/g/u', message: 'g/u: done' });
    expect(decided(unit, report('checkpoint', {}, { path: 'g/u' }))).toStrictEqual([caused(9, there)]);
  });
});

describe('work on a task that has an id', () => {
  const task = { name: 'T-003: Export', slug: 't-003', id: 'T-003', title: 'Export', description: '' };
  const split = { name: 's', type: 'split', tasks: [task], each: [codeStep('do')] };
  const at = [
    step('s'),
    attempt('s'),
    step('s/t-003'),
    attempt('s/t-003'),
    step('s/t-003/do'),
    attempt('s/t-003/do'),
  ];
  const messageOf = (events: readonly Draft[], purpose: 'checkpoint' | 'placeholder'): unknown => {
    const [event] = decided(events, report(purpose, {}, { path: 's/t-003/do' }));
    return event && typeof event !== 'string' && event.type === 'CommitIntended' ? event.data.message : event;
  };

  it('is committed under its id and title', () => {
    expect(messageOf([...begun(split), ...at], 'checkpoint')).toBe('T-003: Export');
    expect(messageOf([...begun(split), ...at, failed('s/t-003/do')], 'placeholder')).toBe(
      's/t-003/do: FAILED (agent): T-003: Export',
    );
  });
});

describe('what failed', () => {
  const placeholder = (more: object) =>
    intended({
      kind: 'placeholder',
      parent: COMMIT,
      replaces: COMMIT,
      reason: 'gate',
      message: 'a: FAILED (gate)',
      ...more,
    });

  it('is parked in one commit on the base of the step', () => {
    expect(decided(over, report('placeholder'))).toStrictEqual([caused(7, placeholder({}))]);
    expect(decided(over, report('placeholder', { tip: undefined }))).toStrictEqual([
      caused(7, placeholder({})),
    ]);
  });

  it('keeps what its agent had committed under a ref', () => {
    const tip = object('c', 2);
    for (const tree of [CHANGED, TREE])
      expect(decided(over, report('placeholder', { tip, tree }))).toStrictEqual([
        caused(7, placeholder({ replaces: tip, tree, keeps: `${REFS}/found-8` })),
      ]);
  });

  it('fails without a commit where nothing is left', () => {
    expect(decided(over, report('placeholder', { tree: TREE }))).toStrictEqual([caused(7, stepFailed('a'))]);
  });

  it('is parked for a step that runs and has failed', () => {
    for (const no of [a, a.slice(0, 5), [...over, stepFailed('a')], begun(codeStep('a'))])
      expect(decided(no, report('placeholder'))).toBe('a has not failed');
  });
});

describe('a look at a worktree', () => {
  it('says nothing where the branch went on meanwhile', () => {
    const elsewhere = { head: { commit: object('c', 9), tree: TREE } };
    expect(decided(a, report('checkpoint', {}, elsewhere))).toStrictEqual([]);
  });

  const back = (more: object): Draft =>
    draft('ReattachIntended', { branch: BRANCH, path: 'a', keeps: `${REFS}/found-7`, ...more } as never);

  it('has HEAD and branch put back first, to what goes on from where they were', () => {
    const detached = { attached: false, commit: object('c', 3), on: 'refs/heads/x' };
    expect(decided(a, report('checkpoint', { head: detached, tip: object('c', 2) }))).toStrictEqual([
      caused(6, back({ to: object('c', 2), head: object('c', 3), tip: object('c', 2), on: 'refs/heads/x' })),
    ]);
    expect(decided(a, report('checkpoint', { head: { attached: false }, tip: undefined }))).toStrictEqual([
      caused(6, back({ to: COMMIT })),
    ]);
    expect(decided(over, report('placeholder', { descends: false, tip: object('c', 2) }))).toMatchObject([
      { type: 'ReattachIntended', data: { to: COMMIT, head: COMMIT, tip: object('c', 2) } },
    ]);
  });

  it('is caused by the run where its step is gone', () => {
    const gone = [...begun(codeStep('a')), lifeBegan(2)];
    expect(decided(gone, report('checkpoint', { descends: false }))).toMatchObject([{ cause: 5 }]);
  });
});

describe('what a stop would cut off', () => {
  const stopping = [...a, draft('StopRequested', { reason: 'interrupted', signal: 'SIGINT' })];
  const left = (found = {}, unit = '', head = HEAD) => ({ unit, head, found: { ...FOUND, ...found } });
  const salvage = (...all: readonly ReturnType<typeof left>[]) => ({
    type: 'ReportSalvage' as const,
    left: all,
  });
  const work = (n: number, more: object = {}) =>
    draft('CommitIntended', {
      kind: 'work',
      ref: `${REFS}/work-${n}`,
      parent: COMMIT,
      tree: CHANGED,
      ident: IDENT,
      files: NO_FILES,
      message: 'work in progress at a stop (interrupted)',
      ...more,
    });

  it('is kept under a ref, in every worktree', () => {
    expect(decided(stopping, salvage(left()))).toStrictEqual([caused(7, work(8))]);
    expect(decided(stopping, salvage(left({ tip: object('c', 2) })))).toStrictEqual([
      caused(7, work(8, { parent: object('c', 2) })),
    ]);
    expect(decided(stopping, salvage(left({ tip: undefined })))).toStrictEqual([caused(7, work(8))]);
    const units = [...stopping, ...unitStands('u', 8)];
    expect(decided(units, salvage(left(), left({ tree: TREE }, 'u'), left({}, 'u')))).toStrictEqual([
      caused(7, work(10)),
      caused(10, work(11, { unit: 'u' })),
    ]);
  });

  it('is looked at again where HEAD is put back first, or a branch went on', () => {
    const units = [...stopping, ...unitStands('u', 8)];
    const away = left({ head: { attached: false } }, 'u');
    expect(decided(units, salvage(left(), away))).toMatchObject([
      { type: 'CommitIntended' },
      { type: 'ReattachIntended', data: { unit: 'u', branch: 'b/u', keeps: `${REFS}/found-11` } },
    ]);
    expect(decided(stopping, salvage(left({ descends: false })))).toMatchObject([
      { type: 'ReattachIntended' },
    ]);
    expect(
      decided(stopping, salvage(left(), left({}, '', { commit: object('c', 9), tree: TREE }))),
    ).toStrictEqual([]);
    expect(decided(stopping, salvage(left({}, 'nowhere')))).toStrictEqual([]);
  });

  it('is nothing where nothing changed: then the run stops, with the word of what could not be looked at', () => {
    const stop = (more: object) => caused(7, draft('RunStopped', more as never));
    expect(decided(stopping, salvage())).toStrictEqual([stop({ reason: 'interrupted', detail: 'SIGINT' })]);
    expect(decided(stopping, salvage(left({ tree: TREE })))).toHaveLength(1);
    const failure = { reason: 'drift', detail: 'a.txt' };
    expect(decided(stopping, { ...salvage(), failure })).toStrictEqual([stop(failure)]);
    const detailed = [...a, draft('StopRequested', { reason: 'error', detail: 'd', signal: 's' })];
    expect(decided(detailed, salvage())).toStrictEqual([stop({ reason: 'error', detail: 'd' })]);
    const plain = [...a, draft('StopRequested', { reason: 'interrupted' })];
    expect(decided(plain, salvage())).toStrictEqual([stop({ reason: 'interrupted' })]);
  });

  it('is kept only where a stop was asked for', () => {
    for (const no of [a, [], [...a, commit('work')]])
      expect(decided(no, salvage())).toBe('no stop was asked for');
  });
});
