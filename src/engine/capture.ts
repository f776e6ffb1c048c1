import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Content, HEAD_CHARS, INLINE_BYTES, type PayloadRef } from '../events/content.js';
import type { Platform } from '../events/platform.js';
import type { Failure } from '../ports/failure.js';
import type { Payloads } from '../ports/payloads.js';

/** Keeps each text as a payload; the answer finds them again by the text. */
export const keepTexts = (
  payloads: Payloads,
  platform: Platform,
  texts: readonly string[],
): TE.TaskEither<Failure, ReadonlyMap<string, PayloadRef>> =>
  pipe(
    texts,
    TE.traverseSeqArray((text) =>
      pipe(
        payloads.put(platform.encodeUtf8(text)),
        TE.map((ref) => [text, ref] as const),
      ),
    ),
    TE.map((pairs) => new Map(pairs)),
  );

/** A text as an event carries it: whole, or as a payload when it is long. */
export const keepText = (
  payloads: Payloads,
  platform: Platform,
  text: string,
): TE.TaskEither<Failure, Content> => {
  const bytes = platform.encodeUtf8(text);
  if (bytes.length <= INLINE_BYTES) return TE.right({ text });
  return pipe(
    payloads.put(bytes),
    TE.map((payload) => ({ payload, head: text.slice(0, HEAD_CHARS) })),
  );
};
