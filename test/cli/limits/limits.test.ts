import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { tell } from '../../../src/cli/failure/failure.js';
import { LIMIT_OPTIONS, limitsNow } from '../../../src/cli/limits/limits.js';
import { flagOfLimit } from '../../../src/events/limits.js';
import { firstOf, LIMITS } from '../../../src/workflow/limits.js';

const complaint = (options: object, env: object = {}): string => {
  const read = limitsNow({ env: env as NodeJS.ProcessEnv }, options as never);
  return E.isLeft(read) ? tell(read.left).message : 'none';
};

describe('limits that are asked for now', () => {
  it('are those of the options, and of the environment where these say nothing', () => {
    const env = { REFOLD_MAX_TOKENS: '5', REFOLD_MAX_TIMEOUT: '1h30m', REFOLD_MAX_DISK: '' };
    expect(limitsNow({ env }, { maxTokens: '7', onUnknownSpend: 'continue' })).toEqual(
      E.right([
        { limit: 'tokens', value: 7, from: '--max-tokens' },
        { limit: 'timeout', value: 5_400_000, from: 'REFOLD_MAX_TIMEOUT' },
        { limit: 'on_unknown_spend', value: 'continue', from: '--on-unknown-spend' },
      ]),
    );
    expect(limitsNow({ env: {} }, {})).toEqual(E.right([]));
  });

  it('have an option each', () => {
    expect(LIMIT_OPTIONS.map(([flags]) => flags.split(' ')[0])).toEqual(LIMITS.map(flagOfLimit));
  });

  it.each([
    [{ maxTokens: '-3' }, '`--max-tokens -3` sets no limit: it must be a whole number from 1 on'],
    [{ maxTokens: '1e99' }, '`--max-tokens 1e99` sets no limit: it must be a whole number from 1 on'],
    [
      { maxTokens: '9'.repeat(99) },
      `\`--max-tokens ${'9'.repeat(99)}\` sets no limit: it must be a whole number from 1 on`,
    ],
    [
      { maxBudget: 'abc' },
      '`--max-budget abc` sets no limit: it must be an amount of US dollars over 0, such as `5` or `2.50`',
    ],
    [
      { maxTimeout: '5' },
      '`--max-timeout 5` sets no limit: it must be a duration such as `90s`, `30m` or `2h`',
    ],
    [{ maxDisk: '0GB' }, '`--max-disk 0GB` sets no limit: it must be a size such as `500MB` or `2GB`'],
    [{ maxRejections: '' }, '`--max-rejections ` sets no limit: it must be a whole number from 0 on'],
    [{ onUnknownSpend: 'go' }, '`--on-unknown-spend go` sets no limit: it must be `stop` or `continue`'],
  ])('that make no sense are refused: %j', (options, message) => {
    expect(complaint(options)).toBe(message);
  });

  it('that make no sense are refused also in the environment, and where an option goes before it', () => {
    const message = '`REFOLD_MAX_ITERATIONS=0` sets no limit: it must be a whole number from 1 on';
    expect(complaint({}, { REFOLD_MAX_ITERATIONS: '0' })).toBe(message);
    expect(complaint({ maxIterations: '3' }, { REFOLD_MAX_ITERATIONS: '0' })).toBe(message);
  });
});

describe('limits of several places', () => {
  it('are each that of the first place which sets it', () => {
    const of = (from: string, ...limits: readonly string[]) =>
      limits.map((limit) => ({ limit, value: 1, from }));
    const found = firstOf(
      of('option', 'disk'),
      of('config', 'tokens', 'disk'),
      of('workflow', 'budget', 'tokens'),
    );
    expect(found.map(({ limit, from }) => `${limit} by ${from}`)).toEqual([
      'tokens by config',
      'budget by workflow',
      'disk by option',
    ]);
  });
});
