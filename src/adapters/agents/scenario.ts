import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { PathReporter } from 'io-ts/lib/PathReporter.js';
import { parse } from 'yaml';
import { Count, Ordinal } from '../../events/ids.js';
import { strictRecord } from '../../events/record.js';

/** A part of a scenario, and the words for what it must be. */
const part = <A>(codec: t.Type<A>, wants: string): t.Type<A> =>
  new t.Type<A>(
    codec.name,
    codec.is,
    (u, c) => (codec.is(u) ? t.success(u) : t.failure(u, c, `must be ${wants}`)),
    t.identity,
  );

const Text = part(t.string, 'a text');
const Time = part(Count, 'a time in milliseconds');
const Truth = part(t.literal(true), '`true`');
const Words = part(t.readonlyArray(t.string), 'a list: a program and its arguments');
const Files = part(t.record(t.string, t.string), 'a mapping of paths to texts');

/** What the scripted agent can do. */
const ACTIONS = {
  write: strictRecord({ write: Files }),
  delete: strictRecord({ delete: Text }),
  say: strictRecord({ say: Text }),
  complain: strictRecord({ complain: Text }),
  wait: strictRecord({ wait: Time }),
  /** A file to wait for. */
  until: strictRecord({ until: Text }),
  run: strictRecord({ run: Words }),
  /** Names its session: the one that it was asked for, or another. */
  session: strictRecord({ session: part(t.union([t.literal(true), t.string]), '`true` or a text') }),
  exit: strictRecord({ exit: part(Count, 'an exit code') }),
  /** Ends by SIGKILL, as if the system had killed it. */
  crash: strictRecord({ crash: Truth }),
  /** Never ends by itself. */
  hang: strictRecord({ hang: Truth }),
};
export type Action = { [K in keyof typeof ACTIONS]: t.TypeOf<(typeof ACTIONS)[K]> }[keyof typeof ACTIONS];

/** One thing that the scripted agent does; they are done in order. */
const Action: t.Type<Action> = new t.Type<Action>(
  'Action',
  (u): u is Action => Object.values(ACTIONS).some(({ is }) => is(u)),
  (u, c) => {
    const [name] = typeof u === 'object' && u !== null ? Object.keys(u) : [];
    const codec = Object.entries(ACTIONS).find(([action]) => action === name)?.[1];
    const wants = `must be one of ${Object.keys(ACTIONS).join(', ')}, as in \`{say: hello}\``;
    return codec ? (codec as t.Type<Action>).validate(u, c) : t.failure(u, c, wants);
  },
  t.identity,
);

const list = <A>(of: t.Type<A>, wants: string): t.Type<readonly A[]> =>
  new t.Type<readonly A[]>(
    `list of ${of.name}`,
    t.readonlyArray(of).is,
    (u, c) =>
      Array.isArray(u) ? t.readonlyArray(of).validate(u, c) : t.failure(u, c, `must be a list of ${wants}`),
    t.identity,
  );

const Times = part(Ordinal, 'a whole number from 1 on');
const Turn = strictRecord({ step: Text, do: list(Action, 'actions') }, { attempt: Times, call: Times });

/** What a scenario must be. */
export const Scenario = strictRecord({ turns: list(Turn, 'turns') });
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
