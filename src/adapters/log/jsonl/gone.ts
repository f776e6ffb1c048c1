import { join } from 'node:path';
import type { LogLost, RunNotFound, RunRef } from '../../../ports/runStore.js';
import { beginningOf } from '../firstLine.js';
import { codeOf, type Files, openToRead } from './files.js';
import type { RunFolder } from './folder.js';
import { leaseThatBegan } from './lease.js';
import { partOf } from './read.js';

/** What a run leaves in its folder only after its first event was on the disk; a lease that saw one says so itself. */
const TRACES = ['worktree', 'attempts', 'snapshots'];

/** A folder that is not there, or one whose log is lost: it holds no event, and other things show that it did. */
export const whatIsGone = (
  files: Files,
  ref: RunRef,
  { root, events, lease }: RunFolder,
): LogLost | RunNotFound | undefined => {
  if (!files.existsSync(root)) return { _tag: 'RunNotFound', ...ref };
  if (begins(files, events)) return undefined;
  const trace =
    TRACES.map((name) => join(root, name)).find((path) => files.existsSync(path)) ??
    leaseThatBegan(files, lease);
  // Who makes the run just now writes the log first, and leaves traces behind it.
  return trace === undefined || begins(files, events)
    ? undefined
    : { _tag: 'LogLost', run: ref.run, path: events, trace };
};

/** Whether there is something in a file, or something else in its place. One that nobody may look at is not taken for one that is not there. */
export const hasBytes = (files: Files, path: string): boolean => {
  try {
    const stat = files.statSync(path);
    return !stat.isFile() || stat.size > 0;
  } catch (error) {
    return codeOf(error) !== 'ENOENT';
  }
};

/** Whether a log holds an event, or damage in the place of one; a log that cannot be read is not judged here. */
export const begins = (files: Files, path: string): boolean => {
  try {
    const fd = openToRead(files, path);
    try {
      const { first, tail } = beginningOf((offset, size) => partOf(files, fd, offset, size));
      return first !== undefined || tail.kind === 'damaged';
    } finally {
      files.closeSync(fd);
    }
  } catch (error) {
    return codeOf(error) !== 'ENOENT';
  }
};
