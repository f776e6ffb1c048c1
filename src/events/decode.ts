import * as E from 'fp-ts/lib/Either.js';
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

/** Reads the JSON of a line whose hash was found right. The error says in words what is wrong with it. */
export const decodeLine = (text: string): E.Either<string, Decoded> => {
  const json = parseJson(text);
  if (E.isLeft(json)) return json;
  const value = json.right as Event;
  if (!Envelope.is(value))
    return E.left(`not an event: ${PathReporter.report(Envelope.decode(value)).join('; ')}`);
  const definition = definitions.get(value.type);
  if (definition === undefined || value.v > definition.v) return E.right({ known: false, event: value });
  if (definition.data.is(value.data)) return E.right({ known: true, event: value });
  const problems = PathReporter.report(definition.data.decode(value.data)).join('; ');
  return E.left(`${value.type} v${value.v} does not decode: ${problems}`);
};

const parseJson = (text: string): E.Either<string, unknown> =>
  E.tryCatch(
    () => JSON.parse(text) as unknown,
    () => 'not JSON',
  );
