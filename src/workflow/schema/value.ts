import * as t from 'io-ts';

/** A mapping of a document whose form may still be wrong. */
export type Mapping = Readonly<Record<string, unknown>>;

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A codec for a value of this form; the message says what it must be. */
export const shaped = <A>(name: string, is: (u: unknown) => u is A, wants: string): t.Type<A> =>
  new t.Type<A>(name, is, (u, c) => (is(u) ? t.success(u) : t.failure(u, c, `must be ${wants}`)), t.identity);

export const isText = (u: unknown): u is string => typeof u === 'string' && u.trim() !== '';

/** Whether the value is a mapping of this key alone. */
export const hasOnly = <K extends string>(u: unknown, key: K): u is Record<K, unknown> =>
  isMapping(u) && Object.keys(u).length === 1 && Object.hasOwn(u, key);

/** A list that is not empty. */
export const list = <A>(of: t.Type<A>, what: string): t.Type<readonly A[]> =>
  new t.Type<readonly A[]>(
    `list of ${of.name}`,
    (u): u is readonly A[] => Array.isArray(u) && u.length > 0 && u.every(of.is),
    (u, c) =>
      Array.isArray(u) && u.length > 0
        ? t.readonlyArray(of).validate(u, c)
        : t.failure(u, c, `must be a list of ${what}, not empty`),
    t.identity,
  );

const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u;

/** Whether a text may be the name of a step or of a workflow. */
export const isName = (text: string): boolean => NAME.test(text) && !text.includes('..');

/** What a name must be. */
export const NAME_RULE =
  'must begin with a letter, a digit or `_`, and go on with these, `-` and `.`, without `..`';

/** A name by its form alone; whether it may be one is looked at besides, so that others can still refer to it. */
export const Name = shaped(
  'Name',
  (u): u is string => typeof u === 'string',
  'a text; what YAML takes for something else needs quotes',
);

export const Flag = shaped('Flag', (u): u is boolean => typeof u === 'boolean', '`true` or `false`');

export const Times = shaped(
  'Times',
  (u): u is number => Number.isSafeInteger(u) && (u as number) >= 1,
  'a whole number from 1 on',
);

export const Amount = shaped(
  'Amount',
  (u): u is number => typeof u === 'number' && Number.isFinite(u) && u > 0,
  'a number over 0',
);

export const Text = shaped('Text', isText, 'a text');

export type PromptValue = string | { readonly file: string };

export const Prompt = shaped<PromptValue>(
  'Prompt',
  (u): u is PromptValue => isText(u) || (hasOnly(u, 'file') && isText(u.file)),
  'a text, or `{file: path}`',
);
