import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Reading } from '../compose/reading.js';
import type { CliError } from '../failure/failure.js';
import { runsHere } from './lookAtRuns.js';
import { namelessAfter } from './namedRuns.js';

/** Refuses a name that no active run bears, as far as that can be told, where one whose log is lost may bear it. */
export const refuseUnreadName = (
  reading: Reading,
  wanted: string,
  options: { readonly canBegin: boolean },
): TE.TaskEither<CliError, void> =>
  pipe(
    runsHere(reading),
    TE.chain((runs) => async () => {
      const unread = await namelessAfter(reading, runs, wanted);
      return unread.length === 0
        ? E.right(undefined)
        : E.left({ _tag: 'NameUnread', wanted, unread, ...options });
    }),
  );
