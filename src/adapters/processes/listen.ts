import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Listening, ListenTo } from '../../ports/launches.js';
import { mailboxOf } from './mailbox.js';

/** How much is read at a time, in bytes. */
const CHUNK_BYTES = 64 * 1024;

/** Listens to programs whose mailboxes lie in a folder. What they print and what they complain of comes as it was written. */
export const listenIn =
  (folder: string): ListenTo =>
  (intent) => {
    const { out, err } = mailboxOf(folder, intent);
    const files = [listenTo(out), listenTo(err)];
    return {
      more: () => Buffer.concat(files.map(({ more }) => more())),
      heard: () => files.some(({ heard }) => heard()),
      end: () => {
        for (const { end } of files) end();
      },
    };
  };

/** A file that need not be there yet. It is kept open: what was written to it can be read when its name is gone. */
const listenTo = (path: string): Listening => {
  let fd: number | undefined;
  let at = 0;
  const open = (): void => {
    if (fd !== undefined || !existsSync(path)) return;
    fd = openSync(path, 'r');
    at = 0;
  };
  const end = (): void => {
    if (fd !== undefined) closeSync(fd);
    fd = undefined;
  };
  const read = (): Uint8Array => {
    if (fd === undefined) return NOTHING;
    const rest = Buffer.alloc(Math.min(CHUNK_BYTES, Math.max(0, fstatSync(fd).size - at)));
    const got = readSync(fd, rest, 0, rest.length, at);
    at += got;
    return rest.subarray(0, got);
  };
  return {
    more: () => {
      open();
      const chunks: Uint8Array[] = [];
      for (let chunk = read(); chunk.length > 0; chunk = read()) chunks.push(chunk);
      return chunks.length === 0 ? NOTHING : Buffer.concat(chunks);
    },
    heard: () => at > 0,
    end,
  };
};

const NOTHING = new Uint8Array(0);
