import * as E from 'fp-ts/lib/Either.js';
import { createHasher, endsWithHash, genesisHash, SUFFIX_BYTES } from './chain.js';
import { diagnose, type Fault, lostSectors, OVERLONG } from './damage.js';
import { type Decoded, decodeLine } from './decode.js';
import { type Envelope, parseBatch } from './envelope.js';
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

interface Held {
  readonly stored: Stored;
  readonly after: Position;
}

/** The position before the first event. */
export const genesis = (platform: Platform): Position => ({ seq: 0, offset: 0, hash: genesisHash(platform) });

/**
 * Reads a log from `start` on, as its bytes come in: checks the chain on the raw bytes, decodes, and holds a batch
 * back until its last event is there.
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
  const hash = createHasher(platform);
  let end = start;
  let chained = start;
  let held: Held[] = [];
  let batchSize = 1;
  let writeStart = 0;
  let lineAt = start.offset;
  let size = start.offset;
  let hole = false;
  let damage: Fault | undefined;

  const release = (): void => {
    for (const { stored, after } of held) {
      visit(stored);
      end = after;
    }
    held = [];
  };

  const hold = (decoded: Decoded, raw: Uint8Array, digest: string): Fault | undefined => {
    const { event } = decoded;
    if (event.seq !== chained.seq + 1) return { fault: 'sequence', detail: `it bears seq ${event.seq}` };
    const mark = event.batch === undefined ? { index: 1, size: 1 } : parseBatch(event.batch);
    const fits = mark?.index === held.length + 1 && (held.length === 0 || mark.size === batchSize);
    if (!fits) return { fault: 'batch', detail: `batch mark ${event.batch ?? '(none)'} does not fit here` };
    const after = { seq: event.seq, offset: chained.offset + raw.length, hash: digest };
    held.push({ stored: { ...decoded, raw, offset: chained.offset }, after });
    batchSize = mark.size;
    writeStart = writeStartOf(event);
    chained = after;
    if (mark.index === mark.size) release();
    return undefined;
  };

  const accept = (raw: Uint8Array): Fault | undefined => {
    const line = raw.subarray(0, -1);
    const digest = hash(chained.hash, line.subarray(0, Math.max(0, line.length - SUFFIX_BYTES)));
    const text = platform.decodeUtf8(raw);
    if (!endsWithHash(line, digest)) return diagnose(text, chained.seq + 1);
    const decoded = decodeLine(text);
    return E.isLeft(decoded)
      ? { fault: 'undecodable', detail: decoded.left }
      : hold(decoded.right, raw, digest);
  };

  const lostWith = (raw: Uint8Array): boolean => {
    if (raw.includes(0)) return lostSectors(raw, lineAt);
    const decoded = decodeLine(platform.decodeUtf8(raw));
    const write = E.isRight(decoded) ? writeStartOf(decoded.right.event) : undefined;
    return write === writeStart || write === chained.seq + 1;
  };

  const inspect = (raw: Uint8Array): Fault | undefined => {
    if (hole) return lostWith(raw) ? undefined : LOST_AFTER_ACKNOWLEDGED;
    const fault = accept(raw);
    hole = fault?.fault === 'hash' && lostSectors(raw, lineAt);
    return hole ? undefined : fault;
  };

  const splitter = createLineSplitter((raw, overlong) => {
    damage = overlong ? OVERLONG : inspect(raw);
    lineAt += raw.length;
    return damage === undefined;
  });

  const push = (chunk: Uint8Array): boolean => {
    size += chunk.length;
    return splitter.push(chunk);
  };

  const tail = (): Tail => {
    const rest = splitter.rest();
    const zeros = rest.bytes.length > 0 && rest.bytes.every((byte) => byte === 0);
    const fault = damage ?? (rest.overlong && !zeros ? OVERLONG : undefined);
    if (fault) return { kind: 'damaged', line: chained.seq + 1, offset: chained.offset, ...fault };
    if (size === end.offset) return { kind: 'sound' };
    return { kind: 'torn', bytes: size - end.offset, zeroed: hole || zeros };
  };

  return { push, finish: () => ({ end, tail: tail() }) };
};

const LOST_AFTER_ACKNOWLEDGED: Fault = {
  fault: 'hash',
  detail: 'it holds zero bytes, and lines of a later write follow it',
};

const writeStartOf = (event: Envelope): number =>
  event.joins ?? event.seq - (event.batch === undefined ? 0 : (parseBatch(event.batch)?.index ?? 1) - 1);
