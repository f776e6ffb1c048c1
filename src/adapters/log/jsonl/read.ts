import { setImmediate as giveWay } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { suffixOf } from '../../../events/chain.js';
import type { Platform } from '../../../events/platform.js';
import { createScanner, genesis, type ScanEnd } from '../../../events/scan.js';
import type { Position, Stored } from '../../../events/stored.js';
import type { EventReader, LogUnreadable } from '../../../ports/eventLog.js';
import { firstEvent } from '../firstLine.js';
import { lastEvent } from '../lastLine.js';
import { codeOf, type Files, openToRead, wordsOf } from './files.js';

/** Bytes taken from the file at a time. */
const CHUNK_BYTES = 1024 * 1024;

/** Reads a log from its file; a file that is not there is a log without events. */
export const createReader = (files: Files, platform: Platform, path: string): EventReader => {
  /** Works with the open file; where there is none, `absent` is the answer. */
  const withFile =
    <A>(absent: A, work: (fd: number) => A | Promise<A>): TE.TaskEither<LogUnreadable, A> =>
    async () => {
      try {
        const fd = openToRead(files, path);
        try {
          return E.right(await work(fd));
        } finally {
          files.closeSync(fd);
        }
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return E.right(absent);
        return E.left(unreadable(path, error));
      }
    };
  const empty: ScanEnd = { end: genesis(platform), tail: { kind: 'sound' } };
  return {
    read: (visit, from) => withFile(empty, (fd) => scanFile(files, platform, fd, visit, from)),
    holds: (position) => withFile(false, (fd) => holdsPosition(files, fd, position)),
    first: () => withFile(undefined, (fd) => firstEvent((offset, size) => partOf(files, fd, offset, size))),
    last: () =>
      withFile(undefined, (fd) => lastEvent(files.fstatSync(fd).size, (offset) => restOf(files, fd, offset))),
    bytes: () => async () => {
      try {
        return E.right(files.statSync(path, { throwIfNoEntry: false })?.size ?? 0);
      } catch (error) {
        return E.left(unreadable(path, error));
      }
    },
    check: (upTo) => withFile(empty, (fd) => checkSlowly(files, platform, fd, upTo)),
  };
};

/** Whether the bytes before the offset are the suffix of a line with that hash. */
const holdsPosition = (files: Files, fd: number, { offset, hash }: Position): boolean => {
  const expected = Buffer.from(`${suffixOf(hash)}\n`);
  if (offset < expected.length) return false;
  const found = Buffer.alloc(expected.length);
  files.readSync(fd, found, 0, found.length, offset - expected.length);
  return found.equals(expected);
};

/** Bytes of an open file from a place on; fewer where it ends. */
export const partOf = (files: Files, fd: number, offset: number, size: number): Buffer => {
  const part = Buffer.alloc(size);
  return part.subarray(0, files.readSync(fd, part, 0, size, offset));
};

const restOf = (files: Files, fd: number, offset: number): Buffer =>
  partOf(files, fd, offset, files.fstatSync(fd).size - offset);

/** Checks a log up to a position, giving way to other work after every chunk. */
const checkSlowly = async (
  files: Files,
  platform: Platform,
  fd: number,
  upTo: Position,
): Promise<ScanEnd> => {
  const scanner = createScanner(platform, genesis(platform), () => undefined);
  for (let at = 0; at < upTo.offset; ) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, upTo.offset - at));
    const got = files.readSync(fd, chunk, 0, chunk.length, at);
    if (got === 0 || !scanner.push(chunk.subarray(0, got))) break;
    at += got;
    await giveWay();
  }
  return scanner.finish();
};

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
