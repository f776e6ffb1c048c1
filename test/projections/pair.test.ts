import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import type { ReviewNode } from '../../src/events/tree.js';
import { pairOf } from '../../src/projections/pair.js';
import { statusOf } from '../../src/projections/status.js';
import {
  attempt,
  call,
  failed,
  IDENT,
  lifeBegan,
  passed,
  saw,
  step,
  stepFailed,
  stopped,
} from '../support/moments.js';
import { called, NEW, review as REVIEW } from '../support/reviewed.js';
import { begun, codeStep, draft, given } from '../support/run.js';

const SIGNALS: Pick<ReviewNode, 'signals'> = { signals: { done: 'FERTIG', mode: 'both', when: 'done' } };

const pairAt = (events: readonly Draft[], leaseHeld = false) => {
  const state = given(events);
  return pairOf(state, statusOf(state, leaseHeld));
};

const seen = [...called(SIGNALS), saw('a', 1, { tree: NEW })];
const rejected = (iteration: number): Draft =>
  draft('WorkJudged', { path: 'a', attempt: 1, iteration, accepted: false, category: 'weak_test' });
const ended = (reason: string) =>
  draft('AttemptFailed', { path: 'a', attempt: 1, reason, error: { text: '' } });

const archived = [
  lifeBegan(2),
  draft('DisposalIntended', { kind: 'archived', branches: 'b', worktrees: 'w', keeps: 'k', ident: IDENT }),
  draft('RunArchived', { intent: 1, refs: 1, uncommitted: 0 }),
];

describe('the state of a pair', () => {
  it.each<[string, readonly Draft[], boolean]>([
    ['submitted', begun(codeStep('a')), true],
    ['submitted', [...begun(codeStep('a')), stopped('forked')], false],
    ['working', called(), true],
    ['reviewing', seen, true],
    ['reviewing', [...seen, step('a/review')], true],
    ['working', [...seen, rejected(1)], true],
    ['interrupted', seen, false],
    ['interrupted', called(), false],
    ['interrupted', [...called(), stopped('interrupted')], false],
    ['paused', [...called(), stopped('paused')], false],
    ['paused', [...called(), stopped('drift')], false],
    ['failed', [...called(), failed('a'), stepFailed('a'), stopped('failed')], false],
    ['failed', [...called(), ended('iter_cap'), stepFailed('a'), stopped('iter_cap')], false],
    ['completed', [...called(), passed('a'), stopped('passed')], false],
    ['completed', [...called(), passed('a'), stopped('passed'), ...archived], false],
    ['failed', [...called(), failed('a'), stepFailed('a'), stopped('failed'), ...archived], false],
    ['cancelled', [...called(), ...archived], false],
  ])('is %s', (is, events, leaseHeld) => {
    expect(pairAt(events, leaseHeld).state).toBe(is);
  });

  it('is told with the iteration at hand, and by whom of whom, as the workflow has it or as it was raised', () => {
    expect(pairAt(seen, true)).toStrictEqual({
      state: 'reviewing',
      reviewed_step: 'a',
      current_iteration: 1,
      max_iterations: 2,
      primary_agent: 'command',
      secondary_agent: 'command',
      review_mode: 'both',
      done_signal: 'FERTIG',
    });
    const raised = draft('LimitChanged', { limit: 'iterations', value: 7, from: '--max-iterations' });
    expect(pairAt([...seen, rejected(1), raised], true)).toMatchObject({
      current_iteration: 2,
      max_iterations: 7,
    });
  });

  it('stays at the last iteration when that was rejected', () => {
    const over = [...seen, rejected(1), rejected(2), ended('iter_cap'), stepFailed('a'), stopped('iter_cap')];
    expect(pairAt(over)).toMatchObject({ current_iteration: 2, max_iterations: 2 });
  });

  it('is at the iteration whose review or whose worker failed', () => {
    const lost = [failed('a'), stepFailed('a'), stopped('failed')];
    expect(pairAt([...seen, ...lost])).toMatchObject({ current_iteration: 1 });
    const second = call('a', 1, { call: 2 });
    expect(pairAt([...seen, rejected(1), second, ...lost])).toMatchObject({ current_iteration: 2 });
  });

  it('begins at iteration 0, and knows no done word where the agents speak by files alone', () => {
    const before = [...begun({ ...codeStep('a'), review: { ...REVIEW } }), lifeBegan(2)];
    expect(pairAt(before, true)).toMatchObject({ state: 'submitted', current_iteration: 0 });
    expect(pairAt(before, true)).not.toHaveProperty('done_signal');
    expect(pairAt([...called(), attempt('b')], true)).toMatchObject({ review_mode: 'reviewer' });
  });

  it('says nothing more of a run whose work nobody reviews', () => {
    expect(pairAt(begun(codeStep('a')), true)).toStrictEqual({ state: 'submitted' });
  });
});
