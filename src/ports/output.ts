/** What a program printed: its beginning at hand, all of it as a stream, so that a gigabyte never stands in memory. */
export interface Output {
  readonly bytes: number;
  readonly read: () => AsyncIterable<Uint8Array>;
}
