import * as E from 'fp-ts/lib/Either.js';
import { whyNoName } from '../../events/runName.js';
import type { UsageError } from '../failure.js';

/** The name of a run as somebody gave it, if it is one. */
export const nameIn = (word: string): E.Either<UsageError, string> => {
  const why = whyNoName(word);
  const hint = 'a name is a word such as dev-story-E3-S7';
  return why === undefined
    ? E.right(word)
    : E.left({ _tag: 'Usage', message: `a run cannot be called ${JSON.stringify(word)}: ${why}`, hint });
};
