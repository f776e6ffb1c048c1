import type { Platform } from './platform.js';

/** The longest line of a log, in bytes with its end. */
export const MAX_LINE_BYTES = 1024 * 1024;

/** The byte that ends every line. */
export const NEWLINE = 0x0a;

/** What the chain hangs on before the first event; it names the format. */
export const GENESIS = 'refold/1';

const HASH_CHARS = 43;
const BEFORE_HASH = ',"hash":"';
const AFTER_HASH = '"}';

/** How many bytes of a line, without its end, are the fixed suffix that holds the hash. */
export const SUFFIX_BYTES = BEFORE_HASH.length + HASH_CHARS + AFTER_HASH.length;

/** The hash that stands before seq 1. */
export const genesisHash = (platform: Platform): string => platform.sha256(platform.encodeUtf8(GENESIS));

/** The text of a line's suffix for this hash, without the end of the line. */
export const suffixOf = (hash: string): string => `${BEFORE_HASH}${hash}${AFTER_HASH}`;

/**
 * Makes the function that computes a line's hash: SHA-256 over the text of the hash before it, followed by the
 * line's bytes before the suffix. Both are copied into one reused buffer, because hashing one run of bytes at once
 * is far cheaper than feeding a hash twice.
 */
export const createHasher = (platform: Platform): ((previous: string, body: Uint8Array) => string) => {
  let scratch = new Uint8Array(4096);
  return (previous, body) => {
    const size = HASH_CHARS + body.length;
    if (scratch.length < size) scratch = new Uint8Array(size * 2);
    for (let i = 0; i < HASH_CHARS; i += 1) scratch[i] = previous.charCodeAt(i);
    scratch.set(body, HASH_CHARS);
    return platform.sha256(scratch.subarray(0, size));
  };
};

/** Whether a line, without its end, closes with the suffix of this hash. */
export const endsWithHash = (line: Uint8Array, hash: string): boolean => {
  const suffix = suffixOf(hash);
  const start = line.length - suffix.length;
  if (start < 0) return false;
  for (let i = 0; i < suffix.length; i += 1) if (line[start + i] !== suffix.charCodeAt(i)) return false;
  return true;
};
