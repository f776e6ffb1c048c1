import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/engine/command.js';
import type { Draft } from '../../../src/events/catalogue.js';
import { attempt, call, decided, finished, planned, saw, step } from '../../support/moments.js';
import { again, called, judgedBy, NEW, withoutMessages } from '../../support/reviewed.js';
import { agent, BRANCH, COMMIT, draft, object, WORKTREE } from '../../support/run.js';

const REJECT = { verdict: 'reject', category: 'weak_test', concern: 'no', nextStep: 'test' };
const judge: Command = { type: 'JudgeWork', path: 'a' };
const bare = (all: readonly Draft[] | string) =>
  typeof all === 'string' ? all : withoutMessages(all).map(({ type, data }) => ({ type, data }));

describe('a verdict', () => {
  it('is asked for behind the gates, of an evaluator that begins anew after every turn', () => {
    const gated = [...called({}, 'x', ['bash']), saw('a', 1, { tree: NEW })];
    expect(planned(gated)).toEqual([{ type: 'IntendGate', path: 'a', gate: 'bash' }]);
    const seen = [...called(), saw('a', 1, { tree: NEW })];
    expect(planned(seen)).toEqual([{ type: 'StartStep', path: 'a/review' }]);
    expect(planned([...seen, step('a/review')])).toEqual(['inspect beginning a/review']);
    expect(planned(judgedBy(REJECT))).toEqual([judge]);
    const rejected = [
      ...judgedBy(REJECT),
      draft('WorkJudged', { path: 'a', attempt: 1, iteration: 1, accepted: false, category: 'weak_test' }),
    ];
    expect(planned(rejected)).toEqual([{ type: 'IntendCall', path: 'a' }]);
    const turned = [...rejected, ...again(rejected.length + 1), saw('a', 1, { tree: object('e', 2) })];
    expect(planned(turned)).toEqual([{ type: 'StartStep', path: 'a/review' }]);
  });

  it('that accepts lets the step be committed', () => {
    const accepted = judgedBy({ verdict: 'accept' });
    expect(bare(decided(accepted, judge))).toEqual([
      { type: 'WorkJudged', data: { path: 'a', attempt: 1, iteration: 1, accepted: true } },
    ]);
    const judged = draft('WorkJudged', { path: 'a', attempt: 1, iteration: 1, accepted: true });
    expect(planned([...accepted, judged])).toEqual([{ type: 'CommitWork', path: 'a' }]);
  });

  it('that accepts counts for nothing once the work is lost: what is done in its place is judged anew', () => {
    const accepted = [
      ...judgedBy({ verdict: 'accept' }),
      draft('WorkJudged', { path: 'a', attempt: 1, iteration: 1, accepted: true }),
    ];
    const lost = [
      ...accepted,
      draft('WorktreeIntended', { worktree: WORKTREE, branch: BRANCH, commit: COMMIT }),
      draft('WorktreeRecreated', { intent: accepted.length + 1 }),
    ];
    expect(planned(lost)).toEqual([{ type: 'IntendCall', path: 'a' }]);
    const done = [...lost, ...again(lost.length + 1), saw('a', 1, { tree: NEW })];
    expect(planned(done)).toEqual([{ type: 'StartStep', path: 'a/review' }]);
  });

  it('that accepts counts for nothing while a gate fails', () => {
    const gated = [
      ...called({}, 'x', ['bash']),
      saw('a', 1, { tree: NEW }),
      draft('GateIntended', { path: 'a', attempt: 1, gate: { name: 'bash', kind: 'bash' } }),
      draft('GateFinished', {
        intent: 10,
        result: 'failed',
        output: { text: '1 failed' },
        ms: 1,
        leftovers: 0,
      }),
    ];
    expect(planned(gated)).toEqual([{ type: 'StartStep', path: 'a/review' }]);
    expect(bare(decided(judgedBy({ verdict: 'accept' }, gated), judge))).toEqual([
      {
        type: 'WorkJudged',
        data: { path: 'a', attempt: 1, iteration: 1, accepted: false, failedGates: ['bash'] },
      },
    ]);
  });

  it('that rejects leads to another turn in the same attempt, up to the last iteration', () => {
    const first = judgedBy(REJECT);
    const rejected = { path: 'a', attempt: 1, iteration: 1, accepted: false, category: 'weak_test' };
    expect(bare(decided(first, judge))).toEqual([{ type: 'WorkJudged', data: rejected }]);
    const base = [...first, draft('WorkJudged', rejected)];
    const second = judgedBy(REJECT, [...base, ...again(base.length + 1), saw('a', 1, { tree: NEW })]);
    expect(bare(decided(second, judge))).toEqual([
      { type: 'WorkJudged', data: { ...rejected, iteration: 2 } },
      {
        type: 'AttemptFailed',
        data: { path: 'a', attempt: 1, reason: 'iter_cap', error: { text: 'not accepted in 2 iterations' } },
      },
    ]);
  });

  it('that is one rejection too many ends the attempt', () => {
    const capped = [...called({ rejections: 1 }), saw('a', 1, { tree: NEW })];
    expect(bare(decided(judgedBy(REJECT, capped), judge))).toMatchObject([
      { type: 'WorkJudged' },
      { type: 'AttemptFailed', data: { reason: 'verdict_cap' } },
    ]);
  });

  it('goes by the caps as they were raised, or lowered, since', () => {
    const limit = (limit: string, value: number) => draft('LimitChanged', { limit, value, from: '--max' });
    const seen = (more: object, ...limits: readonly Draft[]) => [
      ...called(more),
      saw('a', 1, { tree: NEW }),
      ...limits,
    ];
    const outcome = (base: readonly Draft[]) => {
      const all = decided(judgedBy(REJECT, base), judge);
      return typeof all === 'string' ? all : all.map(({ type }) => type);
    };
    const [goesOn, ends] = [['WorkJudged'], ['WorkJudged', 'AttemptFailed']];
    expect(outcome(seen({ iterations: 1 }))).toEqual(ends);
    expect(outcome(seen({ iterations: 1 }, limit('iterations', 2)))).toEqual(goesOn);
    expect(outcome(seen({}, limit('iterations', 1)))).toEqual(ends);
    expect(outcome(seen({ rejections: 1 }, limit('rejections', 2)))).toEqual(goesOn);
    expect(outcome(seen({ rejections: 1 }, limit('rejections', 0)))).toEqual(goesOn);
    expect(outcome(seen({}, limit('rejections', 1)))).toEqual(ends);
  });

  it('that could not be read twice is a rejection, marked as such', () => {
    const seen = [...called(), saw('a', 1, { tree: NEW })];
    const unread = (n: number, intent: number) => [
      attempt('a/review', n),
      call('a/review', n),
      finished(intent),
      saw('a/review', n, { tree: NEW }),
      draft('AttemptFailed', {
        path: 'a/review',
        attempt: n,
        reason: 'answer',
        error: { text: 'it is no JSON' },
      }),
    ];
    const once = [
      ...seen,
      step('a/review'),
      draft('TreeSeen', { path: 'a/review', head: COMMIT, tree: NEW }),
      ...unread(1, seen.length + 4),
    ];
    expect(planned(once)).toEqual([{ type: 'StartAttempt', path: 'a/review' }]);
    const twice = [
      ...once,
      ...unread(2, once.length + 2),
      draft('StepFailed', { path: 'a/review', attempt: 2, reason: 'answer' }),
    ];
    expect(bare(decided(twice, judge))).toEqual([
      {
        type: 'WorkJudged',
        data: {
          path: 'a',
          attempt: 1,
          iteration: 1,
          accepted: false,
          category: 'parse_failed',
          concern: 'the evaluator left no verdict that counts: it is no JSON',
        },
      },
    ]);
  });

  it.each(['provider_failure', 'agent'])(
    'of an evaluator that cannot be asked (%s) is none: the attempt of the worker fails for that',
    (reason) => {
      const seen = [...called(), saw('a', 1, { tree: NEW })];
      const error = { text: '529' };
      const failed = [
        ...seen,
        step('a/review'),
        attempt('a/review', 1, { agent }),
        draft('AttemptFailed', { path: 'a/review', attempt: 1, reason, error }),
      ];
      expect(planned(failed)).toEqual([{ type: 'FailGroup', path: 'a/review' }]);
      const ended = [...failed, draft('StepFailed', { path: 'a/review', attempt: 1, reason })];
      expect(bare(decided(ended, judge))).toEqual([
        { type: 'AttemptFailed', data: { path: 'a', attempt: 1, reason, error } },
      ]);
    },
  );
});

describe('a run whose reviewed step has failed for good', () => {
  it.each(['iter_cap', 'verdict_cap', 'no_case', 'empty_response', 'provider_failure'])(
    'stops for %s',
    (reason) => {
      const ended = [
        ...called(),
        saw('a'),
        draft('AttemptFailed', { path: 'a', attempt: 1, reason, error: { text: '' } }),
        draft('StepFailed', { path: 'a', attempt: 1, reason }),
      ];
      expect(planned(ended)).toEqual([{ type: 'StopRun', reason, step: 'a' }]);
    },
  );
});
