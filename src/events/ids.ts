import * as t from 'io-ts';

/** A string codec that accepts what the pattern matches, and says in words what it wants. */
const matching = (name: string, pattern: RegExp, wants: string): t.Type<string> =>
  new t.Type<string>(
    name,
    (u): u is string => typeof u === 'string' && pattern.test(u),
    (u, c) => (typeof u === 'string' && pattern.test(u) ? t.success(u) : t.failure(u, c, `must be ${wants}`)),
    t.identity,
  );

const integer = (name: string, least: number): t.Type<number> =>
  new t.Type<number>(
    name,
    (u): u is number => Number.isSafeInteger(u) && (u as number) >= least,
    (u, c) =>
      Number.isSafeInteger(u) && (u as number) >= least
        ? t.success(u as number)
        : t.failure(u, c, `must be a whole number from ${least} on`),
    t.identity,
  );

/** A position in a log: 1-based and gapless. */
export const Seq = integer('Seq', 1);
export type Seq = t.TypeOf<typeof Seq>;

/** A whole number from 0 on: counts, sizes in bytes, milliseconds. */
export const Count = integer('Count', 0);

/** A whole number from 1 on: attempts, lives, calls, run numbers. */
export const Ordinal = integer('Ordinal', 1);

/** A whole number of any sign: exit codes. */
export const Int = integer('Int', Number.MIN_SAFE_INTEGER);

/** A number that is not negative: US dollars, percent. */
export const Amount = new t.Type<number>(
  'Amount',
  (u): u is number => typeof u === 'number' && Number.isFinite(u) && u >= 0,
  (u, c) =>
    typeof u === 'number' && Number.isFinite(u) && u >= 0
      ? t.success(u)
      : t.failure(u, c, 'must be a number from 0 on'),
  t.identity,
);

/** `YYYYMMDD-HHMMSS-xxxxxx` in UTC with six hex digits: names a run for ever. */
export const RunId = matching(
  'RunId',
  /^\d{8}-\d{6}-[0-9a-f]{6}$/,
  'a run id such as 20261121-040000-1a2b3c',
);
export type RunId = t.TypeOf<typeof RunId>;

/** Where a step stands in its workflow: names joined by `/`, such as `build/impl`. */
export const StepPath = matching(
  'StepPath',
  /^[^/\s][^/]*(\/[^/\s][^/]*)*$/,
  'a step path such as build/impl',
);
export type StepPath = t.TypeOf<typeof StepPath>;

/** The name of a git object, in full: 40 hex digits, or 64 in a SHA-256 repository. */
export const ObjectId = matching('ObjectId', /^([0-9a-f]{40}|[0-9a-f]{64})$/, 'a full git object id');
export type ObjectId = t.TypeOf<typeof ObjectId>;

/** A SHA-256 digest of raw bytes, in hex. */
export const Sha256 = matching('Sha256', /^[0-9a-f]{64}$/, 'a SHA-256 digest in hex');
export type Sha256 = t.TypeOf<typeof Sha256>;

/** Who may read, write and run a file, in octal as chmod(1) takes it: `640`. */
export const Permissions = matching('Permissions', /^[0-7]{3}$/, 'permissions such as 640');
export type Permissions = t.TypeOf<typeof Permissions>;

/** A moment in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export const Timestamp = matching(
  'Timestamp',
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  'a UTC time such as 2026-11-21T04:00:00.123Z',
);
export type Timestamp = t.TypeOf<typeof Timestamp>;
