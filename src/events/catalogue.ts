import type * as t from 'io-ts';
import type { Envelope } from './envelope.js';
import * as attempt from './families/attempt.js';
import * as call from './families/call.js';
import * as drift from './families/drift.js';
import * as ending from './families/ending.js';
import * as gate from './families/gate.js';
import * as life from './families/life.js';
import * as limit from './families/limit.js';
import * as message from './families/message.js';
import * as outside from './families/outside.js';
import * as review from './families/review.js';
import * as run from './families/run.js';
import * as session from './families/session.js';
import * as setup from './families/setup.js';
import * as step from './families/step.js';
import * as workspace from './families/workspace.js';

/** Every event that can have happened, by type. Union, decoder, documentation and test data derive from it. */
export const catalogue = {
  ...run,
  ...life,
  ...limit,
  ...step,
  ...attempt,
  ...call,
  ...session,
  ...review,
  ...message,
  ...gate,
  ...setup,
  ...workspace,
  ...drift,
  ...ending,
  ...outside,
};

/** The definitions of all events, by type. */
export type Catalogue = typeof catalogue;

/** The name of an event, as it stands in the log. */
export type EventType = keyof Catalogue;

/** What an event of this type carries. */
export type DataOf<T extends EventType> = t.TypeOf<Catalogue[T]['data']>;

/** One event of this type, as it stands in the log. */
export type EventOf<T extends EventType> = Envelope & {
  readonly type: T;
  readonly data: DataOf<T>;
};

/** Any event that this version of refold knows. */
export type Event = { [T in EventType]: EventOf<T> }[EventType];

type Having<F> = { [T in EventType]: Catalogue[T] extends F ? T : never }[EventType];

/** The types that announce an effect; each says in the catalogue how it is settled after a crash. */
export type IntentType = Having<{ readonly settledBy: string }>;

/** An event as `decide` yields it: without the position, time and hash that appending gives it. */
export type Draft = {
  [T in EventType]: { readonly type: T; readonly data: DataOf<T>; readonly cause?: number };
}[EventType];
