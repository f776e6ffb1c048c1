import * as E from 'fp-ts/lib/Either.js';
import { nodePlatform } from '../../src/adapters/log/platform.js';
import type { Draft } from '../../src/events/catalogue.js';
import { createEncoder } from '../../src/events/encode.js';
import { createScanner, genesis, type ScanEnd } from '../../src/events/scan.js';
import type { Stored } from '../../src/events/stored.js';

export const AT = '2026-11-21T04:00:00.000Z';

/** Lines of a log: each inner list is a batch, each list of batches one write. */
export const writeLog = (
  writes: readonly (readonly (readonly Draft[])[])[],
): { bytes: Buffer; stored: Stored[] } => {
  const encode = createEncoder(nodePlatform);
  let end = genesis(nodePlatform);
  const stored: Stored[] = [];
  for (const write of writes) {
    const first = end.seq + 1;
    for (const [index, batch] of write.entries()) {
      const encoded = encode(end, batch, AT, index === 0 ? undefined : first);
      if (E.isLeft(encoded)) throw new Error(JSON.stringify(encoded.left));
      stored.push(...encoded.right.stored);
      end = encoded.right.end;
    }
  }
  return { bytes: Buffer.concat(stored.map(({ raw }) => raw)), stored };
};

/** Reads bytes as a log, in chunks of this size. */
export const scanBytes = (bytes: Uint8Array, chunk = bytes.length): ScanEnd & { stored: Stored[] } => {
  const stored: Stored[] = [];
  const scanner = createScanner(nodePlatform, genesis(nodePlatform), (event) => stored.push(event));
  for (let at = 0; at < bytes.length; at += Math.max(1, chunk)) {
    if (!scanner.push(bytes.subarray(at, at + Math.max(1, chunk)))) break;
  }
  return { ...scanner.finish(), stored };
};

/** A small draft, different for each text. */
export const stopped = (detail: string): Draft => ({ type: 'RunStopped', data: { reason: 'error', detail } });

/** The hash of a line with this body behind one with that hash. */
export const hashOf = (previous: string, body: string): string => {
  const bytes = Buffer.from(body);
  return nodePlatform.chainHash(previous, bytes, 0, bytes.length);
};
