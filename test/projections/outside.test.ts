import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plan } from '../../src/engine/plan.js';
import type { Draft } from '../../src/events/catalogue.js';
import {
  firstCommandOf,
  type GoingOn,
  goingOnFrom,
  noFacts,
  outsideSummaryOf,
  recordedOf,
} from '../../src/projections/outside.js';
import { fromDocument, toDocument } from '../../src/projections/runState/document.js';
import { statusOf } from '../../src/projections/status.js';
import { lifeBegan } from '../support/moments.js';
import { closed, kept, made, outsideRun, resumedAt } from '../support/outside.js';
import { begun, codeStep, draft, given } from '../support/run.js';

const at = (drafts: readonly Draft[], step?: number): GoingOn => {
  const { outside } = given(drafts);
  const from = outside && goingOnFrom(outside, step);
  if (!from) throw new Error('there is nowhere to go on');
  return from;
};

const [a1, a2, b1] = [kept('a', '1'), kept('a', '2'), kept('b', '1')];
const value = (text: string) => [{ name: 'x', value: text }];
/** Checkpoints at seq 3, 5 and 7. */
const three = outsideRun(
  made(1, { files: [a1], vars: value('1'), command: './first' }),
  made(2, { files: [b1] }),
  made(3, { files: [a2, { path: 'b', deleted: true }], vars: value('3'), command: './third' }),
);

describe('a workflow that refold does not run', () => {
  it('goes on at its last checkpoint, with the latest of every file and value that led there', () => {
    const { checkpoint, files, vars, command } = at(three);
    expect([checkpoint.seq, checkpoint.step, command]).toEqual([7, 3, './third']);
    expect([...files.values()]).toEqual([a2, { path: 'b', deleted: true }]);
    expect([...vars]).toEqual([['x', '3']]);
  });

  it('goes on at an earlier checkpoint as it was', () => {
    const { checkpoint, files, vars, command } = at(three, 2);
    expect([checkpoint.seq, command]).toEqual([5, './first']);
    expect([...files.values()]).toEqual([a1, b1]);
    expect([...vars]).toEqual([['x', '1']]);
    expect(goingOnFrom(given(three).outside as never, 4)).toBeUndefined();
  });

  it('goes on from where it went back to, and what came later counts no more', () => {
    const back = [...three, lifeBegan(4), resumedAt(5, 2)];
    expect([...at(back).files.values()]).toEqual([a1, b1]);
    const on = [...back, lifeBegan(5), draft('OutsideCheckpointMade', made(3, { files: [b1] }))];
    expect(at(on, 3).checkpoint.seq).toBe(11);
    expect([...at(on).files.values()]).toEqual([a1, b1]);
    expect(at(on).command).toBe('./first');
  });

  it('is in the checkout that it was said to have moved to', () => {
    const moved = { from: '/repo/.git', gitDir: '/repo/.git', root: '/linked' };
    const { outside } = given([...three, lifeBegan(4), draft('RepositoryMoved', moved)]);
    expect(outside?.repository).toEqual({ id: 'repo-123456', root: '/linked', gitDir: '/repo/.git' });
  });

  it('tells its steps by the order of the log, whatever their numbers', () => {
    expect(at(outsideRun(made(9), made(2))).checkpoint.step).toBe(2);
    expect(at(outsideRun(made(4), made(4)), 4).checkpoint.seq).toBe(5);
  });

  it('holds what was accepted against what is found next, until a checkpoint takes it in', () => {
    const accepted = [...three, lifeBegan(4), resumedAt(7, 3, [kept('a', '5')])];
    expect([...at(accepted).found.keys()]).toEqual(['a']);
    expect(recordedOf(at(accepted)).get('a')).toEqual({
      mode: '100644',
      size: 5,
      sha256: '5'.repeat(64),
    });
    const on = at([...accepted, lifeBegan(5), draft('OutsideCheckpointMade', made(4))]);
    expect([...on.found.keys()]).toEqual([]);
    expect(on.files.get('a')).toEqual(kept('a', '5'));
    const restored = draft('OutsideFileKept', { file: kept('a', '5'), checkpoint: 7 });
    expect(
      recordedOf(at([...accepted, lifeBegan(5), restored]))
        .get('a')
        ?.valueOf(),
    ).toMatchObject({
      size: 2,
    });
  });

  it('begins by the first command that it told', () => {
    expect(firstCommandOf(given(three).outside as never)).toBe('./first');
    expect(firstCommandOf(given(outsideRun(made(1))).outside as never)).toBeUndefined();
  });

  it.each([
    [three, 'active'],
    [[...three, closed('completed')], 'completed'],
    [[...three, closed('begun anew')], 'discarded'],
    [[...three, closed('discarded')], 'discarded'],
    [[...three, closed('completed'), closed('archived')], 'archived'],
  ])('stands where it was told to, whoever holds its log', (drafts, status) => {
    expect([statusOf(given(drafts), false), statusOf(given(drafts), true)]).toEqual([status, status]);
  });

  it('is nothing to the engine, and is summed up by itself', () => {
    const state = given(three);
    expect(plan(state)).toEqual([]);
    expect(noFacts(state)).toEqual({ _tag: 'RunOutside', number: 1, name: 'deploy', isActive: true });
    expect(outsideSummaryOf(state)).toMatchObject({
      workflow: 'deploy',
      status: 'active',
      checkpoints: 3,
      checkpoint: { seq: 7, step: 3 },
      files: 1,
      vars: { x: '3' },
      events: 7,
    });
    expect(outsideSummaryOf(given(begun(codeStep('a'))))).toBeUndefined();
    expect(noFacts(given(begun()))).toEqual({ _tag: 'NotCreated' });
  });

  it('is the same after a snapshot, wherever it was taken', () => {
    const whole = [...three, lifeBegan(4), resumedAt(5, 2, [kept('a', '7')]), closed('completed')];
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const state = given(whole.slice(0, cut));
      expect(fromDocument(JSON.parse(JSON.stringify(toDocument(state))))).toEqual(state);
    }
  });

  it('holds of every file the latest of the checkpoints that count, after any history', () => {
    const moves = fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.boolean()), { maxLength: 12 });
    fc.assert(
      fc.property(moves, (all) => {
        const drafts: Draft[] = [...outsideRun(made(0))];
        const seqs = [3];
        const worth = new Map([[3, new Map<string, string>()]]);
        let standing = 3;
        for (const [path, digit, back] of all) {
          drafts.push(lifeBegan(drafts.length));
          if (back) {
            standing = seqs[digit % seqs.length] ?? 3;
            drafts.push(resumedAt(standing, 0));
            continue;
          }
          drafts.push(draft('OutsideCheckpointMade', made(1, { files: [kept(`f${path}`, `${digit}`)] })));
          const files = new Map(worth.get(standing));
          standing = drafts.length;
          seqs.push(standing);
          worth.set(standing, files.set(`f${path}`, `${digit}`));
        }
        const found = [...at(drafts).files.values()].map((file) =>
          'content' in file ? [file.path, file.content.sha256[0]] : [],
        );
        expect(Object.fromEntries(found)).toEqual(Object.fromEntries(worth.get(standing) ?? []));
      }),
    );
  });
});
