import { SUFFIX_BYTES } from './chain.js';
import { diagnose, type Fault } from './damage.js';
import { decodeLine } from './decode.js';
import { type Envelope, parseBatch } from './envelope.js';
import type { Platform } from './platform.js';
import { type Position, ReadEvent, type Stored } from './stored.js';

/** Takes the lines of a log one by one, as long as each is what was written. */
export interface Acceptor {
  /** Takes the next line with its end, or says what is wrong with it; after that nothing more can be taken. */
  readonly accept: (bytes: Uint8Array, start: number, end: number) => Fault | undefined;
  /** Behind the last line that was taken; it changes with the next. */
  readonly chained: () => Position;
  /** Behind the last event that was handed on: a batch counts only when all of it is there. */
  readonly end: () => Position;
  /** The first seq of the write that the last line belongs to. */
  readonly writeStart: () => number;
}

/**
 * Checks the chain on the raw bytes, decodes, and holds the events of a batch back until its last one is there. Runs
 * once for every event of every log that is read, so it makes no object that it does not need.
 */
export const createAcceptor = (
  platform: Platform,
  start: Position,
  visit: (stored: Stored) => void,
): Acceptor => {
  const chained = { ...start };
  const released = { ...start };
  let held: Stored[] = [];
  let batchSize = 1;
  let writeStart = 0;

  const misplaced = ({ seq, batch }: Envelope): Fault | undefined => {
    if (seq !== chained.seq + 1) return { fault: 'sequence', detail: `it bears seq ${seq}` };
    const mark = batch === undefined ? SINGLE : parseBatch(batch);
    if (mark?.index !== held.length + 1 || (held.length > 0 && mark.size !== batchSize)) {
      return { fault: 'batch', detail: `batch mark ${batch ?? '(none)'} does not fit here` };
    }
    batchSize = mark.size;
    return undefined;
  };

  const release = (): void => {
    for (const stored of held) visit(stored);
    held = [];
    settle();
  };

  const settle = (): void => {
    released.seq = chained.seq;
    released.offset = chained.offset;
    released.hash = chained.hash;
  };

  const accept = (bytes: Uint8Array, start: number, end: number): Fault | undefined => {
    const body = Math.max(start, end - 1 - SUFFIX_BYTES);
    const hash = platform.chainHash(chained.hash, bytes, start, body);
    const text = platform.decodeUtf8(bytes, start, end);
    const decoded = decodeLine(text, hash);
    if (typeof decoded === 'string') return { fault: 'undecodable', detail: decoded };
    if (decoded === undefined) return diagnose(text, chained.seq + 1);
    const fault = misplaced(decoded.event);
    if (fault) return fault;
    const stored = new ReadEvent(decoded.known, decoded.event, chained.offset, bytes, start, end) as Stored;
    writeStart = writeStartOf(decoded.event);
    chained.seq += 1;
    chained.offset += end - start;
    chained.hash = hash;
    if (batchSize === 1) {
      visit(stored);
      settle();
    } else if (held.push(stored) === batchSize) release();
    return undefined;
  };

  return { accept, chained: () => chained, end: () => ({ ...released }), writeStart: () => writeStart };
};

/** The place of an event that is a batch of its own. */
const SINGLE = { index: 1, size: 1 };

/** The first seq of the write that an event came with, as the event itself tells. */
export const writeStartOf = (event: Envelope): number =>
  event.joins ?? event.seq - (event.batch === undefined ? 0 : (parseBatch(event.batch)?.index ?? 1) - 1);
