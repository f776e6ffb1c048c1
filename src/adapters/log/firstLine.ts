import { createScanner, genesis, type ScanEnd } from '../../events/scan.js';
import type { Stored } from '../../events/stored.js';
import { nodePlatform } from './platform.js';

/** How much of a log is read at a time until its first batch is whole, in bytes. */
const PART_BYTES = 64 * 1024;

/** Hands out bytes of a log behind a place. */
type Bytes = (offset: number, size: number) => Buffer;

/** The first event of a log; what stands behind its batch is not read. */
export const firstEvent = (from: Bytes): Stored | undefined => beginningOf(from).first;

/** What a log begins with, if it holds a whole batch, and how it stands up to there. */
export const beginningOf = (
  from: Bytes,
): { readonly first: Stored | undefined; readonly tail: ScanEnd['tail'] } => {
  const found: Stored[] = [];
  const scanner = createScanner(nodePlatform, genesis(nodePlatform), (stored) => found.push(stored));
  for (let at = 0; found.length === 0; ) {
    const part = from(at, PART_BYTES);
    if (part.length === 0 || !scanner.push(part)) break;
    at += part.length;
  }
  return { first: found[0], tail: scanner.finish().tail };
};
