import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { FileError, Source } from '../../ports/sources.js';
import { sourceAt } from '../compose/sources.js';
import type { Context } from '../context.js';
import type { UsageError } from '../failure/failure.js';

/** What an option names a file for, and how it is written. */
export interface GivenFile {
  readonly what: string;
  readonly file: string;
  readonly example: string;
}

/** Reads a file that the command line names. */
export const readGiven = (
  { cwd }: Pick<Context, 'cwd'>,
  { what, file, example }: GivenFile,
): E.Either<UsageError, Source> => {
  const read = sourceAt(resolve(cwd, file));
  if (E.isRight(read)) return read;
  const message = `the ${what} ${file} cannot be read: ${wordsFor(read.left)}`;
  return E.left({ _tag: 'Usage', message, hint: `name a text file that you may read, as in \`${example}\`` });
};

const wordsFor = (error: FileError): string =>
  error._tag === 'SourceMissing' ? `there is no file ${error.looked.join(', ')}` : error.detail;
