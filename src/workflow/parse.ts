import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { LineCounter, parseDocument } from 'yaml';
import { UNKNOWN_KEY } from '../events/record.js';
import { type Finding, locate, type Path, type Problem, withNearest } from './problem.js';
import { IDLE_KEYS, KNOWN_KEYS, LIMIT_KEYS, WorkflowFile } from './schema.js';
import { validate } from './validate.js';

/** A workflow file that holds together, and what was passed over in it. */
export interface Parsed {
  readonly file: WorkflowFile;
  readonly warnings: readonly Problem[];
  /** Gives a later finding its place in the file. */
  readonly locate: (findings: readonly Finding[]) => readonly Problem[];
}

/** Reads a workflow file; either it holds together, or every problem in it comes at once. */
export const parse = (text: string): E.Either<readonly Problem[], Parsed> => {
  const lines = new LineCounter();
  const document = parseDocument(withSessionShorthand(text), { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return E.left(
      document.errors.map(({ message, pos }) => {
        const { line, col } = lines.linePos(pos[0]);
        return { line, column: col, message: wordsOf(message) };
      }),
    );
  }
  const value = E.tryCatch(
    () => document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown,
    (error) => [{ line: 1, column: 1, message: aliasWords(error) }],
  );
  if (E.isLeft(value)) return value;
  if (isCyclic(value.right))
    return E.left([{ line: 1, column: 1, message: 'an alias leads back into its own anchor' }]);
  const decoded = WorkflowFile.decode(value.right);
  const findings = [...(E.isLeft(decoded) ? decoded.left.map(findingOf) : []), ...validate(value.right)];
  const place = (found: readonly Finding[]): readonly Problem[] => locate(document, lines, found);
  if (E.isLeft(decoded) || findings.length > 0) return E.left(place(findings));
  return E.right({ file: decoded.right, warnings: place(passedOver(decoded.right)), locate: place });
};

/** `session: from: tests` is no YAML, and people write it; the value is put into braces, which moves nothing before it. */
const withSessionShorthand = (text: string): string =>
  text.replace(/^(\s*(?:- )?session:[ \t]+)(from:[ \t]+[^\s#{}]+)([ \t]*(?:#.*)?)$/gm, '$1{$2}$3');

/** The words of the YAML library, but where they speak of its own functions. */
const wordsOf = (message: string): string =>
  /multiple documents/.test(message)
    ? 'a workflow is one document; this file holds several'
    : message.replace(/\.?$/, '');

/** How often anchors may unfold before the file is refused: a few lines can name billions of nodes. */
const MAX_ALIASES = 100;

/** Whether a value holds itself. */
const isCyclic = (value: unknown, above: readonly unknown[] = []): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if (above.includes(value)) return true;
  return Object.values(value).some((inner) => isCyclic(inner, [...above, value]));
};

/** What is wrong with an alias, the only thing that can be wrong with a document that parsed. */
const aliasWords = (error: unknown): string => {
  const words = error instanceof Error ? error.message : String(error);
  return /excessive/i.test(words) ? `aliases unfold to more than ${MAX_ALIASES} times their anchors` : words;
};

const findingOf = ({ context, message }: t.ValidationError): Finding => {
  const path: Path = context.slice(1).map(({ key }) => (/^\d+$/.test(key) ? Number(key) : key));
  if (message !== UNKNOWN_KEY)
    return { path, message: path.length === 0 ? 'a workflow must be a mapping' : said(path, message) };
  const key = String(path.at(-1));
  return { path, atKey: true, message: withNearest(`unknown key \`${key}\``, key, KNOWN_KEYS) };
};

const said = (path: Path, message = 'is not understood'): string => {
  const key = path.at(-1);
  return message.startsWith('must') && typeof key === 'string' ? `\`${key}\` ${message}` : message;
};

const passedOver = (file: WorkflowFile): readonly Finding[] => [
  ...IDLE_KEYS.filter((key) => key in file).map((key) =>
    warning(key, 'means nothing here and is passed over'),
  ),
  ...LIMIT_KEYS.filter((key) => key in file).map((key) => warning(key, 'is not held to yet')),
];

const warning = (key: string, what: string): Finding => ({
  path: [key],
  atKey: true,
  message: `\`${key}\` ${what}`,
});
