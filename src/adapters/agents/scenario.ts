import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { PathReporter } from 'io-ts/lib/PathReporter.js';
import { parse } from 'yaml';
import { Count, Ordinal } from '../../events/ids.js';
import { strictRecord } from '../../events/record.js';

/** One thing that the scripted agent does; they are done in order. */
const Action = t.union([
  strictRecord({ write: t.record(t.string, t.string) }),
  strictRecord({ delete: t.string }),
  strictRecord({ say: t.string }),
  strictRecord({ complain: t.string }),
  /** Milliseconds to wait. */
  strictRecord({ wait: Count }),
  /** A file to wait for. */
  strictRecord({ until: t.string }),
  /** A program to run, with its arguments. */
  strictRecord({ run: t.readonlyArray(t.string) }),
  /** Names its session: the one that it was asked for, or another. */
  strictRecord({ session: t.union([t.literal(true), t.string]) }),
  strictRecord({ exit: Count }),
  /** Ends by SIGKILL, as if the system had killed it. */
  strictRecord({ crash: t.literal(true) }),
  /** Never ends by itself. */
  strictRecord({ hang: t.literal(true) }),
]);
export type Action = t.TypeOf<typeof Action>;

const Turn = strictRecord(
  { step: t.string, do: t.readonlyArray(Action) },
  { attempt: Ordinal, call: Ordinal },
);

const Scenario = strictRecord({ turns: t.readonlyArray(Turn) });
export type Scenario = t.TypeOf<typeof Scenario>;

/** Which turn is being asked for. */
export interface TurnKey {
  readonly step: string;
  readonly attempt: number;
  readonly call: number;
}

/** Reads a scenario; the error says in words what is wrong with it. */
export const parseScenario = (text: string): E.Either<string, Scenario> => {
  const value = E.tryCatch(() => parse(text) as unknown, String);
  if (E.isLeft(value)) return value;
  const decoded = Scenario.decode(value.right);
  return E.isRight(decoded) ? decoded : E.left(PathReporter.report(decoded).join('; '));
};

/** The first turn that fits: a turn without an attempt or a call fits any. */
export const turnFor = (
  { turns }: Scenario,
  { step, attempt, call }: TurnKey,
): readonly Action[] | undefined =>
  turns.find(
    (turn) =>
      turn.step === step &&
      (turn.attempt === undefined || turn.attempt === attempt) &&
      (turn.call === undefined || turn.call === call),
  )?.do;
