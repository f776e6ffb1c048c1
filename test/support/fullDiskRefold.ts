import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Files } from '../../src/adapters/log/jsonl/files.js';
import { createJsonlStore } from '../../src/adapters/log/jsonl/store.js';
import { start } from '../../src/cli/working.js';

/** refold as it is, but the disk that its log lies on is full from the n-th write on: `FULL_AT=<n>`. */
const fullAt = Number(process.env.FULL_AT ?? Number.POSITIVE_INFINITY);
let writes = 0;

const writeSync = (fd: number, bytes: Uint8Array, offset = 0, length = bytes.length): number => {
  writes += 1;
  if (writes < fullAt) return fs.writeSync(fd, bytes, offset, length);
  // A disk that fills up takes what it has room for; the write after that fails.
  if (writes === fullAt && length > 1) return fs.writeSync(fd, bytes, offset, Math.floor(length / 2));
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
};

const files = { ...fs, writeSync } as unknown as Files;

start({
  scriptedAgent: fileURLToPath(new URL('./scripted-agent.js', import.meta.url)),
  workflows: fileURLToPath(new URL('./workflows/', import.meta.url)),
  openStore: (home) => createJsonlStore(home, files),
});
