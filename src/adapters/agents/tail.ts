import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createLineSplitter } from './lines.js';

/** How much is read at a time, in bytes. */
const CHUNK_BYTES = 256 * 1024;

/** A file that grows, read from its beginning as far as it goes. */
export interface Tail {
  /** The lines that were added since the last look, a piece at a time, up to this byte. */
  readonly upTo: (end: number) => AsyncGenerator<readonly string[]>;
  /** The byte behind the last line that was handed on. */
  readonly read: () => number;
}

/** Follows a file that need not be there yet. */
export const createTail = (path: string): Tail => {
  const splitter = createLineSplitter();
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let at = 0;
  async function* upTo(end: number): AsyncGenerator<readonly string[]> {
    if (!existsSync(path)) return;
    const file = await open(path, 'r');
    try {
      while (at < end) {
        const { bytesRead } = await file.read(chunk, 0, Math.min(chunk.length, end - at), at);
        if (bytesRead === 0) return;
        at += bytesRead;
        yield splitter.push(chunk.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  }
  return { upTo, read: () => at - splitter.pending() };
};
