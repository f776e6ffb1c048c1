import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname } from 'node:path';

/**
 * The file operations that the log rests on, exactly as node has them. They stand behind a type of their own so that
 * tests can take the power away in the middle of each.
 */
export type Files = Pick<
  typeof fs,
  | 'closeSync'
  | 'existsSync'
  | 'fdatasyncSync'
  | 'fstatSync'
  | 'fsyncSync'
  | 'ftruncateSync'
  | 'linkSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readFileSync'
  | 'readSync'
  | 'readdirSync'
  | 'renameSync'
  | 'rmSync'
  | 'statSync'
  | 'unlinkSync'
  | 'utimesSync'
  | 'writeSync'
>;

/** The files of this machine. */
export const nodeFiles: Files = fs;

/** The code of a system error (`ENOENT` …); empty for anything else. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** An error in words, without its stack. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Writes all of it; the system may take less at a time. */
export const writeAll = (files: Files, fd: number, bytes: Uint8Array): void => {
  for (let at = 0; at < bytes.length; ) at += files.writeSync(fd, bytes, at, bytes.length - at);
};

/** Opens a file to be read. A pipe in its place is refused: it would keep who reads it waiting for ever. */
export const openToRead = (files: Files, path: string): number => {
  refuseEndless(files, path);
  return files.openSync(path, 'r');
};

/** Fails where something stands at a path that need not have an end. */
export const refuseEndless = (files: Files, path: string): void => {
  const stat = files.statSync(path, { throwIfNoEntry: false });
  if (stat && !stat.isFile() && !stat.isDirectory()) throw new Error('it is no regular file');
};

/** Makes the names in a folder durable. */
export const syncFolder = (files: Files, folder: string): void => {
  const fd = files.openSync(folder, 'r');
  try {
    files.fsyncSync(fd);
  } finally {
    files.closeSync(fd);
  }
};

/** Makes a folder of mode 0700 and whatever leads to it, so that none of it can be lost with the power. */
export const ensureFolder = (files: Files, path: string): void => {
  if (files.existsSync(path)) return;
  ensureFolder(files, dirname(path));
  try {
    files.mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  syncFolder(files, dirname(path));
};

/** Writes a new file of mode 0600 and syncs its content; it fails if the file is there. */
export const writeSynced = (files: Files, path: string, bytes: Uint8Array): void => {
  const fd = files.openSync(path, 'wx', 0o600);
  try {
    writeAll(files, fd, bytes);
    files.fsyncSync(fd);
  } finally {
    files.closeSync(fd);
  }
};

/** A name for a file that is not finished yet, beside the one that it will be. */
export const draftOf = (path: string): string => `${path}.${randomBytes(6).toString('hex')}.tmp`;

/** Makes a file appear at `path` at once and whole, unless one is there: answers whether it did. */
export const publish = (files: Files, path: string, bytes: Uint8Array): boolean => {
  const draft = draftOf(path);
  try {
    writeSynced(files, draft, bytes);
    files.linkSync(draft, path);
    syncFolder(files, dirname(path));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    // Where the disk is full, half of it is there, or nothing.
    if (files.existsSync(draft)) files.unlinkSync(draft);
  }
};
