import type { PayloadRef } from '../events/content.js';
import { ObjectId } from '../events/ids.js';
import type { Projection } from './projection.js';

/** What the events of a log name and do not hold themselves. */
export interface Named {
  /** Payloads, by digest. */
  readonly payloads: Map<string, PayloadRef>;
  /** Objects in git that are no trees: commits, as far as they are any. */
  readonly objects: Set<ObjectId>;
}

export const named: Projection<Named> = {
  name: 'named',
  empty: () => ({ payloads: new Map(), objects: new Set() }),
  each: ({ payloads, objects }, { event }) => {
    for (const ref of payloadsIn(event.data)) payloads.set(ref.sha256, ref);
    for (const object of objectsIn(event.data)) objects.add(object);
  },
  on: {},
};

/** Every payload that the data of an event names, however deep. */
export const payloadsIn = (value: unknown): readonly PayloadRef[] => {
  if (typeof value !== 'object' || value === null) return [];
  const { sha256, bytes } = value as Partial<PayloadRef>;
  const here = typeof sha256 === 'string' && typeof bytes === 'number' ? [{ sha256, bytes }] : [];
  return [...here, ...Object.values(value).flatMap(payloadsIn)];
};

/** Fields that hold the name of something else than a commit. */
const NO_COMMIT: ReadonlySet<string> = new Set(['tree', 'sha256']);

const objectsIn = (value: unknown): readonly ObjectId[] => {
  if (ObjectId.is(value)) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, item]) => (NO_COMMIT.has(field) ? [] : objectsIn(item)));
};
