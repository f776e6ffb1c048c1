import * as E from 'fp-ts/lib/Either.js';
import type { Platform } from '../../../events/platform.js';
import type { Position } from '../../../events/stored.js';
import type { AppendError, EventWriter } from '../../../ports/eventLog.js';
import { isNoSpace } from '../../processes/room.js';
import { createStaging } from '../staging.js';
import { type Files, wordsOf, writeAll } from './files.js';

/**
 * Appends to an open log: one write and one fdatasync for everything staged. Before each write the lease and the
 * size of the file are looked at again; whoever finds another's hand there ends its work. A writer that failed once
 * fails for ever: what is on disk behind its last success is for the next opening to say.
 */
export const createWriter = (
  files: Files,
  platform: Platform,
  log: { readonly path: string; readonly fd: number; readonly from: Position },
  stillMine: () => boolean,
): EventWriter => {
  const staging = createStaging(platform, log.from);
  let durable = log.from.offset;
  let broken: AppendError | undefined;

  const write = (bytes: Uint8Array): AppendError | undefined => {
    if (bytes.length === 0) return undefined;
    try {
      if (!stillMine()) return conflict('another process took the lease');
      const { size } = files.fstatSync(log.fd);
      if (size !== durable) return conflict(`the log has ${size} bytes where ${durable} were expected`);
      writeAll(files, log.fd, bytes);
      files.fdatasyncSync(log.fd);
      durable += bytes.length;
      return undefined;
    } catch (error) {
      takeBack();
      return isNoSpace(error)
        ? { _tag: 'AppendDiskFull', path: log.path }
        : { _tag: 'AppendFailed', path: log.path, detail: wordsOf(error) };
    }
  };

  const takeBack = (): void => {
    try {
      files.ftruncateSync(log.fd, durable);
      files.fdatasyncSync(log.fd);
    } catch {
      // The torn tail stays and is set aside at the next opening; the first error is the one to tell.
    }
  };

  return {
    end: staging.end,
    stage: (expected, drafts, at) => (broken ? E.left(broken) : staging.stage(expected, drafts, at)),
    flush: () => async () => {
      broken ??= write(staging.take());
      return broken ? E.left(broken) : E.right(undefined);
    },
  };
};

const conflict = (detail: string): AppendError => ({ _tag: 'AppendConflict', detail });
