import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { PayloadRef } from '../../../events/content.js';
import { createEncoder, type EncodeError } from '../../../events/encode.js';
import type { LogUnreadable } from '../../../ports/eventLog.js';
import type { Forked, ForkSpec, RunRef } from '../../../ports/runStore.js';
import { nodePlatform } from '../platform.js';
import { codeOf, draftOf, ensureFolder, type Files, syncFolder, writeAll, writeSynced } from './files.js';
import { runFolder } from './folder.js';
import { unreadable } from './read.js';
import { makeRoom } from './room.js';

/**
 * Makes a run out of the beginning of another. What its events name is there first; then the log appears under its
 * name, with the event in it that makes it a run of its own: half of it would take itself for its parent.
 */
export const fork = <X>(
  files: Files,
  home: string,
  ref: RunRef,
  { parent, upTo, payloads, at, begin }: ForkSpec<X>,
): E.Either<X | EncodeError | LogUnreadable, Forked> => {
  const from = runFolder(home, parent);
  const { folder, number } = makeRoom(files, home, ref);
  const drafts = begin({ number, place: folder.root });
  if (E.isLeft(drafts)) return drafts;
  const batch = createEncoder(nodePlatform)(upTo, drafts.right, at);
  if (E.isLeft(batch)) return batch;
  const missing = payloads.filter((payload) => !take(files, payload, from.payloads, folder.payloads));
  if (payloads.length > missing.length) syncFolder(files, folder.payloads);
  const draft = draftOf(folder.events);
  try {
    copyBeginning(
      files,
      from.events,
      draft,
      upTo.offset,
      batch.right.stored.map(({ raw }) => raw),
    );
  } catch (error) {
    if (error instanceof SourceLost) return E.left(unreadable(from.events, error.cause));
    throw error;
  }
  files.renameSync(draft, folder.events);
  syncFolder(files, folder.root);
  return E.right({ number, missing });
};

/** Gives the fork a payload of its parent's; false where it is gone. Content never changes, so that both may share it. */
const take = (files: Files, { sha256 }: PayloadRef, from: string, to: string): boolean => {
  ensureFolder(files, to);
  const [source, target] = [join(from, sha256), join(to, sha256)];
  try {
    files.linkSync(source, target);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    // A file system that knows no second name for a file, or has no more of them, is given a copy.
    writeSynced(files, target, files.readFileSync(source));
    return true;
  }
};

/** What kept the log of the parent from being read; anything else is about the new one. */
class SourceLost extends Error {}

const reading = <A>(read: () => A): A => {
  try {
    return read();
  } catch (cause) {
    throw new SourceLost('', { cause });
  }
};

const CHUNK_BYTES = 1024 * 1024;

/** Writes the first bytes of a file, and what follows them there, to a new file, and syncs it. */
const copyBeginning = (
  files: Files,
  from: string,
  to: string,
  size: number,
  after: readonly Uint8Array[],
): void => {
  const source = reading(() => files.openSync(from, 'r'));
  const target = files.openSync(to, 'wx', 0o600);
  try {
    for (let at = 0; at < size; ) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, size - at));
      const got = reading(() => files.readSync(source, chunk, 0, chunk.length, at));
      if (got === 0) throw new SourceLost('', { cause: new Error(`it ends at byte ${at}, before the cut`) });
      writeAll(files, target, chunk.subarray(0, got));
      at += got;
    }
    for (const bytes of after) writeAll(files, target, bytes);
    files.fsyncSync(target);
  } finally {
    files.closeSync(target);
    files.closeSync(source);
  }
};
