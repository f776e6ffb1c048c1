import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataOf, Draft } from '../../src/events/catalogue.js';
import { tries } from '../support/fastCheck.js';
import { fates, liveThrough } from '../support/histories.js';
import { deliveriesOf } from '../support/messages.js';
import { attempt, call, decided, finished, looked, saw, step } from '../support/moments.js';
import { called, judgedBy, NEW, rejected, review } from '../support/reviewed.js';
import { begun, codeStep, draft } from '../support/run.js';

type Message = DataOf<'MessagePosted'>;

const posted = (all: readonly Draft[] | string): readonly Message[] =>
  (all as readonly Draft[]).flatMap(({ type, data }) => (type === 'MessagePosted' ? [data as Message] : []));

const callIn = (all: readonly Draft[] | string) =>
  (all as readonly Draft[]).find(({ type }) => type === 'CallIntended')?.data as DataOf<'CallIntended'>;

const intend = (drafts: readonly Draft[], path = 'a') => decided(drafts, { type: 'IntendCall', path });
const first = [...begun({ ...codeStep('a'), review }), step('a'), attempt('a')];
const signals = { signals: { done: 'DONE', mode: 'both', when: 'done' } };

describe('a message', () => {
  it('is the task, before the first call of a worker, which is told it', () => {
    const all = intend(first);
    expect(posted(all)).toEqual([
      {
        path: 'a',
        attempt: 1,
        iteration: 1,
        from: 'refold',
        to: 'worker',
        kind: 'task',
        content: { text: 'do it' },
      },
    ]);
    expect(callIn(all).messages).toEqual({ upTo: first.length + 1 });
  });

  it('is what a turn came to, and each signal of it, to whoever goes on with it', () => {
    const done = decided(called(signals, 'all of it\nDONE\nPASS'), looked(NEW));
    expect(posted(done)).toMatchObject([
      { from: 'worker', to: 'evaluator', kind: 'result', content: { text: 'all of it\nDONE\nPASS' } },
      { from: 'worker', to: 'evaluator', kind: 'signal', signal: 'DONE' },
      { from: 'worker', to: 'evaluator', kind: 'signal', signal: 'PASS' },
    ]);
    const undone = decided(called(signals, 'half of it'), looked(NEW));
    expect(posted(undone)).toMatchObject([
      { from: 'worker', to: 'refold', kind: 'result', content: { text: 'half of it' } },
      { from: 'refold', to: 'worker', kind: 'chat', content: { text: 'DONE is not said yet' } },
    ]);
  });

  it('is the review, with the signal that it is, in the batch of the verdict', () => {
    const judging = judgedBy({ verdict: 'accept' }, [...called(signals), saw('a', 1, { tree: NEW })]).slice(
      0,
      -3,
    );
    const look = (answer: string) => decided(judging, { ...looked(NEW, answer), path: 'a/review' } as never);
    expect(posted(look('{"signal": "PASS"}'))).toMatchObject([
      { path: 'a', from: 'evaluator', to: 'worker', kind: 'review', signal: 'PASS' },
    ]);
    const rejection = look('{"signal": "FAIL: no"}') as readonly Draft[];
    expect(rejection.map(({ type }) => type)).toEqual(['WorkObserved', 'AnswerRead', 'MessagePosted']);
    expect(posted(rejection)).toMatchObject([{ kind: 'review', signal: 'FAIL' }]);
  });

  it('is a word of refold, where the worker has to know what no review tells', () => {
    expect(posted(decided(called({}, 'hm'), looked()))).toMatchObject([
      {
        from: 'refold',
        to: 'worker',
        kind: 'chat',
        content: { text: expect.stringContaining('changed nothing') },
      },
    ]);
    const accepts = judgedBy({ verdict: 'accept' }, [
      ...called(signals),
      saw('a', 1, { tree: NEW }),
      draft('AnswerRead', { path: 'a', attempt: 1, signals: { done: true } }),
    ]);
    expect(posted(decided(accepts, { type: 'JudgeWork', path: 'a' }))).toMatchObject([
      {
        from: 'refold',
        to: 'worker',
        kind: 'chat',
        content: { text: 'the worker has not said PASS itself' },
      },
    ]);
    expect(posted(decided(judgedBy({ verdict: 'reject' }), { type: 'JudgeWork', path: 'a' }))).toEqual([]);
  });
});

/** Behind the first call of a worker that was told its task. */
const begins = (more: Partial<DataOf<'CallIntended'>> = {}): readonly Draft[] => {
  const all = intend(first) as readonly Draft[];
  return [...first, ...all.slice(0, -1), call('a', 1, { ...callIn(all), ...more })];
};

describe('a call', () => {
  it('that was cut off is told the same again, and it is not new to it', () => {
    const told = begins();
    const cut = draft('CallInterrupted', {
      intent: told.length,
      why: 'killed',
      output: { text: '' },
      leftovers: 0,
    });
    expect(callIn(intend([...told, cut])).messages).toEqual({ again: first.length + 1 });
    expect(posted(intend([...told, cut]))).toEqual([]);
  });

  it('behind a verdict is told the review, and the task again where it has no session to go on with', () => {
    const told = begins();
    const turn = [...told, finished(told.length, { output: { text: 'x' } }), saw('a', 1, { tree: NEW })];
    const review = draft('MessagePosted', {
      path: 'a',
      attempt: 1,
      iteration: 1,
      from: 'evaluator',
      to: 'worker',
      kind: 'review',
      content: { text: 'no' },
    });
    const judged = [...judgedBy({ verdict: 'reject', concern: 'no' }, turn), review];
    const next = [...judged, rejected(1)];
    expect(callIn(intend(next)).messages).toEqual({ upTo: judged.length, again: first.length + 1 });
  });

  it('of an evaluator is told what its worker has posted', () => {
    const turn = decided(called(signals, 'DONE'), looked(NEW)) as readonly Draft[];
    const base = [...called(signals, 'DONE'), ...turn];
    const judging = [
      ...base,
      step('a/review'),
      draft('TreeSeen', { path: 'a/review', head: 'c0ffee0000000000000000000000000000000000', tree: NEW }),
      attempt('a/review'),
    ];
    expect(callIn(intend(judging, 'a/review')).messages).toEqual({ upTo: base.length });
  });
});

describe('each agent', () => {
  it('is told each message once, whatever happens to a run', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        expect(deliveriesOf(liveThrough(fate).stored)).toEqual([]);
      }),
      tries(60),
    );
  });
});
