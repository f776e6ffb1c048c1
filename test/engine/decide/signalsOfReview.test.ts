import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/events/catalogue.js';
import { attempt, call, decided, finished, looked, saw, step } from '../../support/moments.js';
import { called, NEW } from '../../support/reviewed.js';
import { COMMIT, draft } from '../../support/run.js';

/** What is read of an evaluator that says this, and leaves this file. */
const readOf = (said: string, file?: string): unknown => {
  const seen = [
    ...called({ signals: { done: 'DONE', mode: 'reviewer', when: 'always' } }),
    saw('a', 1, { tree: NEW }),
    step('a/review', COMMIT, NEW),
    draft('TreeSeen', { path: 'a/review', head: COMMIT, tree: NEW }),
    attempt('a/review'),
    call('a/review'),
    finished(13, { output: { text: said } }),
  ];
  const all = decided(seen, { ...looked(NEW, file), path: 'a/review' } as never) as readonly Draft[];
  const data = all.find(({ type }) => type === 'AnswerRead' || type === 'AttemptFailed')?.data;
  return (data as { verdict?: unknown }).verdict ?? data;
};

describe('what an evaluator that speaks by signals says', () => {
  it.each<[string, string | undefined, object]>([
    ['It holds up.\nPASS', undefined, { verdict: 'accept' }],
    ['FAIL: no test', undefined, { verdict: 'reject', concern: 'no test' }],
    [
      'a.txt is empty.\nFAIL: no test',
      undefined,
      { verdict: 'reject', concern: 'no test', evidence: ['a.txt is empty.\nFAIL: no test'] },
    ],
    [
      'PASS\nFAIL: but not this',
      undefined,
      { verdict: 'reject', concern: 'but not this', evidence: ['PASS\nFAIL: but not this'] },
    ],
    ['', '{"signal": "PASS"}', { verdict: 'accept' }],
    ['', '{"verdict": "accept", "category": null}', { verdict: 'accept' }],
    ['FAIL: no', '{"signal": "PASS"}', { verdict: 'reject', concern: 'no' }],
    ['PASS', '{"signal": "FAIL: no"}', { verdict: 'reject', concern: 'no' }],
  ])('%j with %j is a verdict', (said, file, verdict) => {
    expect(readOf(said, file)).toStrictEqual(verdict);
  });

  it.each<[string, string | undefined, string]>([
    ['', undefined, 'neither `PASS` nor `FAIL: reason` on a line of its own'],
    ['DONE', undefined, 'neither `PASS` nor `FAIL: reason` on a line of its own'],
    ['FAILED: tests do not pass. abandoned', undefined, 'neither `PASS` nor `FAIL: reason`'],
    ['all tests PASS', undefined, 'neither `PASS` nor `FAIL: reason` on a line of its own'],
    ['PASS', '{"signal": "ok"}', '.refold/out/verdict.json is no answer: `signal` must be'],
    ['PASS', 'PASS', '.refold/out/verdict.json is no answer: it is no JSON'],
  ])('%j with %j is none, and is told so', (said, file, words) => {
    expect(readOf(said, file)).toMatchObject({
      reason: 'answer',
      error: { text: expect.stringContaining(words) },
    });
  });
});
