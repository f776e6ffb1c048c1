import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { PayloadRef } from '../events/content.js';
import type { Failure } from './failure.js';

/** Why a content is not to be had. */
export type PayloadError =
  | { readonly _tag: 'PayloadMissing'; readonly ref: PayloadRef }
  /** It is there, and may be whole: who reads may not, or the disk does not give it. */
  | { readonly _tag: 'PayloadUnreadable'; readonly ref: PayloadRef; readonly detail: string }
  /** What stands under the digest is something else. */
  | { readonly _tag: 'PayloadDamaged'; readonly ref: PayloadRef; readonly detail: string };

/** Contents beside the log, by their digests. */
export interface PayloadReader {
  /** The content, checked against its digest. */
  readonly get: (ref: PayloadRef) => TE.TaskEither<PayloadError, Uint8Array>;
  /** Whether the content is there and matches its digest; it may be larger than memory. */
  readonly check: (ref: PayloadRef) => TE.TaskEither<PayloadError, void>;
}

export interface Payloads extends PayloadReader {
  /** Keeps the content under its digest; on disk, synced, before it answers. Keeping it twice is keeping it once. */
  readonly put: (content: Uint8Array | AsyncIterable<Uint8Array>) => TE.TaskEither<Failure, PayloadRef>;
}
