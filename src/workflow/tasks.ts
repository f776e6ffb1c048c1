import * as E from 'fp-ts/lib/Either.js';
import { parse } from 'yaml';
import type { TaskNode } from '../events/tree.js';
import { isMapping, isText } from './schema/value.js';

/** How long the name of a task may be in a path, in characters. */
const SLUG_CHARS = 40;

/** Reads a plan, `[{name, description, files?}]` in JSON or YAML; the error says in words what is wrong with it. */
export const parseTasks = (text: string): E.Either<string, readonly TaskNode[]> => {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    return E.left(
      `it does not parse: ${String(error instanceof Error ? error.message : error).split('\n')[0]}`,
    );
  }
  const entries = isMapping(value) ? value.tasks : value;
  if (!Array.isArray(entries) || entries.length === 0) return E.left('it must be a list of tasks, not empty');
  const problems = entries.flatMap(problemsOf);
  const names = entries.map((entry) => (isMapping(entry) ? entry.name : undefined));
  const doubled = names.filter((name, index) => name !== undefined && names.indexOf(name) !== index);
  const all = [...problems, ...doubled.map((name) => `\`${String(name)}\` stands twice`)];
  return all.length > 0 ? E.left(all.join('; ')) : E.right(tasksOf(entries));
};

const problemsOf = (entry: unknown, index: number): readonly string[] => {
  const which = `task ${index + 1}`;
  if (!isMapping(entry)) return [`${which} must be a mapping`];
  const { name, description, files } = entry;
  const isList = Array.isArray(files) && files.every(isText);
  return [
    ...(isText(name) ? [] : [`${which} has no name`]),
    ...(description === undefined || typeof description === 'string'
      ? []
      : [`${which}: the description must be a text`]),
    ...(files === undefined || isList ? [] : [`${which}: \`files\` must be a list of paths`]),
  ];
};

const tasksOf = (entries: readonly unknown[]): readonly TaskNode[] => {
  const taken = new Set<string>();
  return entries.filter(isMapping).map((entry) => {
    const name = String(entry.name);
    const slug = freeSlug(slugOf(name), taken);
    taken.add(slug);
    const files = entry.files as readonly string[] | undefined;
    return { name, slug, description: String(entry.description ?? ''), ...(files ? { files } : {}) };
  });
};

/** A name as it may stand in a path, a branch and a folder: letters, digits and `-`. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, SLUG_CHARS)
    .replace(/-$/, '') || 'task';

const freeSlug = (slug: string, taken: ReadonlySet<string>): string => {
  for (let n = 1; ; n += 1) {
    const candidate = n === 1 ? slug : `${slug}-${n}`;
    if (!taken.has(candidate)) return candidate;
  }
};
