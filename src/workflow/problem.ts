import { closest, distance } from 'fastest-levenshtein';
import { type Document, isMap, isNode, isScalar, type LineCounter, type Node, type YAMLMap } from 'yaml';

/** Where in a document: the keys and indexes that lead there. */
export type Path = readonly (string | number)[];

/** Something wrong at a place of the document, before it has a line. */
export interface Finding {
  readonly path: Path;
  /** Point at the key instead of its value. */
  readonly atKey?: boolean;
  readonly message: string;
}

/** Something wrong in a workflow, with its place in the file (from 1). */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Gives findings their lines, and sorts them as a reader meets them. */
export const locate = (
  document: Document,
  lines: LineCounter,
  findings: readonly Finding[],
): readonly Problem[] =>
  findings
    .map(({ path, atKey, message }) => ({ ...placeOf(document, lines, path, atKey ?? false), message }))
    .sort((a, b) => a.line - b.line || a.column - b.column);

/** Adds the nearest known word, if one is near enough to have been meant. */
export const withNearest = (message: string, word: string, known: readonly string[]): string => {
  if (known.length === 0) return message;
  const near = closest(word, known);
  return distance(word, near) <= Math.max(1, Math.floor(word.length / 3))
    ? `${message}; did you mean \`${near}\`?`
    : message;
};

const placeOf = (
  document: Document,
  lines: LineCounter,
  path: Path,
  atKey: boolean,
): { readonly line: number; readonly column: number } => {
  const node = atKey ? keyNode(document, path) : nearestNode(document, path);
  const { line, col } = lines.linePos(node?.range?.[0] ?? 0);
  return { line: Math.max(1, line), column: Math.max(1, col) };
};

/** The node at the path, or that of the nearest thing around it that is there. */
const nearestNode = (document: Document, path: Path): Node | undefined => {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (isNode(node)) return node;
  }
  return undefined;
};

const keyNode = (document: Document, path: Path): Node | undefined => {
  const parent = nearestNode(document, path.slice(0, -1));
  const pair = isMap(parent)
    ? (parent as YAMLMap).items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
    : undefined;
  return isNode(pair?.key) ? pair.key : nearestNode(document, path);
};
