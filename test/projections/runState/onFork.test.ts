import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/events/catalogue.js';
import {
  attempt,
  call,
  commit,
  failed,
  finished,
  gate,
  IDENT,
  saw,
  step,
  stopped,
} from '../../support/moments.js';
import { called, NEW } from '../../support/reviewed.js';
import {
  BRANCH,
  begun,
  COMMIT,
  codeStep,
  draft,
  FORK,
  forkedAt,
  given,
  group,
  object,
  TREE,
  talkers,
  WORKTREE,
} from '../../support/run.js';

const [claude] = talkers;
describe('a fork', () => {
  const units = [
    ...begun({ ...group('g', codeStep('u'), codeStep('v'), codeStep('w')), parallel: {} }),
    step('g'),
    draft('WorktreeIntended', {
      unit: 'g/u',
      worktree: WORKTREE.replace('worktree', 'units/u'),
      branch: BRANCH.replace('main', 'u/u'),
      commit: COMMIT,
      tree: TREE,
    }),
    draft('WorktreeCreated', { intent: 6 }),
    draft('WorktreeIntended', { unit: 'g/v', worktree: '/x', branch: 'b', commit: COMMIT, tree: TREE }),
    step('g/u'),
    attempt('g/u'),
    call('g/u'),
    gate('g/u'),
    draft('ContextIntended', { path: 'g/u', attempt: 1, index: 0, source: { name: 'x' } }),
    commit('work', { path: 'g/u' }),
  ];
  const forked = given([...units, forkedAt(14)]);

  it('was cut off in all that was under way', () => {
    const under = forked.steps.get('g/u')?.attempt;
    expect([under?.call, under?.gates.get('bash'), under?.context.get(0)?.state]).toEqual([
      undefined,
      undefined,
      'interrupted',
    ]);
    const ended = [...units, finished(11), forkedAt(15)];
    expect(given(ended).steps.get('g/u')?.attempt?.call).toBeUndefined();
    const anew = [...units, failed('g/u'), attempt('g/u', 2), forkedAt(16)];
    expect(given(anew).steps.get('g/u')?.attempt?.call).toBeUndefined();
  });

  it('has its worktrees in a place and on branches of its own, to be made when they are needed', () => {
    expect([...forked.worktrees.values()].map(({ path, branch, state }) => [path, branch, state])).toEqual([
      [
        WORKTREE.replace('20261121-040000-1a2b3c', FORK),
        BRANCH.replace('20261121-040000-1a2b3c', FORK),
        'missing',
      ],
      [
        WORKTREE.replace('20261121-040000-1a2b3c/worktree', `${FORK}/units/u`),
        `refs/heads/refold/${FORK}/u/u`,
        'missing',
      ],
      [expect.any(String), 'b', 'none'],
    ]);
    const twice = given([...units, forkedAt(14), forkedAt(15)]);
    expect([...twice.worktrees.values()].map(({ state }) => state)).toEqual(['missing', 'missing', 'none']);
  });

  it('begins where a replay leads that had not gone back yet, and only then', () => {
    const reset = (why: string): Draft =>
      draft('ResetIntended', {
        branch: BRANCH,
        to: object('c', 5),
        tree: TREE,
        keeps: 'k',
        why,
        ident: IDENT,
      });
    const head = (why: string) => given([...units, reset(why), forkedAt(15)]).worktrees.get('')?.head.commit;
    expect([head('replay'), head('retry'), head('undo')]).toEqual([object('c', 5), COMMIT, COMMIT]);
  });

  it('stands as its parent where that had passed or failed, else prepared', () => {
    const stop = (reason: string) => given([...units, stopped(reason), forkedAt(15)]).stop?.reason;
    expect(['passed', 'failed', 'interrupted', 'paused'].map(stop)).toEqual([
      'passed',
      'failed',
      'forked',
      'forked',
    ]);
  });

  it('of a fork has inherited what both had used', () => {
    const used = { tokensIn: 4 };
    const told = [
      ...begun(codeStep('a')),
      step('a'),
      attempt('a'),
      call('a'),
      finished(7, { usage: used, estimate: { cost: 2, of: 'd' } }),
      call('a', 1, { agent: claude }),
      finished(9),
      call('a'),
      finished(11, { usage: used }),
    ];
    const later = [
      ...told,
      forkedAt(12),
      ...[call('a'), finished(14, { usage: used, estimate: { cost: 1, of: 'd' } })],
    ];
    expect(given([...later, forkedAt(15)]).forkOf?.inherited).toEqual({
      known: { tokensIn: 12 },
      estimated: 3,
      untold: 1,
      unpriced: 1,
    });
  });

  it('reviews from the first iteration on: the work that was judged is not in it', () => {
    const judged = draft('WorkJudged', { path: 'a', attempt: 1, iteration: 1, accepted: false });
    const past = [...called(), saw('a', 1, { tree: NEW }), judged];
    const { attempt, ledger } = given([...past, forkedAt(past.length)]).steps.get('a') ?? {};
    expect(attempt?.review).toMatchObject({ iteration: 1, rejections: 0, from: TREE });
    expect(attempt?.turn.due).toBe(false);
    expect(ledger).toHaveLength(1);
  });
});
