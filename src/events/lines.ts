import { MAX_LINE_BYTES, NEWLINE } from './chain.js';

/** Cuts a stream of bytes at 0x0A and nowhere else, holding at most one line. */
export interface LineSplitter {
  /** Hands on every line that is now complete, with its end; false from the visitor ends the cutting. */
  readonly push: (chunk: Uint8Array) => boolean;
  /** What is left without an end: its first bytes, and whether it is longer than any line may be. */
  readonly rest: () => { readonly bytes: Uint8Array; readonly overlong: boolean };
}

const NOTHING = new Uint8Array(0);

/** `visit` gets each line; `overlong` is true for one whose bytes were cut short because no line may be so long. */
export const createLineSplitter = (visit: (line: Uint8Array, overlong: boolean) => boolean): LineSplitter => {
  let rest: Uint8Array = NOTHING;
  let overlong = false;

  const keep = (bytes: Uint8Array): void => {
    if (bytes.length === 0) return;
    const room = MAX_LINE_BYTES - rest.length;
    overlong ||= bytes.length > room;
    rest = join(rest, bytes.subarray(0, room));
  };

  const push = (chunk: Uint8Array): boolean => {
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, start)) {
      const piece = chunk.subarray(start, at + 1);
      start = at + 1;
      const whole = rest.length === 0 ? piece : join(rest, piece);
      const tooLong = overlong || whole.length > MAX_LINE_BYTES;
      rest = NOTHING;
      overlong = false;
      if (!visit(whole, tooLong)) return false;
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
