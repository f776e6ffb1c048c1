import * as E from 'fp-ts/lib/Either.js';
import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type Document as YamlDocument,
} from 'yaml';
import type { Source } from '../ports/sources.js';
import type { Finding, Path, Problem } from './problem.js';
import { marksIn } from './template.js';

/** A YAML file that could be read, and what is wrong with it as YAML all the same. */
export interface Document {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Gives findings their places in the file. */
  readonly locate: (findings: readonly Finding[]) => readonly Problem[];
}

/** Reads a YAML file; one of which nothing can be read is told with everything that is wrong. */
export const readDocument = ({
  path: file,
  text: written,
}: Source): E.Either<readonly Problem[], Document> => {
  const text = withSessionShorthand(written);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number, message: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col), message };
  };
  const problems = document.errors.map(({ code, message, pos }) =>
    at(pos[0], code === 'DUPLICATE_KEY' ? doubled(text, pos[0]) : wordsOf(message)),
  );
  if (document.errors.some(({ code }) => code !== 'DUPLICATE_KEY')) return E.left(problems);
  const wrong = wrongAliases(document).map(({ range, message }) => at(range?.[0] ?? 0, message));
  if (wrong.length > 0) return E.left([...problems, ...wrong]);
  const value = E.tryCatch(
    () => document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown,
    (error) => [...problems, at(0, aliasWords(error))],
  );
  if (E.isLeft(value)) return value;
  return E.right({
    value: value.right,
    problems,
    locate: (findings) => findings.map((finding) => at(offsetOf(document, text, finding), finding.message)),
  });
};

/** `session: from: tests`, which is no YAML, and which people write. */
const SESSION_SHORTHAND = /^(\s*(?:- )?session:[ \t]+)(from:[ \t]+[^\s#{}]+)([ \t]*(?:#.*)?\r?)$/;

/** Puts the value of the shorthand into braces, where it breaks the file; what stands before it keeps its place. */
const withSessionShorthand = (text: string): string => {
  const lines = text.split('\n');
  if (!lines.some((line) => SESSION_SHORTHAND.test(line))) return text;
  const counter = new LineCounter();
  const { errors } = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const broken = new Set(errors.map(({ pos }) => counter.linePos(pos[0]).line));
  return lines
    .map((line, index) => (broken.has(index + 1) ? line.replace(SESSION_SHORTHAND, '$1{$2}$3') : line))
    .join('\n');
};

/** The words of the YAML library, but where they speak of its own functions. */
const wordsOf = (message: string): string =>
  /multiple documents/.test(message)
    ? 'a workflow is one document; this file holds several'
    : message.replace(/\.?$/, '');

const doubled = (text: string, offset: number): string =>
  `the key \`${/^["']?([^\s:"']*)/.exec(text.slice(offset))?.[1]}\` stands here twice`;

/** How often anchors may unfold before the file is refused: a few lines can name billions of nodes. */
const MAX_ALIASES = 100;

/** The aliases that stand for nothing, or for something that they stand in. */
const wrongAliases = (
  document: YamlDocument,
): readonly { readonly range: Node['range']; readonly message: string }[] => {
  const wrong: { readonly range: Node['range']; readonly message: string }[] = [];
  const anchors = new Map<string, Node>();
  visit(document, {
    Value: (_, node) => void (node.anchor === undefined || anchors.set(node.anchor, node)),
    Alias: (_, { range, source }, around) => {
      const anchored = anchors.get(source);
      if (!anchored) wrong.push({ range, message: `there is no anchor \`&${source}\` before this alias` });
      else if (around.includes(anchored))
        wrong.push({ range, message: `the alias \`*${source}\` stands in its own anchor \`&${source}\`` });
    },
  });
  return wrong;
};

/** What is wrong with aliases that all stand for something. */
const aliasWords = (error: unknown): string => {
  const words = error instanceof Error ? error.message : String(error);
  return /excessive/i.test(words) ? `aliases unfold to more than ${MAX_ALIASES} times their anchors` : words;
};

const offsetOf = (document: YamlDocument, text: string, { path, atKey, mark }: Finding): number => {
  const node = atKey ? keyNode(document, path) : nearestNode(document, path);
  const start = node?.range?.[0] ?? 0;
  return mark === undefined || !node ? start : start + offsetOfMark(document, text, node, mark);
};

/** The node at the path, or that of the nearest thing around it that is there. */
const nearestNode = (document: YamlDocument, path: Path): Node | undefined => {
  let node: Node | undefined = document.contents ?? undefined;
  for (const key of path) {
    const around: Node | undefined = isAlias(node) ? node.resolve(document) : node;
    const inner: unknown = isCollection(around) ? around.get(key, true) : undefined;
    if (!isNode(inner)) return node;
    node = inner;
  }
  return node;
};

const keyNode = (document: YamlDocument, path: Path): Node | undefined => {
  const parent = nearestNode(document, path.slice(0, -1));
  const around = isAlias(parent) ? parent.resolve(document) : parent;
  const pair = isMap(around)
    ? around.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
    : undefined;
  return isNode(pair?.key) ? pair.key : nearestNode(document, path);
};

/**
 * Where in its node a mark of a text stands. A name in braces holds no blank, so folding and indentation leave it as it
 * is; where quotes or escapes make other marks of what is written, the beginning of the text has to do.
 */
const offsetOfMark = (document: YamlDocument, text: string, at: Node, mark: number): number => {
  const node = isAlias(at) ? at.resolve(document) : at;
  const [start, end] = node?.range ?? [0, 0];
  const moved = start - (at.range?.[0] ?? 0);
  const body = text.slice(start, end);
  const header = isScalar(node) && node.type?.startsWith('BLOCK') ? (/^.*\n/.exec(body)?.[0].length ?? 0) : 0;
  const written = marksIn(body.slice(header));
  const read = isScalar(node) ? marksIn(String(node.value)) : written;
  const isSame = textOf(written) === textOf(read);
  return moved + (isSame ? header + (written[mark]?.index ?? 0) : 0);
};

const textOf = (marks: ReturnType<typeof marksIn>): string => marks.map(({ text }) => text).join(' ');
