import { hash } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import type { Payloads } from '../../../ports/payloads.js';

/** Contents by their digest, in memory. */
export const createMemoryPayloads = (): Payloads & { readonly size: () => number } => {
  const contents = new Map<string, Uint8Array>();
  return {
    size: () => [...contents.values()].reduce((sum, { length }) => sum + length, 0),
    get: (ref) => async () => {
      const content = contents.get(ref.sha256);
      return content ? E.right(content) : E.left({ _tag: 'PayloadMissing', ref });
    },
    check: (ref) => async () =>
      contents.has(ref.sha256) ? E.right(undefined) : E.left({ _tag: 'PayloadMissing', ref }),
    put: (content) => async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of content instanceof Uint8Array ? [content] : content) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      const sha256 = hash('sha256', bytes, 'hex');
      contents.set(sha256, bytes);
      return E.right({ sha256, bytes: bytes.length });
    },
  };
};
