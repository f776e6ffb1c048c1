import * as E from 'fp-ts/lib/Either.js';
import { catalogue, type Draft, type Event } from './catalogue.js';
import { MAX_LINE_BYTES, NO_HASH, SUFFIX_BYTES, suffixOf, writeHash } from './chain.js';
import type { Platform } from './platform.js';
import type { Position, Stored } from './stored.js';

/** Why a draft cannot become a line. Both mean a mistake in refold, found before anything is written. */
export type EncodeError =
  | { readonly _tag: 'DraftInvalid'; readonly type: string }
  | { readonly _tag: 'LineTooLong'; readonly type: string; readonly bytes: number };

/** The lines of one batch, chained, and where the log stands behind them. */
export interface EncodedBatch {
  readonly stored: readonly Stored[];
  readonly end: Position;
}

/** Turns the drafts of one decision into lines. `joins` is the first seq of the write, if that is not this batch's. */
export type Encoder = (
  from: Position,
  drafts: readonly Draft[],
  at: string,
  joins?: number,
) => E.Either<EncodeError, EncodedBatch>;

export const createEncoder =
  (platform: Platform): Encoder =>
  (from, drafts, at, joins) => {
    const stored: Stored[] = [];
    let end = from;
    for (const [index, draft] of drafts.entries()) {
      const definition = catalogue[draft.type];
      if (!definition.data.is(draft.data)) return E.left({ _tag: 'DraftInvalid', type: draft.type });
      const head = {
        seq: end.seq + 1,
        at,
        type: draft.type,
        v: definition.v,
        ...(draft.cause === undefined ? {} : { cause: draft.cause }),
        ...(drafts.length === 1 ? {} : { batch: `${index + 1}/${drafts.length}` }),
        ...(joins === undefined ? {} : { joins }),
        ...('critical' in definition ? { critical: definition.critical } : {}),
        data: draft.data,
      };
      const raw = platform.encodeUtf8(`${JSON.stringify(head).slice(0, -1)}${suffixOf(NO_HASH)}\n`);
      if (raw.length > MAX_LINE_BYTES)
        return E.left({ _tag: 'LineTooLong', type: draft.type, bytes: raw.length });
      const digest = platform.chainHash(end.hash, raw, 0, raw.length - SUFFIX_BYTES - 1);
      writeHash(raw, digest);
      stored.push({
        known: true,
        event: { ...head, hash: digest } as unknown as Event,
        raw,
        offset: end.offset,
      });
      end = { seq: head.seq, offset: end.offset + raw.length, hash: digest };
    }
    return E.right({ stored, end });
  };
