import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { Category } from '../../src/events/review.js';
import {
  parseCase,
  parseSignalOrVerdict,
  parseStated,
  parseVerdictOnWork,
} from '../../src/workflow/review.js';

const CASE = {
  summary: 'the parser takes comments',
  ac_coverage: [{ criterion: 'comments', addressed_by: 'src/parse.ts', evidence: 'npm test' }],
  work_arounds: ['skips blanks by hand'],
  uncertainties: ['tabs'],
};
const REJECTION = {
  verdict: 'reject',
  category: 'weak_test',
  concern: 'it tests nothing',
  evidence: ['a.test.ts'],
  next_step: 'test the error',
};
const ACCEPTANCE = { verdict: 'accept', category: null };

const problemOf = (result: E.Either<string, unknown>): string => (E.isLeft(result) ? result.left : '');

describe('a case', () => {
  it('says how each criterion is met', () => {
    expect(parseCase(JSON.stringify(CASE))).toStrictEqual(
      E.right({
        summary: CASE.summary,
        coverage: [{ criterion: 'comments', addressedBy: 'src/parse.ts', evidence: 'npm test' }],
        workArounds: CASE.work_arounds,
        uncertainties: CASE.uncertainties,
      }),
    );
    const { summary, ac_coverage } = CASE;
    expect(E.isRight(parseCase(JSON.stringify({ summary, ac_coverage })))).toBe(true);
    expect(E.isRight(parseCase(JSON.stringify({ summary, ac_coverage: [] })))).toBe(true);
  });

  it.each([
    [{ summary: ' ' }, '`summary` must be a text'],
    [{ summary: undefined }, '`summary` must be a text'],
    [{ ac_coverage: undefined }, '`ac_coverage` must be a list'],
    [{ ac_coverage: {} }, '`ac_coverage` must be a list'],
    [{ ac_coverage: ['x'] }, '`ac_coverage` 1 must be an object'],
    [{ ac_coverage: [{ addressed_by: 'a.ts' }] }, '`ac_coverage` 1 has no `criterion`'],
    [{ ac_coverage: [{ criterion: 'c' }] }, '`addressed_by` must name a file or something in one'],
    [{ ac_coverage: [{ criterion: 'c', addressed_by: 'N/A' }] }, '`addressed_by` must name a file'],
    [{ ac_coverage: [{ criterion: 'c', addressed_by: 'none.' }] }, '`addressed_by` must name a file'],
    [{ ac_coverage: [{ criterion: 'c', addressed_by: '-' }] }, '`addressed_by` must name a file'],
    [{ ac_coverage: [{ criterion: 'c', addressed_by: 'a.ts', evidence: 1 }] }, '`evidence` must be a text'],
    [{ ac_coverage: [{ criterion: 'c', addressed_by: 'a.ts', why: 'x' }] }, '`why` is not known'],
    [{ work_arounds: 'one' }, '`work_arounds` must be a list of texts'],
    [{ work_arounds: ['1', '2', '3', '4', '5', '6'] }, '`work_arounds` holds 6, and 5 at most'],
    [{ uncertainties: [1] }, '`uncertainties` must be a list of texts'],
    [{ sumary: 'x' }, '`sumary` is not known'],
  ])('with %j is refused', (change, problem) => {
    expect(problemOf(parseCase(JSON.stringify({ ...CASE, ...change })))).toContain(problem);
  });

  it('is told of all that is wrong with it at once', () => {
    const problem = problemOf(parseCase('{"summary": "", "ac_coverage": [1], "x": 1}'));
    expect(problem.split('; ')).toHaveLength(3);
  });

  it('is told of no more than a person reads, and an event holds, however much is wrong with it', () => {
    const entries = Array.from({ length: 12_000 }, () => ({}));
    const problem = problemOf(parseCase(JSON.stringify({ ...CASE, ac_coverage: entries })));
    expect(problem).toMatch(/^`ac_coverage` 1 has no `criterion`/);
    expect(problem.length).toBeLessThan(10_000);
  });
});

describe('a verdict', () => {
  it('accepts, or rejects and says for what', () => {
    expect(parseVerdictOnWork(JSON.stringify(ACCEPTANCE))).toStrictEqual(E.right({ verdict: 'accept' }));
    expect(parseVerdictOnWork(JSON.stringify(REJECTION))).toStrictEqual(
      E.right({
        verdict: 'reject',
        category: 'weak_test',
        concern: 'it tests nothing',
        evidence: ['a.test.ts'],
        nextStep: 'test the error',
      }),
    );
    for (const category of Category.known)
      expect(E.isRight(parseVerdictOnWork(JSON.stringify({ ...REJECTION, category })))).toBe(true);
  });

  it.each([
    [{ ...REJECTION, category: null }, 'a rejection needs a `category`'],
    [{ ...REJECTION, category: 'ugly' }, 'a rejection needs a `category`, one of scope_creep'],
    [{ ...REJECTION, next_step: '' }, 'a rejection needs a `next_step`'],
    [{ ...REJECTION, concern: undefined }, 'a rejection needs a `concern`'],
    [{ ...REJECTION, evidence: 'x' }, '`evidence` must be a list of texts'],
    [{ verdict: 'accept' }, '`category` must be null'],
    [{ verdict: 'accept', category: 'weak_test' }, '`category` must be null'],
    [{ ...ACCEPTANCE, concern: 1 }, '`concern` must be a text'],
    [{ verdict: 'ACCEPT', category: null }, '`verdict` must be "accept" or "reject"'],
    [{ category: null }, '`verdict` must be "accept" or "reject"'],
    [{ ...ACCEPTANCE, approved: true }, '`approved` is not known'],
  ])('of %j is refused', (said, problem) => {
    expect(problemOf(parseVerdictOnWork(JSON.stringify(said)))).toContain(problem);
  });

  it.each([
    ['', 'it is no JSON'],
    ['accept', 'it is no JSON'],
    ['{"verdict": "accept", "category": null} LGTM', 'it is no JSON'],
    ['```json\n{"verdict": "accept", "category": null}\n```', 'it is no JSON'],
    ['"accept"', 'it must be a JSON object'],
    ['[{"verdict": "accept", "category": null}]', 'it must be a JSON object'],
    ['null', 'it must be a JSON object'],
    ['{"verdict": "reject", "verdict": "accept", "category": null}', 'a key stands in it twice'],
    [`{"verdict": "accept", "category": null, "concern": "${'x'.repeat(70_000)}"}`, 'it is longer than'],
  ])('%s is none', (text, problem) => {
    expect(problemOf(parseVerdictOnWork(text.slice(0, 80_000)))).toContain(problem);
  });

  it('is never read out of free text, whatever stands in it', () => {
    const words = fc.constantFrom(
      'accept',
      'ACCEPTED',
      'verdict: accept',
      '"verdict": "accept"',
      '{',
      '}',
      '✓',
    );
    const talk = fc.array(fc.oneof(words, fc.string()), { maxLength: 12 }).map((all) => all.join(' '));
    fc.assert(
      fc.property(fc.oneof(talk, fc.json(), fc.string()), (text) => {
        expect(E.isLeft(parseVerdictOnWork(text))).toBe(true);
        expect(E.isLeft(parseVerdictOnWork(`${text}\n${JSON.stringify(ACCEPTANCE)}`))).toBe(
          text.trim() !== '',
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('a signal in an answer file', () => {
  it.each<[object, object]>([
    [{ signal: 'DONE' }, { signals: { done: true } }],
    [{ signal: ['DONE', 'PASS'] }, { signals: { done: true, pass: true } }],
    [{ signal: 'FAIL: half\nof it' }, { signals: { fail: 'half\nof it' } }],
    [
      { summary: 's', ac_coverage: [] },
      { case: { summary: 's', coverage: [] }, signals: {} },
    ],
    [
      { signal: 'DONE', summary: 's', ac_coverage: [] },
      { case: { summary: 's', coverage: [] }, signals: { done: true } },
    ],
  ])('is read beside a case, or alone: %j', (said, stated) => {
    expect(parseStated(JSON.stringify(said), 'DONE')).toStrictEqual(E.right(stated));
  });

  it.each([
    [{ signal: 'done' }, '`signal` must be `DONE`, `PASS` or `FAIL: reason`, or a list of these'],
    [{ signal: 'all is DONE' }, '`signal` must be'],
    [{ signal: [] }, '`signal` must be'],
    [{ signal: ['DONE', 'maybe'] }, '`signal` must be'],
    [{ signal: true }, '`signal` must be'],
    [{ signal: 'DONE', summary: 's' }, '`ac_coverage` must be a list'],
    [{}, '`summary` must be a text'],
  ])('of %j is refused', (said, problem) => {
    expect(problemOf(parseStated(JSON.stringify(said), 'DONE'))).toContain(problem);
  });

  it.each<[object, object]>([
    [{ signal: 'PASS' }, { verdict: 'accept' }],
    [{ signal: ['PASS', 'FAIL: no'] }, { verdict: 'reject', concern: 'no' }],
    [{ signal: 'FAIL' }, { verdict: 'reject' }],
    [
      { signal: 'FAIL: no', evidence: ['a'] },
      { verdict: 'reject', concern: 'no', evidence: ['a'] },
    ],
    [ACCEPTANCE, { verdict: 'accept' }],
  ])('is a verdict, as is one without: %j', (said, verdict) => {
    expect(parseSignalOrVerdict(JSON.stringify(said), 'DONE')).toStrictEqual(E.right(verdict));
  });

  it.each([
    [{ signal: 'DONE' }, '`signal` must be `PASS` or `FAIL: reason`'],
    [{ signal: 'tests do not pass' }, '`signal` must be `PASS` or `FAIL: reason`'],
    [{ signal: 'PASS', verdict: 'reject' }, '`verdict` is not known'],
    [{ verdict: 'accept' }, '`category` must be null'],
  ])('is no verdict in %j', (said, problem) => {
    expect(problemOf(parseSignalOrVerdict(JSON.stringify(said), 'DONE'))).toContain(problem);
  });
});
