import { join } from 'node:path';
import type { LogLost, RunNotFound, RunRef } from '../../../ports/runStore.js';
import { codeOf, type Files } from './files.js';
import type { RunFolder } from './folder.js';
import { leaseThatBegan } from './lease.js';

/** What a run leaves in its folder only after its first event was on the disk; a lease that saw one says so itself. */
const TRACES = ['worktree', 'attempts', 'snapshots'];

/** A folder that is not there, or one whose log is lost: it holds no event, and other things show that it did. */
export const whatIsGone = (
  files: Files,
  ref: RunRef,
  { root, events, lease }: RunFolder,
): LogLost | RunNotFound | undefined => {
  if (!files.existsSync(root)) return { _tag: 'RunNotFound', ...ref };
  if (hasLine(files, events)) return undefined;
  const trace =
    TRACES.map((name) => join(root, name)).find((path) => files.existsSync(path)) ??
    leaseThatBegan(files, lease);
  return trace === undefined ? undefined : { _tag: 'LogLost', run: ref.run, path: events, trace };
};

/** Whether there is something in a file. One that nobody may look at is not taken for one that is not there. */
export const hasBytes = (files: Files, path: string): boolean => {
  try {
    return files.statSync(path).size > 0;
  } catch (error) {
    return codeOf(error) !== 'ENOENT';
  }
};

/** How much of a file is looked at at a time, in bytes. */
const LOOK_BYTES = 64 * 1024;

/** Whether a file holds the end of a line; one that cannot be read is not judged here. */
export const hasLine = (files: Files, path: string): boolean => {
  try {
    const fd = files.openSync(path, 'r');
    try {
      const chunk = Buffer.allocUnsafe(LOOK_BYTES);
      for (let at = 0; ; ) {
        const got = files.readSync(fd, chunk, 0, LOOK_BYTES, at);
        if (chunk.subarray(0, got).includes('\n')) return true;
        if (got === 0) return false;
        at += got;
      }
    } finally {
      files.closeSync(fd);
    }
  } catch (error) {
    return codeOf(error) !== 'ENOENT';
  }
};
