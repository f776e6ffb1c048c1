/**
 * What the pure rooms need from their surroundings, handed in so that the same code folds a log in node and in a
 * browser. Ranges are half open; they spare a view per line, which would cost as much as reading the line.
 */
export interface Platform {
  /**
   * SHA-256 over the ASCII text of the hash before, followed by bytes `start` to `end`: 43 characters of base64url
   * without padding.
   */
  readonly chainHash: (previous: string, bytes: Uint8Array, start: number, end: number) => string;
  readonly decodeUtf8: (bytes: Uint8Array, start?: number, end?: number) => string;
  readonly encodeUtf8: (text: string) => Uint8Array;
}
