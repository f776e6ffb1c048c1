import type { Event } from './catalogue.js';
import type { Envelope } from './envelope.js';

/** Where a log stands after an event, and what the next one chains on. */
export interface Position {
  /** The seq of the last event; 0 before the first. */
  readonly seq: number;
  /** The byte after its line. */
  readonly offset: number;
  readonly hash: string;
}

/** An event of a type or version that only a newer refold knows; its data is kept as it is. */
export type UnknownEvent = Envelope & { readonly data: unknown };

/**
 * An event together with the bytes that it was read from, so that whatever passes it on can do so byte for byte.
 * `raw` is the line with its end and is valid only until the reader goes on; keep a copy if you need it longer.
 */
export type Stored = {
  readonly raw: Uint8Array;
  readonly offset: number;
} & (
  | { readonly known: true; readonly event: Event }
  | { readonly known: false; readonly event: UnknownEvent }
);
