import * as E from 'fp-ts/lib/Either.js';
import { readJson } from './json.js';
import { isMapping, isText } from './schema/value.js';

/** What a validator says. */
export interface Verdict {
  readonly pass: boolean;
  readonly comments?: string;
}

/** Reads a verdict, `{pass, comments?}` in JSON; the error says in words what is wrong with it. */
export const parseVerdict = (text: string): E.Either<string, Verdict> => {
  const read = readJson(text);
  if (E.isLeft(read)) return read;
  const value = read.right;
  if (!isMapping(value) || typeof value.pass !== 'boolean')
    return E.left('it must be `{"pass": true or false}`');
  const { pass, comments } = value;
  if (comments !== undefined && typeof comments !== 'string') return E.left('`comments` must be a text');
  if (!pass && !isText(comments)) return E.left('a verdict that does not pass needs `comments`');
  return E.right(isText(comments) ? { pass, comments } : { pass });
};
