import { suffixOf } from '../../events/chain.js';
import { createScanner, genesis } from '../../events/scan.js';
import type { Position, Stored } from '../../events/stored.js';
import { nodePlatform } from './platform.js';

/** How much of the end of a log is looked at to find its last line, in bytes. */
const TAIL_BYTES = 8 * 1024;

/** The last event of a log, read by itself; undefined where its end does not tell. `from` hands out the bytes behind a place. */
export const lastEvent = (size: number, from: (offset: number) => Buffer): Stored | undefined => {
  const offset = Math.max(0, size - TAIL_BYTES);
  const tail = from(offset);
  const before = beforeLastLine(tail, offset);
  if (!before) return undefined;
  const found: Stored[] = [];
  const scanner = createScanner(nodePlatform, before, (stored) => found.push(stored));
  scanner.push(tail.subarray(before.offset - offset));
  return scanner.finish().tail.kind === 'sound' ? found[0] : undefined;
};

const NEWLINE = '\n';
const SUFFIX_CHARS = suffixOf('').length + 43;

/** Where the last line of a log begins, by the bytes that it ends with; undefined where they do not tell. */
const beforeLastLine = (tail: Buffer, offset: number): Position | undefined => {
  const text = tail.toString('latin1');
  const start = text.lastIndexOf(NEWLINE, text.length - 2) + 1;
  const seq = Number(/^\{"seq":(\d+),/.exec(text.slice(start, start + 32))?.[1]);
  if (!text.endsWith(NEWLINE) || !Number.isSafeInteger(seq)) return undefined;
  if (offset + start === 0) return genesis(nodePlatform);
  const hash = /"([\w-]{43})"\}$/.exec(text.slice(Math.max(0, start - 1 - SUFFIX_CHARS), start - 1))?.[1];
  return start === 0 || hash === undefined ? undefined : { seq: seq - 1, offset: offset + start, hash };
};
