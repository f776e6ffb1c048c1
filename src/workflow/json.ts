import * as E from 'fp-ts/lib/Either.js';

/** What a text says in JSON; the error says in words why it is none. */
export const readJson = (text: string): E.Either<string, unknown> =>
  E.tryCatch(
    (): unknown => JSON.parse(text),
    (error) => `it is no JSON: ${error instanceof Error ? error.message : String(error)}`,
  );
