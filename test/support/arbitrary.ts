import fc, { type Arbitrary } from 'fast-check';
import type * as t from 'io-ts';
import { catalogue, type Draft, type EventType } from '../../src/events/catalogue.js';
import { OpenSetType } from '../../src/events/openSet.js';
import { RecordType } from '../../src/events/record.js';

/** Arbitraries for the codecs that only accept strings of a form, by the name of the codec. */
const BY_NAME: Readonly<Record<string, Arbitrary<unknown>>> = {
  Seq: fc.integer({ min: 1, max: 1_000_000 }),
  Count: fc.nat(),
  Amount: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  Ordinal: fc.integer({ min: 1, max: 1_000 }),
  Int: fc.integer(),
  RunId: fc.constant('20261121-040000-1a2b3c'),
  StepPath: fc.constantFrom('impl', 'build', 'build/impl', 'ünï/cödé'),
  ObjectId: fc.stringMatching(/^[0-9a-f]{40}$/),
  Sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
  Permissions: fc.stringMatching(/^[0-7]{3}$/),
  Timestamp: fc
    .date({ min: new Date(0), max: new Date('2999-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString()),
};

/** How deep lists may nest: the tree of steps has no end of its own. */
const MAX_DEPTH = 5;

interface Tagged {
  readonly _tag?: string;
  readonly name: string;
  readonly type?: t.Mixed;
  readonly types?: readonly t.Mixed[];
  readonly value?: unknown;
  readonly keys?: Readonly<Record<string, unknown>>;
  readonly codomain?: t.Mixed;
  readonly runDefinition?: () => t.Mixed;
}

/** Values that a codec accepts, made from the codec itself, so that no event can be forgotten. */
export const arbitraryOf = (codec: t.Mixed, depth = 0): Arbitrary<unknown> => {
  const named = BY_NAME[codec.name];
  if (named) return named;
  if (codec instanceof RecordType) return recordOf(codec, depth);
  if (codec instanceof OpenSetType)
    return fc.oneof(fc.constantFrom(...(codec.known as string[])), fc.string());
  const tagged = codec as unknown as Tagged;
  switch (tagged._tag) {
    case 'StringType':
      return fc.string({ unit: 'binary' });
    case 'BooleanType':
      return fc.boolean();
    case 'LiteralType':
      return fc.constant(tagged.value);
    case 'KeyofType':
      return fc.constantFrom(...Object.keys(tagged.keys ?? {}));
    case 'ReadonlyArrayType':
      return depth > MAX_DEPTH
        ? fc.constant([])
        : fc.array(arbitraryOf(tagged.type as t.Mixed, depth + 1), { maxLength: 3 });
    case 'UnionType':
      return fc.oneof(...(tagged.types ?? []).map((type) => arbitraryOf(type, depth + 1)));
    case 'RecursiveType':
      return arbitraryOf((tagged.runDefinition as () => t.Mixed)(), depth + 1);
    default:
      throw new Error(`no arbitrary for the codec ${codec.name} (${tagged._tag})`);
  }
};

const recordOf = (codec: RecordType<Record<string, t.Mixed>, Record<string, t.Mixed>>, depth: number) => {
  const fields = (from: Readonly<Record<string, t.Mixed>>) =>
    Object.fromEntries(Object.entries(from).map(([key, field]) => [key, arbitraryOf(field, depth + 1)]));
  return fc
    .tuple(
      fc.record(fields(codec.required)),
      fc.record(depth > MAX_DEPTH ? {} : fields(codec.optional), { requiredKeys: [] }),
    )
    .map(([required, optional]) => ({ ...required, ...optional }));
};

/** Any draft of this type. */
export const arbitraryDraft = (type: EventType): Arbitrary<Draft> =>
  arbitraryOf(catalogue[type].data).map((data) => ({ type, data }) as Draft);

export const EVENT_TYPES = Object.keys(catalogue) as EventType[];

/** Any draft of any type. */
export const anyDraft: Arbitrary<Draft> = fc.constantFrom(...EVENT_TYPES).chain(arbitraryDraft);
