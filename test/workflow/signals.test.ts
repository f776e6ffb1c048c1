import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDoneWord, signalOf, signalsIn } from '../../src/workflow/signals.js';

const FENCE = '```';

describe('signals', () => {
  it.each<[string, object]>([
    ['DONE', { done: true }],
    ['PASS', { pass: true }],
    ['FAIL: the tests do not pass', { fail: 'the tests do not pass' }],
    ['FAIL:', { fail: '' }],
    ['FAIL', { fail: '' }],
    ['  DONE  ', { done: true }],
    ['I have done all.\r\n\r\nDONE\r\nPASS\r\n', { done: true, pass: true }],
    ['DONE\n\nI changed a.txt.', { done: true }],
    ['PASS\nFAIL: no, there is more\nFAIL: and this', { pass: true, fail: 'no, there is more' }],
    [`${FENCE}\nsome code\n${FENCE}\nPASS`, { pass: true }],
  ])('are lines of their own: %j', (text, signals) => {
    expect(signalsIn(text, 'DONE')).toStrictEqual(signals);
  });

  it.each([
    '',
    'FAIL: tests do not pass. abandoned'.slice(6),
    'abandoned',
    'ABANDONED',
    'tests do not pass',
    'tests PASS',
    'DONE.',
    'Done',
    'done',
    'NOT DONE',
    'DONE: all of it',
    'all is DONE',
    'PASS all tests',
    'PASSED',
    '**PASS**',
    '> PASS',
    '- PASS',
    '"PASS"',
    'FAILED',
    'FAILURE: x',
    'fail: x',
    'NO FAIL: x',
    'say DONE\u2028DONE when you are',
    '    PASS',
    '\tDONE',
    `${FENCE}\nPASS\nok  pkg 0.1s\n${FENCE}`,
    `${FENCE}go\nPASS`,
    '~~~\nDONE\n```\nDONE\n~~~~ x',
    '````\n```\nPASS\n```',
  ])('are none in %j', (text) => {
    expect(signalsIn(text, 'DONE')).toStrictEqual({});
  });

  it('take the word of the workflow in the place of DONE, and no other', () => {
    expect(signalsIn('FERTIG', 'FERTIG')).toStrictEqual({ done: true });
    expect(signalsIn('ALL OF IT\nDONE', 'ALL OF IT')).toStrictEqual({ done: true });
    expect(signalsIn('DONE', 'FERTIG')).toStrictEqual({});
  });

  it.each(['PASS', 'fail', 'Fail', '', ' ', 'DONE:', 'a\nb', '-x', 'x'.repeat(41), '{done}'])(
    'cannot be called %j',
    (word) => {
      expect(isDoneWord(word)).toBe(false);
    },
  );

  it('are what was said, and never a part of it, whatever a text holds', () => {
    const word = fc.constantFrom(
      'DONE',
      'PASS',
      'FAIL: x',
      'FAIL',
      'done',
      'pass',
      '`',
      '```',
      ' ',
      '\t',
      ':',
    );
    const line = fc.array(fc.oneof(word, fc.string()), { maxLength: 6 }).map((all) => all.join(''));
    const text = fc.array(line, { maxLength: 8 }).map((all) => all.join('\n'));
    fc.assert(
      fc.property(text, (said) => {
        const lines = said.split(/\r\n|[\r\n]/);
        const own = (is: (line: string) => boolean): boolean => lines.some((one) => is(one.trim()));
        const { done, pass, fail } = signalsIn(said, 'DONE');
        expect(done && !own((one) => one === 'DONE')).toBeFalsy();
        expect(pass && !own((one) => one === 'PASS')).toBeFalsy();
        expect(fail !== undefined && !own((one) => /^FAIL(:|$)/.test(one))).toBeFalsy();
      }),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), word, fc.boolean(), (around, signal, isBefore) => {
        fc.pre(around.trim() !== '' && !/[\r\n]/.test(around) && !(signal.startsWith('FAIL') && !isBefore));
        const said = isBefore ? `${around}${signal}` : `${signal}${around}`;
        fc.pre(!/^\s*FAIL(:|\s*$)/.test(said) && !['DONE', 'PASS'].includes(said.trim()));
        expect(signalsIn(said, 'DONE')).toStrictEqual({});
        expect(signalOf(said, 'DONE')).toBeUndefined();
      }),
    );
  });
});
