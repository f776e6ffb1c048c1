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
 * An event together with the bytes that it was read from, so that whatever passes it on can do so byte for byte:
 * `raw` is the line with its end, `offset` its place in the log.
 */
export type Stored = {
  readonly raw: Uint8Array;
  readonly offset: number;
} & (
  | { readonly known: true; readonly event: Event }
  | { readonly known: false; readonly event: UnknownEvent }
);

/** An event as it was read; its bytes are cut out of the chunk only if someone asks for them. */
export class ReadEvent {
  constructor(
    readonly known: boolean,
    readonly event: Event | UnknownEvent,
    readonly offset: number,
    private readonly bytes: Uint8Array,
    private readonly start: number,
    private readonly end: number,
  ) {}

  get raw(): Uint8Array {
    return this.bytes.subarray(this.start, this.end);
  }
}
