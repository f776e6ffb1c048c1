import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Content, HEAD_CHARS, INLINE_BYTES, type Parts } from '../../events/content.js';
import { type ChangedFile, type ChangedFiles, INLINE_FILES_BYTES } from '../../events/files.js';
import type { Failure } from '../../ports/failure.js';
import type { Output } from '../../ports/output.js';
import type { PayloadError } from '../../ports/payloads.js';
import type { World } from '../world.js';

/** Puts what a program printed where an event can name it: short text in the line, anything else as a payload. */
export const keepOutput = (world: World, output: Output): TE.TaskEither<Failure, Content> =>
  pipe(
    TE.tryCatch(() => beginningOf(output), readingFailed),
    TE.chain((beginning): TE.TaskEither<Failure, Content> => {
      const text = world.platform.decodeUtf8(beginning);
      if (output.bytes <= INLINE_BYTES && sameBytes(world.platform.encodeUtf8(text), beginning)) {
        return TE.right({ text });
      }
      const head = text.slice(0, HEAD_CHARS);
      return pipe(
        world.payloads.put(output.read()),
        TE.map((payload): Content => ({ payload, head })),
      );
    }),
  );

/** How much of a program's answer is read, in bytes; a longer one is cut. */
const ANSWER_BYTES = 1024 * 1024;

/** What a program left, as text. */
export const textOf = (world: World, output: Output): TE.TaskEither<Failure, string> =>
  pipe(
    TE.tryCatch(() => beginningOf(output, ANSWER_BYTES), readingFailed),
    TE.map((bytes) => world.platform.decodeUtf8(bytes)),
  );

/** The list of changed files for an event: in the line, or as a payload when it is long. */
export const keepFiles = (
  world: World,
  list: readonly ChangedFile[],
): TE.TaskEither<Failure, ChangedFiles> => {
  const bytes = world.platform.encodeUtf8(JSON.stringify(list));
  if (bytes.length <= INLINE_FILES_BYTES) return TE.right({ count: list.length, list });
  return pipe(
    world.payloads.put(bytes),
    TE.map((payload): ChangedFiles => ({ count: list.length, payload })),
  );
};

/** The paths of changed files, wherever the list is kept. */
export const changedFiles = (
  world: World,
  files: ChangedFiles | undefined,
): TE.TaskEither<Failure, readonly string[]> => {
  if (!files) return TE.right([]);
  if ('list' in files) return TE.right(files.list.map(({ path }) => path));
  return pipe(
    world.payloads.get(files.payload),
    TE.bimap(payloadFailure, (bytes) => {
      const list = JSON.parse(world.platform.decodeUtf8(bytes)) as readonly ChangedFile[];
      return list.map(({ path }) => path);
    }),
  );
};

/** Joins the parts of a prompt, fetching the payloads among them. */
export const joinParts = (world: World, parts: Parts): TE.TaskEither<Failure, string> =>
  pipe(
    parts,
    TE.traverseSeqArray((part) =>
      typeof part === 'string'
        ? TE.right<Failure, string>(part)
        : pipe(world.payloads.get(part), TE.bimap(payloadFailure, world.platform.decodeUtf8)),
    ),
    TE.map((texts) => texts.join('')),
  );

/** A payload that cannot be had, as the failure of an effect that needs it. */
const payloadFailure = (error: PayloadError): Failure => {
  const payload = `the payload ${error.ref.sha256}`;
  switch (error._tag) {
    case 'PayloadMissing':
      return { _tag: 'Damaged', detail: `${payload} is not there` };
    case 'PayloadDamaged':
      return { _tag: 'Damaged', detail: `${payload} is damaged: ${error.detail}` };
    case 'PayloadUnreadable':
      return { _tag: 'Failed', doing: `reading ${payload}`, detail: error.detail };
  }
};

const readingFailed = (error: unknown): Failure => ({
  _tag: 'Failed',
  doing: 'reading what a program printed',
  detail: String(error),
});

/** So many of the first bytes that either all of a short output or the head of a long one is among them. */
const BEGINNING_BYTES = Math.max(INLINE_BYTES, HEAD_CHARS * 4);

const beginningOf = async (output: Output, most = BEGINNING_BYTES): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of output.read()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= most) break;
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
};

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);
