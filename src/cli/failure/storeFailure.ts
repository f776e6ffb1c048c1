import type { Failure } from '../../ports/failure.js';
import type { LeaseHeld, LogUnwritable, OpenError, RunNotFound } from '../../ports/runStore.js';
import { EXIT } from '../exitCode.js';
import { refused, type TellersOf, type Told } from './told.js';
import { damageAt } from './wording.js';

type Shown = Exclude<OpenError, LeaseHeld | RunNotFound>;

/** What is said where no room is left. */
export const diskFull = ({ doing, path }: Omit<Extract<Failure, { _tag: 'DiskFull' }>, '_tag'>): Told => ({
  message: `${doing}: no space left at ${path}`,
  hint: 'make room and try again',
  exit: EXIT.stopped,
});

/** Whether somebody may not use what is there. Where nothing is, and nothing may be made, another place has to be named. */
const isShut = (path: string, detail: string): boolean =>
  /^(EACCES|EPERM)\b/.test(detail) && (!detail.includes(", mkdir '") || detail.includes(`, mkdir '${path}/`));

/** What the system says where a file stands in the place of a folder. */
const IS_NO_FOLDER = /^ENOTDIR\b/;

/** What lets a log be written to again. */
const writableAgain = ({ detail, isThere }: Pick<LogUnwritable, 'detail' | 'isThere'>): string => {
  if (detail.startsWith('EROFS'))
    return 'what it lies on can only be read: mount that so that it can be written to';
  return isThere ? 'make the file writable' : 'there is no such file: make its folder writable';
};

/** The seq from which on a run has begun: its first write holds so many events. */
const BEGUN = 2;

/** What is said where the home of runs, or the log of one, cannot be used. */
export const storeTellers: TellersOf<Shown> = {
  StoreUnusable: ({ path, doing, detail }) =>
    /^(ENOSPC|EDQUOT)\b/.test(detail)
      ? diskFull({ doing, path })
      : refused(
          `${doing} failed at ${path}: ${detail}`,
          isShut(path, detail)
            ? 'make that folder readable and writable for you, with what leads to it and what is in it, and try again'
            : IS_NO_FOLDER.test(detail)
              ? 'runs are kept in $REFOLD_HOME, else in ~/.refold; something else stands where a folder is to be, at that path or in what leads to it: move that elsewhere, or name another folder'
              : 'runs are kept in $REFOLD_HOME, else in ~/.refold; name a folder that can be written to',
        ),
  LogLost: ({ run, path, trace }) => ({
    message: `the log ${path} holds no event any more, though ${trace} shows that it did`,
    hint: `put it back from a copy; what a run of refold's own committed is on its branch, \`refold/${run}/main\`; once the folder of the log is moved elsewhere, no command looks at it`,
    exit: EXIT.damaged,
  }),
  LogUnreadable: ({ path, detail }) => ({
    message: `the log ${path} could not be read: ${detail}`,
    hint: 'nothing was changed; make the file readable and try again',
    exit: EXIT.damaged,
  }),
  LogUnwritable: ({ path, detail, isThere }) => ({
    message: `the log ${path} could not be opened for writing: ${detail}`,
    hint: `nothing was changed; ${writableAgain({ detail, isThere })}, and try again`,
    exit: EXIT.damaged,
  }),
  LogDamaged: ({ run, place, scan }) => ({
    message: `the log in ${place} is damaged${scan.tail.kind === 'damaged' ? damageAt(scan.tail) : ''}; it is sound up to seq ${scan.end.seq}`,
    hint:
      scan.end.seq < BEGUN
        ? `nothing was changed; put the log back from a copy, or move its folder elsewhere, and no command looks at it: \`refold gc\` then lists what git still holds of the run`
        : `nothing was changed; \`refold verify ${run}\` tells more, and \`refold fork ${run} --at ${scan.end.seq}\` goes on from what is sound in a run of its own; once the folder is moved elsewhere, no command looks at it`,
    exit: EXIT.damaged,
  }),
};
