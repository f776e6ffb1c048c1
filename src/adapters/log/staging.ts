import * as E from 'fp-ts/lib/Either.js';
import { createEncoder } from '../../events/encode.js';
import type { Platform } from '../../events/platform.js';
import type { Position } from '../../events/stored.js';
import type { EventWriter } from '../../ports/eventLog.js';

/** The batches that wait for the next write, already chained. */
export interface Staging extends Pick<EventWriter, 'end' | 'stage'> {
  /** Everything staged since the last call, as the bytes of one write. */
  readonly take: () => Uint8Array;
}

export const createStaging = (platform: Platform, from: Position): Staging => {
  const encode = createEncoder(platform);
  let end = from;
  let lines: Uint8Array[] = [];
  let writeStart = from.seq + 1;
  return {
    end: () => end,
    stage: (expected, drafts, at) => {
      if (expected !== end.seq) {
        const detail = `the decision was made on seq ${expected}, the log is at ${end.seq}`;
        return E.left({ _tag: 'AppendConflict', detail });
      }
      const batch = encode(end, drafts, at, lines.length === 0 ? undefined : writeStart);
      if (E.isLeft(batch)) return batch;
      end = batch.right.end;
      lines.push(...batch.right.stored.map(({ raw }) => raw));
      return E.right(batch.right.stored);
    },
    take: () => {
      const bytes = Buffer.concat(lines);
      lines = [];
      writeStart = end.seq + 1;
      return bytes;
    },
  };
};
