import { hash } from 'node:crypto';
import type { Platform } from '../../events/platform.js';

let scratch = Buffer.allocUnsafe(8_192);

/**
 * Digest and UTF-8 as node has them. One digest over one run of bytes is far cheaper than feeding a digest twice, so
 * both parts of a chained hash are copied into a buffer that is used again and again.
 */
export const nodePlatform: Platform = {
  chainHash: (previous, bytes, start, end) => {
    const size = previous.length + end - start;
    if (scratch.length < size) scratch = Buffer.allocUnsafe(size * 2);
    scratch.write(previous, 0, 'latin1');
    asBuffer(bytes).copy(scratch, previous.length, start, end);
    return hash('sha256', scratch.subarray(0, size), 'base64url');
  },
  decodeUtf8: (bytes, start = 0, end = bytes.length) => asBuffer(bytes).toString('utf8', start, end),
  encodeUtf8: (text) => Buffer.from(text, 'utf8'),
};

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
