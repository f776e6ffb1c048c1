import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { CliError } from './failure/failure.js';

/** What a command comes to: an exit code, or what kept it from its work. */
export type Outcome = TE.TaskEither<CliError, number>;

/** Results as a program reads them: one document. */
export const asJson = (value: unknown): string => JSON.stringify(value);
