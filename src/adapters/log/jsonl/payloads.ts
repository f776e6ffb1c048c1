import { createHash, hash } from 'node:crypto';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { PayloadRef } from '../../../events/content.js';
import type { Failure } from '../../../ports/failure.js';
import type { PayloadError, PayloadReader, Payloads } from '../../../ports/payloads.js';
import { isNoSpace } from '../../processes/room.js';
import { codeOf, draftOf, ensureFolder, type Files, syncFolder, wordsOf, writeAll } from './files.js';

/** Reads contents by their digest, and believes none that does not match it. */
export const createPayloadReader = (files: Files, folder: string): PayloadReader => ({
  get: (ref) => async () =>
    checked(ref, () => {
      const bytes = files.readFileSync(join(folder, ref.sha256));
      return { value: bytes, digest: hash('sha256', bytes, 'hex') };
    }),
  check: (ref) => async () =>
    checked(ref, () => ({ value: undefined, digest: digestOf(files, join(folder, ref.sha256)) })),
});

/** What was read, if it is what the digest says. */
const checked = <A>(
  ref: PayloadRef,
  read: () => { readonly value: A; readonly digest: string },
): E.Either<PayloadError, A> => {
  try {
    const { value, digest } = read();
    if (digest === ref.sha256) return E.right(value);
    return E.left({ _tag: 'PayloadDamaged', ref, detail: 'its content does not match its digest' });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return E.left({ _tag: 'PayloadMissing', ref });
    return E.left({ _tag: 'PayloadUnreadable', ref, detail: wordsOf(error) });
  }
};

const CHUNK_BYTES = 1024 * 1024;

const digestOf = (files: Files, path: string): string => {
  const fd = files.openSync(path, 'r');
  try {
    const digest = createHash('sha256');
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (let size = 1; size > 0; ) {
      size = files.readSync(fd, chunk, 0, chunk.length, null);
      digest.update(chunk.subarray(0, size));
    }
    return digest.digest('hex');
  } finally {
    files.closeSync(fd);
  }
};

/** Keeps contents in a folder, each in a file that is named by its digest and was synced before it got that name. */
export const createPayloads = (files: Files, folder: string): Payloads => ({
  ...createPayloadReader(files, folder),
  put: (content) => async () => {
    try {
      ensureFolder(files, folder);
      return E.right(await keep(files, folder, content));
    } catch (error) {
      return E.left(failure(folder, error));
    }
  },
});

const keep = async (
  files: Files,
  folder: string,
  content: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<PayloadRef> => {
  const draft = draftOf(join(folder, 'payload'));
  const fd = files.openSync(draft, 'wx', 0o600);
  const digest = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      writeAll(files, fd, chunk);
      digest.update(chunk);
      bytes += chunk.length;
    }
    files.fsyncSync(fd);
    const sha256 = digest.digest('hex');
    files.renameSync(draft, join(folder, sha256));
    syncFolder(files, folder);
    return { sha256, bytes };
  } catch (error) {
    files.unlinkSync(draft);
    throw error;
  } finally {
    files.closeSync(fd);
  }
};

const failure = (path: string, error: unknown): Failure =>
  isNoSpace(error)
    ? { _tag: 'DiskFull', doing: 'keeping a payload', path }
    : { _tag: 'Failed', doing: 'keeping a payload', detail: wordsOf(error) };
