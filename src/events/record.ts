import * as t from 'io-ts';

/** The fields of a record, by name. */
export type Fields = Readonly<Record<string, t.Mixed>>;

/** The value that a record of these required and optional fields describes. */
export type RecordOf<R extends Fields, O extends Fields> = {
  readonly [K in keyof R]: t.TypeOf<R[K]>;
} & { readonly [K in keyof O]?: t.TypeOf<O[K]> };

const hasOwn = Object.prototype.hasOwnProperty;

/**
 * A codec for objects with required and optional fields.
 *
 * It stands beside `t.intersection([t.type, t.partial])` for two reasons: that pair copies every object that it
 * decodes (three times the cost on a log line), and it lets unknown keys through where they must be refused.
 * A record never copies: what it accepts, it hands back as it is.
 */
export class RecordType<R extends Fields, O extends Fields> extends t.Type<RecordOf<R, O>> {
  readonly _tag = 'RecordType' as const;

  constructor(
    readonly required: R,
    readonly optional: O,
    readonly unknownKeys: 'ignore' | 'refuse',
  ) {
    const is = recordTest(required, optional, unknownKeys) as t.Is<RecordOf<R, O>>;
    super(
      'record',
      is,
      (u, context) => (is(u) ? t.success(u) : explain(u, context, this as RecordType<Fields, Fields>)),
      t.identity,
    );
  }
}

/** A record that ignores keys it does not know: the form of everything that is stored. */
export const record = <R extends Fields, O extends Fields = Record<never, t.Mixed>>(
  required: R,
  optional: O = {} as O,
): RecordType<R, O> => new RecordType(required, optional, 'ignore');

/** A record that refuses keys it does not know: the form of everything that a person writes. */
export const strictRecord = <R extends Fields, O extends Fields = Record<never, t.Mixed>>(
  required: R,
  optional: O = {} as O,
): RecordType<R, O> => new RecordType(required, optional, 'refuse');

const isObject = (u: unknown): u is Record<string, unknown> =>
  typeof u === 'object' && u !== null && !Array.isArray(u);

/**
 * Makes the test that every event of every log goes through. JSON knows no undefined, so a key that is not there and
 * one that is undefined are told apart only where an error is explained.
 */
function recordTest(
  required: Fields,
  optional: Fields,
  unknownKeys: 'ignore' | 'refuse',
): (u: unknown) => boolean {
  const needed = Object.keys(required);
  const allowed = Object.keys(optional);
  const tests = [...Object.values(required), ...Object.values(optional)].map(({ is }) => is);
  return (u) => {
    if (!isObject(u)) return false;
    for (let i = 0; i < needed.length; i += 1) if (!tests[i]?.(u[needed[i] as string])) return false;
    let known = needed.length;
    for (let i = 0; i < allowed.length; i += 1) {
      const value = u[allowed[i] as string];
      if (value === undefined) continue;
      known += 1;
      if (!tests[needed.length + i]?.(value)) return false;
    }
    return unknownKeys === 'ignore' || Object.keys(u).length === known;
  };
}

function explain(u: unknown, context: t.Context, codec: RecordType<Fields, Fields>): t.Validation<never> {
  if (!isObject(u)) return t.failure(u, context, 'must be a mapping');
  const errors: t.ValidationError[] = [];
  const check = (key: string, field: t.Mixed): void => {
    const result = field.validate(u[key], t.appendContext(context, key, field, u[key]));
    if (result._tag === 'Left') errors.push(...result.left);
  };
  for (const [key, field] of Object.entries(codec.required)) {
    if (hasOwn.call(u, key)) check(key, field);
    else
      errors.push({
        value: u,
        context: t.appendContext(context, key, field),
        message: `\`${key}\` is missing`,
      });
  }
  for (const [key, field] of Object.entries(codec.optional)) if (hasOwn.call(u, key)) check(key, field);
  if (codec.unknownKeys === 'refuse') {
    for (const key of Object.keys(u)) {
      if (hasOwn.call(codec.required, key) || hasOwn.call(codec.optional, key)) continue;
      // The record itself stands for the key, so that the keys that it knows can be told.
      errors.push({ value: u[key], context: t.appendContext(context, key, codec), message: UNKNOWN_KEY });
    }
  }
  return t.failures(errors);
}

/** The message of the error for a key that a strict record does not know. */
export const UNKNOWN_KEY = 'unknown key';
