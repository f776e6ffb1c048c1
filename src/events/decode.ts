import type * as t from 'io-ts';
import { PathReporter } from 'io-ts/lib/PathReporter.js';
import { catalogue, type Event } from './catalogue.js';
import { Envelope } from './envelope.js';
import type { UnknownEvent } from './stored.js';

/** What a sound line says: an event of the catalogue, or one that only a newer refold knows. */
export type Decoded =
  | { readonly known: true; readonly event: Event }
  | { readonly known: false; readonly event: UnknownEvent };

const definitions: ReadonlyMap<string, { readonly v: number; readonly data: t.Mixed }> = new Map(
  Object.entries(catalogue),
);

/**
 * Reads a line that should bear this hash: undefined if it does not; a text that says in words what is wrong with one
 * that does. The hash covers all but the last bytes of a line, and those can only be as they were written if JSON
 * finds this hash in them.
 */
export const decodeLine = (text: string, hash: string): Decoded | string | undefined => {
  const value = parseJson(text);
  if ((value as { readonly hash?: unknown } | undefined)?.hash !== hash) return undefined;
  if (!Envelope.is(value)) return `not an event: ${PathReporter.report(Envelope.decode(value)).join('; ')}`;
  const event = value as Event;
  const definition = definitions.get(event.type);
  if (definition === undefined || event.v > definition.v) return { known: false, event };
  if (definition.data.is(event.data)) return { known: true, event };
  const problems = PathReporter.report(definition.data.decode(event.data)).join('; ');
  return `${event.type} v${event.v} does not decode: ${problems}`;
};

/** The envelope of a line whose hash may be wrong, if it has one. */
export const envelopeIn = (text: string): Envelope | undefined => {
  const value = parseJson(text);
  return Envelope.is(value) ? value : undefined;
};

/** Answers undefined for what is no JSON, and for what is JSON but null. */
const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
};
