import type { LogUnreadable } from '../../../ports/eventLog.js';
import type { LogUnwritable } from '../../../ports/runStore.js';
import { codeOf, type Files, wordsOf } from './files.js';
import { unreadable } from './read.js';

/** Opens a log to be read and written to, or says which of these the system refuses. */
export const openToAppend = (files: Files, path: string): number | LogUnreadable | LogUnwritable => {
  try {
    return files.openSync(path, 'a+', 0o600);
  } catch (error) {
    return KEEPS_WRITERS_OUT.includes(codeOf(error)) && mayBeRead(files, path)
      ? { _tag: 'LogUnwritable', path, detail: wordsOf(error) }
      : unreadable(path, error);
  }
};

/** The codes of a system that lets nobody, or not this one, write to a file. */
const KEEPS_WRITERS_OUT = ['EACCES', 'EPERM', 'EROFS'];

/** Whether nothing keeps a file from being read; one that is not there has nothing to be read. */
const mayBeRead = (files: Files, path: string): boolean => {
  try {
    files.closeSync(files.openSync(path, 'r'));
    return true;
  } catch (error) {
    return codeOf(error) === 'ENOENT';
  }
};
