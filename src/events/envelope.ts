import * as t from 'io-ts';
import { Ordinal, Seq, Timestamp } from './ids.js';
import { record } from './record.js';

/**
 * What stands around the data of every event.
 * - `cause`: the seq of the event that led to this one; absent where a person or the clock did.
 * - `batch`: `i/n` where one decision yielded n events, all of which count or none.
 * - `joins`: the first seq of the write, where several batches went to disk in one.
 * - `critical`: who does not know this type must not write to the log any more.
 */
export const Envelope = record(
  { seq: Seq, at: Timestamp, type: t.string, v: Ordinal, hash: t.string },
  { cause: Seq, batch: t.string, joins: Seq, critical: t.boolean },
);
export type Envelope = t.TypeOf<typeof Envelope>;

/** The place of an event in its batch, from `i/n`; undefined for a mark that means nothing. */
export const parseBatch = (mark: string): { readonly index: number; readonly size: number } | undefined => {
  const match = /^([1-9]\d{0,8})\/([1-9]\d{0,8})$/.exec(mark);
  if (!match) return undefined;
  const [index, size] = [Number(match[1]), Number(match[2])];
  return index <= size && size > 1 ? { index, size } : undefined;
};

/** The seq of the last event of the decision that this one belongs to. */
export const endOfBatch = ({ seq, batch }: Pick<Envelope, 'seq' | 'batch'>): Seq => {
  const { index, size } = (batch === undefined ? undefined : parseBatch(batch)) ?? { index: 1, size: 1 };
  return seq - index + size;
};
