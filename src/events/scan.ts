import { createAcceptor, writeStartOf } from './accept.js';
import { genesisHash, SUFFIX_BYTES, suffixOf } from './chain.js';
import { type Fault, lostSectors, OVERLONG, SECTOR_BYTES } from './damage.js';
import { envelopeIn } from './decode.js';
import { createLineSplitter } from './lines.js';
import type { Platform } from './platform.js';
import type { Position, Stored } from './stored.js';

/** How a log ends. Whatever it says, every event up to `end` is sound. */
export type Tail =
  | { readonly kind: 'sound' }
  /** The last write was cut off, so nothing behind `end` was ever acknowledged. `zeroed`: by a loss of power. */
  | { readonly kind: 'torn'; readonly bytes: number; readonly zeroed: boolean }
  /** A complete line is not what was written; `line` is its number in the file, `offset` its first byte. */
  | ({ readonly kind: 'damaged'; readonly line: number; readonly offset: number } & Fault);

/** Where the sound part of a log ends, and what stands behind it. */
export interface ScanEnd {
  readonly end: Position;
  readonly tail: Tail;
}

export interface Scanner {
  /** Takes the next bytes and hands on what became complete; false when what follows is of no use any more. */
  readonly push: (chunk: Uint8Array) => boolean;
  readonly finish: () => ScanEnd;
}

/** The position before the first event. */
export const genesis = (platform: Platform): Position => ({ seq: 0, offset: 0, hash: genesisHash(platform) });

/**
 * Reads a log from `start` on, as its bytes come in, and tells a torn tail from damage.
 *
 * A crash can leave the last write torn: cut short, or with whole sectors of zeros in it. Anything else that is wrong
 * is damage. What tells them apart behind lost sectors is the first seq of its write, which every line shows that is
 * still whole (`joins`, else its batch, else itself). A line of a later write proves that the lost one had been
 * acknowledged: damage.
 */
export const createScanner = (
  platform: Platform,
  start: Position,
  visit: (stored: Stored) => void,
): Scanner => {
  const { accept, chained, end, writeStart } = createAcceptor(platform, start, visit);
  let lineAt = start.offset;
  let size = start.offset;
  let hole = false;
  let damage: Fault | undefined;

  const lostWith = (raw: Uint8Array): boolean => {
    if (raw.includes(0)) return lostSectors(raw, lineAt);
    const event = envelopeIn(platform.decodeUtf8(raw));
    const write = event && writeStartOf(event);
    return write === writeStart() || write === chained().seq + 1;
  };

  const inspect = (bytes: Uint8Array, start: number, stop: number): Fault | undefined => {
    if (hole) return lostWith(bytes.subarray(start, stop)) ? undefined : LOST_AFTER_ACKNOWLEDGED;
    const fault = accept(bytes, start, stop);
    hole = fault?.fault === 'hash' && lostSectors(bytes.subarray(start, stop), lineAt);
    return hole ? undefined : fault;
  };

  const splitter = createLineSplitter((bytes, start, stop, overlong) => {
    damage = overlong ? OVERLONG : inspect(bytes, start, stop);
    lineAt += stop - start;
    return damage === undefined;
  });

  /** A write that was cut short cannot be longer than the line that it cuts: a whole line must have its own end. */
  const isWholeLine = (rest: Uint8Array): boolean => {
    const body = rest.length - 1 - SUFFIX_BYTES;
    if (hole || body < 0 || (rest.at(-1) === 0 && (lineAt + rest.length - 1) % SECTOR_BYTES === 0))
      return false;
    const hash = platform.chainHash(chained().hash, rest, 0, body);
    return platform.decodeUtf8(rest, body, rest.length - 1) === suffixOf(hash);
  };

  const tail = (): Tail => {
    const rest = splitter.rest();
    const zeros = rest.bytes.length > 0 && rest.bytes.every((byte) => byte === 0);
    const ending = isWholeLine(rest.bytes) ? WRONG_END : undefined;
    const fault = damage ?? (rest.overlong && !zeros ? OVERLONG : ending);
    if (fault) return { kind: 'damaged', line: chained().seq + 1, offset: chained().offset, ...fault };
    if (size === end().offset) return { kind: 'sound' };
    return { kind: 'torn', bytes: size - end().offset, zeroed: hole || zeros };
  };

  return {
    push: (chunk) => {
      size += chunk.length;
      return splitter.push(chunk);
    },
    finish: () => ({ end: end(), tail: tail() }),
  };
};

const WRONG_END: Fault = { fault: 'hash', detail: 'it is whole but for its last byte, which should end it' };

const LOST_AFTER_ACKNOWLEDGED: Fault = {
  fault: 'hash',
  detail: 'it holds zero bytes, and lines of a later write follow it',
};
