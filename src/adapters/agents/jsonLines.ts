import type * as t from 'io-ts';
import type { Read, Shown } from './reading.js';

/** Reads a line of one type. */
type ReadKind = (line: unknown) => Shown | undefined;

/** What a line of one type shows, if it has this form. */
export const kind =
  <A>(form: t.Type<A, unknown>, show: (line: A) => Shown | undefined): ReadKind =>
  (line) =>
    form.is(line) ? show(line) : undefined;

/** Reads lines of JSON by what each says as its `type`. Talk, unknown types and other forms show nothing. */
export const jsonLines =
  (kinds: Readonly<Record<string, ReadKind>>): Read =>
  (line) => {
    const value = objectIn(line);
    const type = value?.type;
    return typeof type === 'string' && Object.hasOwn(kinds, type) ? kinds[type]?.(value) : undefined;
  };

/** The JSON object that a line holds, if it holds one. */
export const objectIn = (line: string): { readonly type?: unknown } | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as object;
  } catch {
    return undefined;
  }
};
