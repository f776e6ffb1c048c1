import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Timestamp } from '../events/ids.js';
import type { EventReader, LogUnreadable } from '../ports/eventLog.js';
import { type Launches, launches, type StepMoments } from './launches.js';
import { apply } from './projection.js';

/** Why the words for a cut name no position of this log. */
export type CutNotResolved =
  | { readonly _tag: 'CutBeyondEnd'; readonly wanted: string; readonly last: number }
  | { readonly _tag: 'CutUnknown'; readonly wanted: string; readonly candidates: readonly string[] };

/**
 * The seq up to which to fold: a seq itself; a step's path (just before its latest first start); `step@N`, just
 * before its Nth launch in the run; `step@L2.1`, just before attempt 1 in life 2; or a time, for the last seq before
 * which no event is later (clocks may step back, so the running maximum counts).
 */
export const resolveCut = (
  log: EventReader,
  wanted: string,
): TE.TaskEither<LogUnreadable | CutNotResolved, number> => {
  const time = timeIn(wanted);
  const found: Launches = launches.empty();
  let latest = '';
  let byTime = 0;
  return pipe(
    log.read((stored) => {
      apply(launches, found, stored);
      latest = stored.event.at > latest ? stored.event.at : latest;
      if (time !== undefined && latest <= time) byTime = stored.event.seq;
    }),
    TE.chainEitherKW(({ end }) => (time === undefined ? named(found, wanted, end.seq) : E.right(byTime))),
  );
};

const TIME =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?)?Z?$/;

/** A time in UTC as a person writes it, to the day, the minute or the millisecond: the beginning of what it names. */
const timeIn = (wanted: string): Timestamp | undefined => {
  if (!TIME.test(wanted)) return undefined;
  const given = wanted.replace(' ', 'T').replace('Z', '');
  return given + '0000-01-01T00:00:00.000Z'.slice(given.length);
};

const named = (found: Launches, wanted: string, last: number): E.Either<CutNotResolved, number> => {
  if (/^\d+$/.test(wanted)) {
    return Number(wanted) <= last ? E.right(Number(wanted)) : E.left({ _tag: 'CutBeyondEnd', wanted, last });
  }
  const [, path = wanted, moment] = /^(.*)@([^@]*)$/.exec(wanted) ?? [];
  const moments = found.steps.get(path);
  if (!moments) return E.left({ _tag: 'CutUnknown', wanted, candidates: [...found.steps.keys()] });
  const seq = moment === undefined ? moments.started : seqOf(moments, moment);
  return seq === undefined
    ? E.left({ _tag: 'CutUnknown', wanted, candidates: wordsFor(path, moments) })
    : E.right(seq - 1);
};

const seqOf = (moments: StepMoments, moment: string): number | undefined =>
  /^\d+$/.test(moment) ? moments.launches[Number(moment) - 1] : moments.attempts.get(moment);

const wordsFor = (path: string, moments: StepMoments): readonly string[] => [
  path,
  ...moments.launches.map((_, index) => `${path}@${index + 1}`),
  ...[...moments.attempts.keys()].map((key) => `${path}@${key}`),
];
