import * as E from 'fp-ts/lib/Either.js';
import type { Platform } from '../../../events/platform.js';
import { createScanner, genesis, type ScanEnd } from '../../../events/scan.js';
import type { Position, Stored } from '../../../events/stored.js';
import type { EventReader, LogUnreadable } from '../../../ports/eventLog.js';
import { codeOf, type Files, wordsOf } from './files.js';

/** Bytes taken from the file at a time. */
const CHUNK_BYTES = 1024 * 1024;

/** Reads a log from its file; a file that is not there is a log without events. */
export const createReader = (files: Files, platform: Platform, path: string): EventReader => ({
  read: (visit, from) => async () => {
    try {
      const fd = files.openSync(path, 'r');
      try {
        return E.right(scanFile(files, platform, fd, visit, from));
      } finally {
        files.closeSync(fd);
      }
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return E.right({ end: genesis(platform), tail: { kind: 'sound' } });
      return E.left(unreadable(path, error));
    }
  },
});

/**
 * Reads from an open file to its end. Each chunk is a buffer of its own, because the events of a batch that is not
 * complete yet still point into the one before.
 */
export const scanFile = (
  files: Files,
  platform: Platform,
  fd: number,
  visit: (stored: Stored) => void,
  from: Position = genesis(platform),
): ScanEnd => {
  const scanner = createScanner(platform, from, visit);
  for (let at = from.offset; ; ) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const got = files.readSync(fd, chunk, 0, CHUNK_BYTES, at);
    if (got === 0 || !scanner.push(chunk.subarray(0, got))) return scanner.finish();
    at += got;
  }
};

export const unreadable = (path: string, error: unknown): LogUnreadable => ({
  _tag: 'LogUnreadable',
  path,
  detail: wordsOf(error),
});
