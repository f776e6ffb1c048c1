import { describe, expect, it } from 'vitest';
import { endOfRejections, turnOutcome } from '../../src/engine/review.js';
import type { Draft } from '../../src/events/catalogue.js';
import { visibleText } from '../../src/events/content.js';
import type { ReviewNode } from '../../src/events/tree.js';
import { decided, saw } from '../support/moments.js';
import { called, NEW, nudged, review } from '../support/reviewed.js';
import { draft, given, TREE } from '../support/run.js';

const attemptIn = (drafts: readonly Draft[]) => {
  const attempt = given(drafts).steps.get('a')?.attempt;
  if (!attempt) throw new Error('there is no attempt');
  return attempt;
};

const node: ReviewNode = { ...review, quietTurns: 2, emptyResponses: 4 };
const outcome = (drafts: readonly Draft[], tree = TREE, stated?: string, more: Partial<ReviewNode> = {}) => {
  const attempt = attemptIn(drafts);
  const said = attempt.call?.output ? visibleText(attempt.call.output) : '';
  return turnOutcome({ ...node, ...more }, attempt, { tree, stated, said });
};
const asks = expect.stringContaining('State your case in `.refold/out/case.json`');

describe('what a turn came to', () => {
  it('is told to a worker that was quiet, with what is left to it', () => {
    const first = outcome(called());
    expect(first).toStrictEqual({ kind: 'nudge', why: 'quiet', streak: 1, text: asks });
    expect(first).toMatchObject({
      text: expect.stringMatching(
        /^Your last turn changed nothing and stated no case\..*This was turn 1 of that kind; after 2 of them without a verdict/,
      ),
    });
    expect(outcome([...called(), nudged()])).toStrictEqual({
      kind: 'end',
      reason: 'no_case',
      text: '2 turns without a verdict between them changed nothing and stated no case',
    });
    expect(outcome(called(), TREE, undefined, { quietTurns: 1 })).toMatchObject({
      text: 'a turn changed nothing and stated no case',
    });
  });

  it('is told to one that said nothing, which has a number of turns of its own', () => {
    const silent = called({}, '');
    expect(outcome(silent)).toStrictEqual({
      kind: 'nudge',
      why: 'empty',
      streak: 1,
      text: asks,
      waitMs: 2_000,
    });
    expect(outcome(silent)).toMatchObject({
      text: expect.stringMatching(/^Your last turn said nothing, and changed nothing\..*after 4 of them/),
    });
    const times = (streak: number) => [...silent, nudged({ why: 'empty', streak })];
    expect([1, 2].map((streak) => outcome(times(streak)))).toMatchObject([
      { streak: 2, waitMs: 4_000 },
      { streak: 3, waitMs: 4_000 },
    ]);
    expect(outcome(times(3))).toMatchObject({
      reason: 'empty_response',
      text: '4 turns without a verdict between them said nothing, and changed nothing',
    });
  });

  it('is what it changed, and what it states', () => {
    expect(outcome(called(), NEW)).toStrictEqual({ kind: 'done', signals: {} });
    expect(outcome(called(), NEW, undefined, { caseRequired: true })).toMatchObject({
      kind: 'nudge',
      why: 'case',
    });
    expect(outcome(called(), TREE, '{"summary": "s", "ac_coverage": []}')).toStrictEqual({
      kind: 'done',
      signals: {},
      case: { summary: 's', coverage: [] },
    });
  });
});

describe('the last of what is allowed', () => {
  const at = (iteration: number, rejections: number) => {
    const { review: stands } = attemptIn(called());
    if (!stands) throw new Error('nobody reviews');
    return { ...stands, iteration, rejections };
  };

  it.each([
    [{ iterations: 2 }, at(1, 0), undefined],
    [{ iterations: 2 }, at(2, 1), { reason: 'iter_cap', text: 'not accepted in 2 iterations' }],
    [{ iterations: 1 }, at(1, 0), { reason: 'iter_cap', text: 'not accepted in 1 iteration' }],
    [{ iterations: 9, rejections: 2 }, at(1, 0), undefined],
    [
      { iterations: 9, rejections: 2 },
      at(2, 1),
      { reason: 'verdict_cap', text: 'rejected 2 times, and no more is allowed' },
    ],
    [
      { iterations: 1, rejections: 1 },
      at(1, 0),
      { reason: 'verdict_cap', text: 'rejected once, and no more is allowed' },
    ],
  ])('of %j', (caps, stands, end) => {
    expect(endOfRejections(caps, stands)).toEqual(end);
  });
});

describe('what a review is asked for out of turn', () => {
  it('is refused', () => {
    const ended = [...called(), saw('a', 1, { tree: NEW })];
    const failed = draft('AttemptFailed', { path: 'a', attempt: 1, reason: 'guard', error: { text: 'x' } });
    for (const drafts of [called(), ended, [...ended, failed], [...ended, nudged()]]) {
      expect(decided(drafts, { type: 'PostponeCall', path: 'a' })).toBe('no call of a has failed');
      expect(decided(drafts, { type: 'JudgeWork', path: 'a' })).toBe('there is no verdict on a');
    }
    expect(decided(ended, { type: 'PostponeCall', path: 'b' })).toBe('no call of b has failed');
    expect(decided(ended, { type: 'JudgeWork', path: 'b' })).toBe('there is no verdict on b');
  });
});
