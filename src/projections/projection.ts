import type { Event, EventOf, EventType } from '../events/catalogue.js';
import type { Stored } from '../events/stored.js';

/** What each type of event does to an accumulator; types that mean nothing to a projection are left out. */
export type Handlers<A> = { readonly [T in EventType]?: (into: A, event: EventOf<T>) => void };

/**
 * A pure fold over the events of a run.
 *
 * The accumulator belongs to one fold, and its handlers update it in place: spreading objects would make every event
 * dearer the longer a run is. Nobody else may change it, and one that `project` has handed out never changes again.
 */
export interface Projection<A> {
  readonly name: string;
  /** What it is before the first event. */
  readonly empty: () => A;
  /** Runs for every event, also those that only a newer refold knows, before the handler of its type. */
  readonly each?: (into: A, stored: Stored) => void;
  readonly on: Handlers<A>;
}

/** Takes in one event. */
export const apply = <A>(projection: Projection<A>, into: A, stored: Stored): void => {
  projection.each?.(into, stored);
  if (!stored.known) return;
  const handler = projection.on[stored.event.type] as ((into: A, event: Event) => void) | undefined;
  handler?.(into, stored.event);
};

/** Folds the events, from nothing or from an accumulator that is given up for it. */
export const project = <A>(
  projection: Projection<A>,
  events: Iterable<Stored>,
  from: A = projection.empty(),
): A => {
  for (const stored of events) apply(projection, from, stored);
  return from;
};

/** The same value, as its readers may see it. */
export type Frozen<T> =
  T extends Map<infer K, infer V>
    ? ReadonlyMap<K, Frozen<V>>
    : T extends Set<infer V>
      ? ReadonlySet<V>
      : T extends (infer V)[]
        ? readonly Frozen<V>[]
        : T extends object
          ? { readonly [K in keyof T]: Frozen<T[K]> }
          : T;
