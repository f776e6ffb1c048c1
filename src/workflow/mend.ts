import type * as t from 'io-ts';
import { findingsOf, meantBy, pathOf } from './findings.js';
import type { Finding, Path } from './problem.js';
import { gateKind, writtenKind } from './schema/gate.js';
import { GET_KEYS, RUN_KEYS } from './schema/step.js';
import { isMapping, type Mapping } from './schema/value.js';
import { WorkflowFile } from './schema.js';

/** A file as it can be judged further, whatever is wrong with its form. */
export interface Mended {
  /** As it was written, but for misspelt keys: those are as they were meant. */
  readonly written: unknown;
  /** The same without anything whose form is wrong. */
  readonly file: WorkflowFile;
  readonly findings: readonly Finding[];
  /** The place in the file of a place in the mended one. */
  readonly placeOf: (path: Path) => Path;
}

/**
 * Takes what is wrong with the form of a workflow for what it was meant to be, or out of the way, so that it hides
 * nothing else and causes no report besides its own.
 */
export const mend = (value: unknown): Mended => {
  const { written, errors, findings, placeOf } = respelt(value, new Map());
  const rest = findingsOf(errors).map((finding) => ({
    ...finding,
    message: misplaced(finding.path) ?? finding.message,
    path: placeOf(finding.path),
  }));
  const file = errors.map(pathOf).reduce(without, written) as WorkflowFile;
  return { written, file, findings: [...findings, ...rest], placeOf };
};

interface Respelt extends Pick<Mended, 'written' | 'placeOf'> {
  /** What is wrong besides misspelt keys. */
  readonly errors: t.Errors;
  /** What is said of misspelt keys, at their place in the file. */
  readonly findings: readonly Finding[];
}

/** The keys that were misspelt, as they stand in the file, by their place when they are not. */
type Spellings = ReadonlyMap<string, string>;

/** Gives unknown keys the spelling that was meant, from outside inwards: what stands under them can be read then. */
const respelt = (value: unknown, spellings: Spellings): Respelt => {
  const decoded = WorkflowFile.decode(value);
  const errors = decoded._tag === 'Left' ? decoded.left : [];
  const placeOf = (path: Path): Path => path.map((key, index) => spellings.get(keyOf(path, index)) ?? key);
  const names = new Map(spellings);
  const findings: Finding[] = [];
  let mended = value;
  for (const error of errors) {
    const { around, key, meant } = misspelt(error);
    if (meant === undefined || Object.hasOwn(at(mended, around), meant)) continue;
    names.set(keyOf([...around, meant], around.length), key);
    mended = changed(mended, around, (holder) => renamed(holder, key, meant));
    findings.push(...findingsOf([error]).map((finding) => ({ ...finding, path: placeOf(pathOf(error)) })));
  }
  if (findings.length === 0) return { written: value, errors, findings, placeOf };
  const rest = respelt(mended, names);
  return { ...rest, findings: [...findings, ...rest.findings] };
};

/** The key that an error is about, and the one that was most likely meant by it. */
const misspelt = (
  error: t.ValidationError,
): { readonly around: Path; readonly key: string; readonly meant: string | undefined } => {
  const path = pathOf(error);
  const kind = path.at(-2) === 'gate' && isMapping(error.value) ? writtenKind(error.value) : undefined;
  if (kind === undefined)
    return { around: path.slice(0, -1), key: String(path.at(-1)), meant: meantBy(error) };
  const meant = gateKind(error.value);
  return { around: path, key: kind, meant: meant === kind ? undefined : meant };
};

/** What is said of a key that means something elsewhere in its step. */
const misplaced = (path: Path): string | undefined => {
  const [block, key] = [path.at(-2), String(path.at(-1))];
  if (path.length < 4 || (block !== 'get' && block !== 'run')) return undefined;
  const [other, keys] = block === 'get' ? ['run', RUN_KEYS] : ['get', GET_KEYS];
  return keys.includes(key) && !(block === 'get' ? GET_KEYS : RUN_KEYS).includes(key)
    ? `\`${key}\` belongs to \`${other}\`, or to the step itself`
    : undefined;
};

const keyOf = (path: Path, index: number): string => JSON.stringify(path.slice(0, index + 1));

const at = (value: unknown, path: Path): object =>
  path.reduce((inner: unknown, key) => Object(inner)[key], value) as object;

const renamed = (holder: unknown, from: string, to: string | undefined): unknown =>
  Object.fromEntries(
    Object.entries(Object(holder)).flatMap(([key, value]) =>
      key !== from ? [[key, value]] : to === undefined ? [] : [[to, value]],
    ),
  );

/** A copy of a value in which what stands at the path is another. */
const changed = (value: unknown, [key, ...path]: Path, change: (value: unknown) => unknown): unknown => {
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((one, index) => (index === key ? changed(one, path, change) : one));
  return isMapping(value) ? { ...value, [key]: changed(value[key], path, change) } : value;
};

/** A copy of a value in which nothing is said at the path. */
const without = (value: unknown, path: Path): unknown => {
  const around = path.slice(0, -1);
  const key = path.at(-1);
  if (typeof key === 'number') return changed(value, path, (entry) => emptyEntry(around.at(-1), entry));
  if (key === undefined) return { name: '', steps: [] };
  if (key === 'name' || key === 'workflow') return changed(value, path, () => '');
  if (key === 'gate')
    return changed(value, path, (gates) => (Array.isArray(gates) ? [] : [emptyEntry(key, gates)]));
  if (key === 'steps' || key === 'each') return changed(value, path, () => []);
  return changed(value, around, (holder) => renamed(holder, key, undefined));
};

/** What says nothing in the place of an entry of a list: the others keep their places. */
const emptyEntry = (list: string | number | undefined, entry: unknown): unknown => {
  const empty: Mapping = { gate: gateKind(entry) ?? '', context: { bash: '' }, retry: {} };
  return typeof list === 'string' && list in empty ? empty[list] : { name: '' };
};
