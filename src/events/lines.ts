import { MAX_LINE_BYTES, NEWLINE } from './chain.js';

/** Cuts a stream of bytes at 0x0A and nowhere else, holding at most one line. */
export interface LineSplitter {
  /** Hands on every line that is now complete; false as soon as the visitor wants no more. */
  readonly push: (chunk: Uint8Array) => boolean;
  /** What is left without an end: its first bytes, and whether it is longer than any line may be. */
  readonly rest: () => { readonly bytes: Uint8Array; readonly overlong: boolean };
}

/**
 * Gets a line, with its end, as a range of bytes. `overlong` says that no line may be so long, and that its bytes were
 * cut short. False ends the cutting.
 */
export type LineVisitor = (bytes: Uint8Array, start: number, end: number, overlong: boolean) => boolean;

const NOTHING = new Uint8Array(0);

export const createLineSplitter = (visit: LineVisitor): LineSplitter => {
  let rest: Uint8Array = NOTHING;
  let overlong = false;

  const keep = (bytes: Uint8Array): void => {
    if (bytes.length === 0) return;
    const room = MAX_LINE_BYTES - rest.length;
    overlong ||= bytes.length > room;
    rest = join(rest, bytes.subarray(0, room));
  };

  /** The first line of a chunk, whose beginning came with the chunks before. */
  const visitJoined = (piece: Uint8Array): boolean => {
    const line = join(rest, piece);
    const tooLong = overlong || line.length > MAX_LINE_BYTES;
    rest = NOTHING;
    overlong = false;
    return visit(line, 0, line.length, tooLong);
  };

  const push = (chunk: Uint8Array): boolean => {
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, start)) {
      const end = at + 1;
      const more =
        rest.length > 0
          ? visitJoined(chunk.subarray(start, end))
          : visit(chunk, start, end, end - start > MAX_LINE_BYTES);
      start = end;
      if (!more) return false;
    }
    keep(chunk.subarray(start));
    return true;
  };

  return { push, rest: () => ({ bytes: rest, overlong }) };
};

const join = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
};
