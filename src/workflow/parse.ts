import * as E from 'fp-ts/lib/Either.js';
import type { Source } from '../ports/sources.js';
import { readDocument } from './document.js';
import { mend } from './mend.js';
import type { Finding, Problem } from './problem.js';
import { isMapping } from './schema/value.js';
import { IDLE_KEYS, inputsOf, type WorkflowFile } from './schema.js';
import { type GivenValue, settle } from './settings.js';
import { validate } from './validate.js';

/** A workflow file as far as it can be read, with what is wrong with its form and with what it says. */
export interface Parsed {
  readonly file: WorkflowFile;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** The inputs that are settings: their values were put in their places. */
  readonly settings: ReadonlySet<string>;
  /** Gives a later finding its place in the file. */
  readonly locate: (findings: readonly Finding[]) => readonly Problem[];
}

/** Reads a workflow file; nothing can be read only of one that is no YAML. */
export const parse = (
  source: Source,
  given: readonly GivenValue[] = [],
): E.Either<readonly Problem[], Parsed> => {
  const document = readDocument(source);
  if (E.isLeft(document)) return document;
  const { value, problems, locate } = document.right;
  const settled = settle(value, isMapping(value) ? inputsOf(value) : [], given);
  const { written, file, findings, placeOf } = mend(settled.value);
  const placed = (found: readonly Finding[]): readonly Problem[] =>
    locate(found.map(settled.told).map((one) => ({ ...one, path: settled.placeOf(one.path) })));
  const place = (found: readonly Finding[]): readonly Problem[] =>
    placed(found.map((finding) => ({ ...finding, path: placeOf(finding.path) })));
  return E.right({
    file,
    settings: settled.settings,
    problems: [
      ...problems,
      ...placed([...settled.findings, ...findings]),
      // Where a setting is missing, what it would have been is missing as well.
      ...(settled.findings.length > 0 ? [] : place(validate(written))),
    ],
    warnings: place(passedOver(value)),
    locate: place,
  });
};

/** What is said of keys as they are written: a misspelt one is told of already. */
const passedOver = (value: unknown): readonly Finding[] =>
  warnings(value, IDLE_KEYS, 'means nothing here and is passed over');

/** The same of every one of these keys that there is. */
export const warnings = (value: unknown, keys: readonly string[], what: string): readonly Finding[] =>
  keys
    .filter((key) => isMapping(value) && key in value)
    .map((key) => ({ path: [key], atKey: true, message: `\`${key}\` ${what}` }));
