import * as t from 'io-ts';

/**
 * A string that names one of a set which later versions may widen. Any string decodes, so an older refold still
 * reads what a newer one wrote; the known members serve the documentation and the tests.
 */
export class OpenSetType<K extends string> extends t.Type<string> {
  readonly _tag = 'OpenSetType' as const;

  constructor(readonly known: readonly K[]) {
    super('openSet', t.string.is, t.string.validate, t.identity);
  }
}

/** Declares an open set by the members known today. */
export const openSet = <const K extends string>(...known: readonly K[]): OpenSetType<K> =>
  new OpenSetType(known);
