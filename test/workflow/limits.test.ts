import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountOf, shareOf } from '../../src/events/limits.js';
import { LIMIT_FORMS, limitCodec } from '../../src/workflow/limits.js';
import { parseSize } from '../../src/workflow/size.js';
import { tries } from '../support/fastCheck.js';

describe('a size', () => {
  it.each([
    ['500', 500],
    ['500MB', 500_000_000],
    ['2 gb', 2_000_000_000],
    ['1.5GiB', 1_610_612_736],
    ['0.1kB', 100],
    [300, 300],
  ])('%s is read', (written, bytes) => {
    expect(parseSize(written)).toBe(bytes);
  });

  it.each(['', '0', '-1MB', '1e99', 'MB', '5XB', '1 000', '9'.repeat(40), undefined, {}])(
    '%j is none',
    (written) => {
      expect(parseSize(written)).toBeUndefined();
    },
  );
});

describe('a limit', () => {
  it('of money or tokens is a number, in a file as in a text', () => {
    const { tokens, budget, rejections } = LIMIT_FORMS;
    expect([tokens.read(7), tokens.read('7'), budget.read(2.5), budget.read('2.50')]).toEqual([
      7, 7, 2.5, 2.5,
    ]);
    expect([rejections.read(0), rejections.read('0')]).toEqual([0, 0]);
    for (const no of [
      0,
      -1,
      1e99,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      '0',
      '-1',
      '1e99',
      'x',
      '',
      null,
      undefined,
    ])
      expect([tokens.read(no), budget.read(no)]).toEqual([undefined, undefined]);
    expect(tokens.read(1.5)).toBeUndefined();
    expect(limitCodec('tokens').is([7])).toBe(false);
  });

  it('of time is read from how it is shown', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000_000 }), (ms) => {
        expect(LIMIT_FORMS.timeout.read(amountOf('timeout', ms))).toBe(ms);
      }),
      tries(100),
    );
  });

  it('of time that was taken is shown in whole seconds, beside one that was set as it was set', () => {
    expect(shareOf('timeout', 1_623, 1_500)).toBe('2s of 1s500ms (108 %)');
    expect(shareOf('timeout', 623, 1_500)).toBe('623ms of 1s500ms (41 %)');
  });

  it('of size is shown in the largest unit of which there is one', () => {
    for (const [bytes, words] of [
      [999, '999 bytes'],
      [1_500, '1.5 kB'],
      [2e9, '2 GB'],
      [1e16, '10 PB'],
    ] as const)
      expect(amountOf('disk', bytes)).toBe(words);
  });
});
