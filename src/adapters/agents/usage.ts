import * as t from 'io-ts';
import type { Usage } from '../../ports/agents.js';

const FIELDS = ['turns', 'tokensIn', 'tokensOut', 'cacheRead', 'cacheWrite', 'cost'] as const;

type Field = (typeof FIELDS)[number];

const make = (value: (field: Field) => number | undefined): Usage =>
  Object.fromEntries(
    FIELDS.flatMap((field) => {
      const amount = value(field);
      return amount === undefined ? [] : [[field, amount]];
    }),
  );

/** A usage from amounts some of which are not known. */
export const usage = (amounts: { readonly [F in Field]?: number | undefined }): Usage =>
  make((field) => amounts[field]);

/** Two usages together. */
export const plus = (one: Usage, other: Usage): Usage =>
  make((field) =>
    one[field] === undefined && other[field] === undefined
      ? undefined
      : (one[field] ?? 0) + (other[field] ?? 0),
  );

/** What came to a count that only grows since it stood at `before`; one that fell was begun anew. */
export const since = (before: Usage, now: Usage): Usage =>
  FIELDS.some((field) => (now[field] ?? before[field] ?? 0) < (before[field] ?? 0))
    ? now
    : make((field) => (now[field] === undefined ? undefined : now[field] - (before[field] ?? 0)));

/** The tokens alone. */
export const tokensAlone = ({ turns: _, cost: __, ...tokens }: Usage): Usage => tokens;

/** How many tokens went through the model anew. */
export const freshTokens = ({ tokensIn = 0, tokensOut = 0, cacheWrite = 0 }: Usage): number =>
  tokensIn + tokensOut + cacheWrite;

/** The input that no cache held, of a program that counts what came from caches as input too. */
export const uncached = (input: number | undefined, ...cached: readonly (number | undefined)[]) =>
  input === undefined ? undefined : cached.reduce<number>((rest, part) => rest - (part ?? 0), input);

/** An amount that a program reported, if it is one. */
export const amountIn = (u: unknown, name: string): number | undefined => {
  const value = Fields.is(u) ? u[name] : undefined;
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
};

const Fields = t.record(t.string, t.unknown);
