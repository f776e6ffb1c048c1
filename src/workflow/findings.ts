import type * as t from 'io-ts';
import { RecordType, UNKNOWN_KEY } from '../events/record.js';
import { nearest, withNearest } from './nearest.js';
import type { Finding, Path } from './problem.js';

/** What a codec says of a value, in the words of a report. */
export const findingsOf = (errors: t.Errors): readonly Finding[] =>
  errors.map((error) => {
    const path = pathOf(error);
    if (error.message !== UNKNOWN_KEY) return { path, message: said(path, error.message) };
    const key = String(path.at(-1));
    return { path, atKey: true, message: withNearest(`unknown key \`${key}\``, key, keysAround(error)) };
  });

/** The key that was most likely meant by one that is not known. */
export const meantBy = (error: t.ValidationError): string | undefined =>
  error.message === UNKNOWN_KEY ? nearest(String(pathOf(error).at(-1)), keysAround(error)) : undefined;

/** Where a codec found something wrong. */
export const pathOf = ({ context }: t.ValidationError): Path =>
  context.slice(1).map(({ key }) => (/^\d+$/.test(key) ? Number(key) : key));

const keysAround = ({ context }: t.ValidationError): readonly string[] => {
  const record = context.at(-1)?.type;
  return record instanceof RecordType ? Object.keys({ ...record.required, ...record.optional }) : [];
};

/** The words with what they are about: most say only what must be. */
const said = (path: Path, message = 'is not understood'): string =>
  /^(must|is) /.test(message) ? `${subjectOf(path)} ${message}` : message;

const subjectOf = (path: Path): string => {
  const last = path.at(-1);
  if (last === undefined) return 'the file';
  return typeof last === 'string' ? `\`${last}\`` : `entry ${last + 1} of \`${String(path.at(-2) ?? '')}\``;
};
