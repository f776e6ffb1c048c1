/**
 * The three things that the pure rooms need from their surroundings, handed in so that the same code folds a log in
 * node and in a browser.
 */
export interface Platform {
  /** SHA-256 of the bytes, as 43 characters of base64url without padding. */
  readonly sha256: (bytes: Uint8Array) => string;
  readonly decodeUtf8: (bytes: Uint8Array) => string;
  readonly encodeUtf8: (text: string) => Uint8Array;
}
