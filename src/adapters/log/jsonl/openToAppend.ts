import type { LogUnreadable } from '../../../ports/eventLog.js';
import type { LogUnwritable } from '../../../ports/runStore.js';
import { codeOf, type Files, refuseEndless, wordsOf } from './files.js';
import { unreadable } from './read.js';

/** Opens a log to be read and written to, or says which of these the system refuses. */
export const openToAppend = (files: Files, path: string): number | LogUnreadable | LogUnwritable => {
  try {
    refuseEndless(files, path);
    return files.openSync(path, 'a+', 0o600);
  } catch (error) {
    const standing = KEEPS_WRITERS_OUT.includes(codeOf(error)) ? standingOf(files, path) : 'shut';
    return standing === 'shut'
      ? unreadable(path, error)
      : { _tag: 'LogUnwritable', path, isThere: standing === 'there', detail: wordsOf(error) };
  }
};

/** The codes of a system that lets nobody, or not this one, write to a file. */
const KEEPS_WRITERS_OUT = ['EACCES', 'EPERM', 'EROFS'];

/** How a file stands to those who only read it. */
const standingOf = (files: Files, path: string): 'there' | 'not there' | 'shut' => {
  try {
    files.closeSync(files.openSync(path, 'r'));
    return 'there';
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? 'not there' : 'shut';
  }
};
