import { catalogue, type Event } from '../events/catalogue.js';
import type { Projection } from './projection.js';

/** The step that each open intent belongs to, by the intent's seq. */
export interface Subjects {
  intents: Map<number, string>;
  /** The step that the latest event is about; undefined if it is about the run. */
  latest: string | undefined;
}

/** Which step an event is about: the one that it names, or the one whose intent it speaks of. */
export const subjects: Projection<Subjects> = {
  name: 'subjects',
  empty: () => ({ intents: new Map(), latest: undefined }),
  each: (into, stored) => {
    into.latest = undefined;
    if (!stored.known) return;
    const { path, intent } = stored.event.data as { readonly path?: string; readonly intent?: number };
    into.latest = path ?? (intent === undefined ? undefined : into.intents.get(intent));
    if (path !== undefined && isIntent(stored.event)) into.intents.set(stored.event.seq, path);
    if (intent !== undefined && 'outcome' in catalogue[stored.event.type]) into.intents.delete(intent);
  },
  on: {},
};

const isIntent = ({ type }: Event): boolean => 'settledBy' in catalogue[type];
