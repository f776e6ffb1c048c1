import { hash } from 'node:crypto';
import type { Platform } from '../../events/platform.js';

const decoder = new TextDecoder('utf-8');

/** Digest and UTF-8 as node has them. */
export const nodePlatform: Platform = {
  sha256: (bytes) => hash('sha256', bytes, 'base64url'),
  decodeUtf8: (bytes) => decoder.decode(bytes),
  encodeUtf8: (text) => Buffer.from(text, 'utf8'),
};
