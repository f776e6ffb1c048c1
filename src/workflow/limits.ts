import type { Limit, LimitSetting } from '../events/limits.js';
import { parseDuration } from './duration.js';
import { shaped } from './schema/value.js';
import { parseSize } from './size.js';

/** How a limit is written: what it means, and in words what it must be. */
export interface LimitForm {
  readonly read: (written: unknown) => number | string | undefined;
  readonly wants: string;
}

const text = (written: unknown): string => (typeof written === 'string' ? written : '');

/** A number, which the command line can only write as a text. */
const numberIn = (written: unknown, form: RegExp): number | undefined => {
  const value = form.test(text(written)) ? Number(written) : written;
  return typeof value === 'number' && value <= Number.MAX_SAFE_INTEGER ? value : undefined;
};

const wholeFrom = (least: number): LimitForm => ({
  read: (written) => {
    const value = numberIn(written, /^\d+$/);
    return Number.isSafeInteger(value) && (value ?? -1) >= least ? value : undefined;
  },
  wants: `a whole number from ${least} on`,
});

/** All that can limit a run, in the order in which it is shown. */
export const LIMIT_FORMS: Readonly<Record<Limit, LimitForm>> = {
  tokens: wholeFrom(1),
  budget: {
    read: (written) => {
      const value = numberIn(written, /^\d+(\.\d+)?$/);
      return value !== undefined && value > 0 ? value : undefined;
    },
    wants: 'an amount of US dollars over 0, such as `5` or `2.50`',
  },
  timeout: {
    read: (written) => parseDuration(text(written)),
    wants: 'a duration such as `90s`, `30m` or `2h`',
  },
  disk: { read: parseSize, wants: 'a size such as `500MB` or `2GB`' },
  iterations: wholeFrom(1),
  rejections: wholeFrom(0),
  on_unknown_spend: {
    read: (written) => (written === 'stop' || written === 'continue' ? written : undefined),
    wants: '`stop` or `continue`',
  },
};

export const LIMITS = Object.keys(LIMIT_FORMS) as readonly Limit[];

/** A limit as a file writes it. */
export const limitCodec = (limit: Limit) => {
  const { read, wants } = LIMIT_FORMS[limit];
  return shaped<number | string>(
    limit,
    (u): u is number | string => (typeof u === 'number' || typeof u === 'string') && read(u) !== undefined,
    wants,
  );
};

/** The limits that a file writes under these names, each with the place that it was set in. */
export const limitsIn = (
  written: Readonly<Record<string, unknown>>,
  nameOf: (limit: Limit) => string,
  from: string,
): readonly LimitSetting[] =>
  LIMITS.flatMap((limit) => {
    const value = LIMIT_FORMS[limit].read(written[nameOf(limit)]);
    return value === undefined ? [] : [{ limit, value, from }];
  });

/** Settings over others: of each limit the first that sets it counts. */
export const firstOf = (...ranked: readonly (readonly LimitSetting[])[]): readonly LimitSetting[] =>
  LIMITS.flatMap((limit) => ranked.flat().find((setting) => setting.limit === limit) ?? []);
