import { createScanner, genesis } from '../../events/scan.js';
import type { Stored } from '../../events/stored.js';
import { nodePlatform } from './platform.js';

/** How much of a log is read at a time until its first batch is whole, in bytes. */
const PART_BYTES = 64 * 1024;

/** The first event of a log; what stands behind its batch is not read. `from` hands out bytes behind a place. */
export const firstEvent = (from: (offset: number, size: number) => Buffer): Stored | undefined => {
  const found: Stored[] = [];
  const scanner = createScanner(nodePlatform, genesis(nodePlatform), (stored) => found.push(stored));
  for (let at = 0; found.length === 0; ) {
    const part = from(at, PART_BYTES);
    if (part.length === 0 || !scanner.push(part)) break;
    at += part.length;
  }
  return found[0];
};
