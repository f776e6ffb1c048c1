import type { Platform } from './platform.js';

/** The longest line of a log, in bytes with its end. */
export const MAX_LINE_BYTES = 1024 * 1024;

/** The byte that ends every line. */
export const NEWLINE = 0x0a;

/** What the chain hangs on before the first event; it names the format. */
const GENESIS = 'refold/1';

const HASH_CHARS = 43;
const BEFORE_HASH = ',"hash":"';
const AFTER_HASH = '"}';

/** How many bytes of a line, without its end, are the fixed suffix that holds the hash. */
export const SUFFIX_BYTES = BEFORE_HASH.length + HASH_CHARS + AFTER_HASH.length;

/** The hash that stands before seq 1. */
export const genesisHash = (platform: Platform): string =>
  platform.chainHash('', platform.encodeUtf8(GENESIS), 0, GENESIS.length);

/** The text of a line's suffix for this hash, without the end of the line. */
export const suffixOf = (hash: string): string => `${BEFORE_HASH}${hash}${AFTER_HASH}`;

/** What stands in a line's suffix until its hash is known. */
export const NO_HASH = '-'.repeat(HASH_CHARS);

/** Puts the hash into the suffix of a line with its end. */
export const writeHash = (line: Uint8Array, hash: string): void => {
  const at = line.length - 1 - AFTER_HASH.length - HASH_CHARS;
  for (let i = 0; i < HASH_CHARS; i += 1) line[at + i] = hash.charCodeAt(i);
};
