import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/engine/command.js';
import type { DataOf, Draft } from '../../../src/events/catalogue.js';
import { attempt, call, decided, finished, looked, planned, saw, step } from '../../support/moments.js';
import { again, CASE, called, NEW, nudged, review, withoutMessages } from '../../support/reviewed.js';
import { begun, COMMIT, codeStep, draft, object, TREE } from '../../support/run.js';

/** What was decided, without the look itself, which comes first. */
const afterLook = (drafts: readonly Draft[], command: Command) => {
  const all = decided(drafts, command);
  if (typeof all === 'string') return all;
  expect(all[0]?.type).toBe('WorkObserved');
  return withoutMessages(all.slice(1)).map(({ type, data }) => ({ type, data }));
};

describe('a turn of a worker', () => {
  it('that changed something is judged, with the case that it states or without one', () => {
    expect(afterLook(called(), looked(NEW))).toEqual([]);
    expect(afterLook(called(), looked(NEW, CASE))).toEqual([
      { type: 'AnswerRead', data: { path: 'a', attempt: 1, case: { summary: 'done', coverage: [] } } },
    ]);
  });

  it('that changed nothing is judged if it states a case: what lies there may be all that is wanted', () => {
    expect(afterLook(called(), looked(TREE, CASE))).toMatchObject([{ type: 'AnswerRead' }]);
  });

  it('that changed nothing and states no case is told so twice, and ends the attempt with the third', () => {
    const nudge = { path: 'a', attempt: 1, iteration: 1, why: 'quiet', streak: 1 };
    expect(afterLook(called(), looked(TREE))).toEqual([
      { type: 'TurnNudged', data: { ...nudge, text: expect.stringContaining('changed nothing') } },
    ]);
    const second = [...called(), saw('a'), nudged(), ...again(11)];
    expect(afterLook(second, looked(TREE))).toMatchObject([{ type: 'TurnNudged', data: { streak: 2 } }]);
    const third = [...second, saw('a'), nudged({ streak: 2 }), ...again(15)];
    expect(afterLook(third, looked(TREE))).toMatchObject([
      {
        type: 'AttemptFailed',
        data: {
          reason: 'no_case',
          error: { text: expect.stringMatching(/^3 turns without a verdict between them/) },
        },
      },
    ]);
  });

  it('that changed nothing is known as such also where a gate has written since the turn before', () => {
    const written = object('e', 2);
    const judged = [
      ...called(),
      saw('a', 1, { tree: NEW }),
      step('a/review'),
      draft('TreeSeen', { path: 'a/review', head: COMMIT, tree: written }),
      attempt('a/review'),
      draft('WorkJudged', { path: 'a', attempt: 1, iteration: 1, accepted: false, category: 'weak_test' }),
      ...again(14),
    ];
    expect(afterLook(judged, looked(written))).toMatchObject([
      { type: 'TurnNudged', data: { why: 'quiet' } },
    ]);
    expect(afterLook(judged, looked(NEW))).toEqual([]);
  });

  it('that changed nothing is known as such where somebody had changed something before it began', () => {
    const theirs = object('e', 3);
    const kept = draft('CommitIntended', {
      kind: 'work',
      ref: 'refs/refold/r/work-5',
      parent: COMMIT,
      tree: theirs,
      ident: { name: 'n', email: 'e' },
      message: 'm',
      files: { count: 1, list: [] },
    });
    const begins = [
      ...begun({ ...codeStep('a'), review }),
      step('a'),
      kept,
      draft('WorkKept', { intent: 6, commit: object('c', 3), tree: theirs, ref: 'refs/refold/r/work-5' }),
      attempt('a'),
      call('a'),
      finished(9, { output: { text: 'looked around' } }),
    ];
    expect(afterLook(begins, looked(theirs))).toMatchObject([{ type: 'TurnNudged', data: { why: 'quiet' } }]);
  });

  it('that says nothing either is asked again after 2 and 4 seconds, and ends the attempt with the third', () => {
    expect(afterLook(called({}, ' \n'), looked(TREE))).toMatchObject([
      { type: 'TurnNudged', data: { why: 'empty', streak: 1, waitMs: 2_000 } },
    ]);
    const second = [...called({}, ''), saw('a'), nudged({ why: 'empty', waitMs: 2_000 }), ...again(11, '')];
    expect(afterLook(second, looked(TREE))).toMatchObject([
      { type: 'TurnNudged', data: { why: 'empty', streak: 2, waitMs: 4_000 } },
    ]);
    const third = [...second, saw('a'), nudged({ why: 'empty', streak: 2, waitMs: 4_000 }), ...again(15, '')];
    expect(afterLook(third, looked(TREE))).toMatchObject([
      { type: 'AttemptFailed', data: { reason: 'empty_response' } },
    ]);
  });

  it('cannot put the end off by being quiet and empty in turns', () => {
    const mixed = [
      ...called({ quietTurns: 2, emptyResponses: 2 }),
      saw('a'),
      nudged(),
      ...again(11, ''),
      saw('a'),
      nudged({ why: 'empty' }),
      ...again(15),
    ];
    expect(afterLook(mixed, looked(TREE))).toMatchObject([
      { type: 'AttemptFailed', data: { reason: 'no_case' } },
    ]);
  });

  it('whose case cannot be read is told so once; the second time it is rejected without a gate or an evaluator', () => {
    expect(afterLook(called(), looked(NEW, 'done!'))).toMatchObject([
      {
        type: 'TurnNudged',
        data: { why: 'case', streak: 1, text: expect.stringContaining('it is no JSON') },
      },
    ]);
    const second = [...called(), saw('a', 1, { tree: NEW }), nudged({ why: 'case' }), ...again(11)];
    expect(afterLook(second, looked(NEW, '{}'))).toEqual([
      {
        type: 'WorkJudged',
        data: {
          path: 'a',
          attempt: 1,
          iteration: 1,
          accepted: false,
          category: 'parse_failed',
          concern: expect.stringContaining('`summary` must be a text'),
        },
      },
    ]);
  });

  it('without a case that is required is told so, whatever it changed', () => {
    expect(afterLook(called({ caseRequired: true }), looked(NEW))).toMatchObject([
      { type: 'TurnNudged', data: { why: 'case', text: expect.stringContaining('there is none') } },
    ]);
  });

  it('with a case that speaks of no criterion is told so as well, where one is required', () => {
    expect(afterLook(called({ caseRequired: true }), looked(NEW, CASE))).toMatchObject([
      { type: 'TurnNudged', data: { why: 'case', text: expect.stringContaining('`ac_coverage` is empty') } },
    ]);
  });

  it('that failed is taken again after 2, 4, 8, 16, 32, 60 and 60 seconds; with the eighth failure the attempt ends', () => {
    const base = [
      ...begun({ ...codeStep('a'), review }),
      step('a'),
      attempt('a'),
      call('a'),
      finished(7, { succeeded: false, exit: 1, error: { text: '529 overloaded' } }),
      saw('a'),
    ];
    expect(planned(base)).toEqual([{ type: 'PostponeCall', path: 'a' }]);
    const waits: unknown[] = [];
    let drafts: readonly Draft[] = base;
    for (let failures = 1; failures < 8; failures += 1) {
      const [postponed] = decided(drafts, { type: 'PostponeCall', path: 'a' }) as readonly Draft[];
      const { waitMs, failures: counted } = (postponed as Draft).data as DataOf<'CallPostponed'>;
      expect(counted).toBe(failures);
      waits.push(waitMs);
      const seq = drafts.length + 2;
      drafts = [
        ...drafts,
        postponed as Draft,
        call('a', 1, { call: failures + 1 }),
        finished(seq, { succeeded: false, exit: 1, error: { text: '529 overloaded' } }),
        saw('a'),
      ];
    }
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    expect(decided(drafts, { type: 'PostponeCall', path: 'a' })).toMatchObject([
      { type: 'AttemptFailed', data: { reason: 'provider_failure', error: { text: '529 overloaded' } } },
    ]);
  });
});

describe('an evaluator whose program fails for the last time', () => {
  it('leaves nothing of what it changed', () => {
    const seen = [
      ...called(),
      saw('a', 1, { tree: NEW }),
      step('a/review'),
      draft('TreeSeen', { path: 'a/review', head: COMMIT, tree: NEW }),
      attempt('a/review'),
      call('a/review'),
      finished(13, { succeeded: false, exit: 1 }),
    ];
    const about = { path: 'a/review', attempt: 1, call: 13, waitMs: 1 };
    const often = [
      ...seen,
      saw('a/review', 1, { tree: NEW }),
      draft('CallPostponed', { ...about, failures: 7 }),
      call('a/review', 1, { call: 2 }),
      finished(17, { succeeded: false, exit: 1 }),
      saw('a/review', 1, { tree: object('e', 2) }),
    ];
    expect(decided(often, { type: 'PostponeCall', path: 'a/review' })).toMatchObject([
      { type: 'AttemptFailed', data: { reason: 'provider_failure', undo: true } },
    ]);
  });
});

describe('a reviewed worker whose guard has tripped', () => {
  it('is not called again: its attempt fails', () => {
    const tripped = [
      ...called().slice(0, -1),
      draft('GuardTripped', { intent: 7, guard: 'max_turns', detail: '9 turns' }),
      finished(7, { succeeded: false, exit: 143 }),
      saw('a'),
    ];
    expect(planned(tripped)).toEqual([{ type: 'FailAttempt', path: 'a' }]);
  });
});

describe('a worker whose program is missing', () => {
  it('is not called again: nothing would be different', () => {
    const missing = [
      ...called().slice(0, -1),
      finished(7, { succeeded: false, exit: 127, fault: 'program missing', error: { text: 'no claude' } }),
      saw('a'),
    ];
    expect(planned(missing)).toEqual([{ type: 'PostponeCall', path: 'a' }]);
    expect(decided(missing, { type: 'PostponeCall', path: 'a' })).toMatchObject([
      { type: 'AttemptFailed', data: { reason: 'agent', error: { text: 'no claude' } } },
    ]);
  });
});

describe('what is put off', () => {
  const postponed = [...called({}, ''), saw('a'), nudged({ why: 'empty', waitMs: 2_000 })];

  it('is waited for, and then begun', () => {
    expect(planned(postponed)).toEqual([expect.stringMatching(/^wait a /)]);
    const begun = decided(postponed, { type: 'EndWait', path: 'a' });
    expect(withoutMessages(begun as readonly Draft[])).toMatchObject([
      { type: 'CallIntended', data: { call: 2 } },
    ]);
  });

  it('is left to the next life by a run that is asked to stop', () => {
    const stopping = [...postponed, draft('StopRequested', { reason: 'interrupted' })];
    expect(decided(stopping, { type: 'EndWait', path: 'a' })).toEqual([]);
    expect(planned(stopping)).toEqual(['salvage run']);
  });

  it('is begun once', () => {
    expect(decided([...postponed, call('a', 1, { call: 2 })], { type: 'EndWait', path: 'a' })).toEqual([]);
  });
});
