import * as E from 'fp-ts/lib/Either.js';
import { parse } from 'yaml';
import type { TaskNode } from '../events/tree.js';
import { nearest } from './nearest.js';
import { plain } from './plain.js';
import type { Finding, Path } from './problem.js';
import { isMapping, isText, type Mapping } from './schema/value.js';

/** How long the name of a task may be in a path, in characters. */
const SLUG_CHARS = 40;

/** The tasks of a list as it was read, and what is wrong with it. */
export interface TaskList {
  readonly tasks: readonly TaskNode[];
  readonly findings: readonly Finding[];
}

/** Reads the plan of an agent in JSON or YAML; the error says in words what is wrong with it. */
export const parseTasks = (text: string): E.Either<string, readonly TaskNode[]> => {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    return E.left(
      `it does not parse: ${String(error instanceof Error ? error.message : error).split('\n')[0]}`,
    );
  }
  const { tasks, findings } = tasksOf(value);
  return findings.length > 0 ? E.left(findings.map(({ message }) => message).join('; ')) : E.right(tasks);
};

/**
 * The tasks of a list: `{name, description?, files?}` each, or, of a list of requirements, `{id, title, description?,
 * acceptance_criteria, files?}`. Anything else that an entry says is passed over.
 */
export const tasksOf = (value: unknown): TaskList => {
  const around: Path = isMapping(value) ? ['tasks'] : [];
  const entries = isMapping(value) ? value.tasks : value;
  if (!Array.isArray(entries) || entries.length === 0)
    return { tasks: [], findings: [{ path: around, message: 'it must be a list of tasks, not empty' }] };
  const findings = entries.flatMap((entry: unknown, index) => problemsOf(entry, index, [...around, index]));
  const tasks = entries.filter(isMapping).map(taskOf);
  return { tasks: withSlugs(tasks), findings: [...findings, ...doubled(entries, around)] };
};

/** Whether an entry is of a list of requirements. */
export const isRequirement = (entry: unknown): boolean =>
  isMapping(entry) &&
  !('name' in entry) &&
  ['id', 'title', 'acceptance_criteria'].some((key) => key in entry);

const TASK_ID = /^T-\d{3,}$/;

/** What the id of a task must be. */
export const isTaskId = (id: unknown): id is string => typeof id === 'string' && TASK_ID.test(id);

const problemsOf = (entry: unknown, index: number, path: Path): readonly Finding[] => {
  const which = `task ${index + 1}`;
  if (!isMapping(entry)) return [{ path, message: `${which} must be a mapping` }];
  const { description, files } = entry;
  const isList = Array.isArray(files) && files.every(isText);
  return [
    ...(isRequirement(entry) ? requirementProblems(entry, which, path) : nameProblems(entry, which, path)),
    ...(description === undefined || typeof description === 'string'
      ? []
      : [{ path: [...path, 'description'], message: `${which}: the description must be a text` }]),
    ...(files === undefined || isList
      ? []
      : [{ path: [...path, 'files'], message: `${which}: \`files\` must be a list of paths` }]),
  ];
};

const nameProblems = ({ name }: Mapping, which: string, path: Path): readonly Finding[] =>
  isText(name) ? [] : [{ path: [...path, 'name'], message: `${which} has no name` }];

const KEYS = ['id', 'title', 'description', 'acceptance_criteria', 'status', 'files'];

const NAMED_KEYS = ['name', 'description', 'files'];

/** Keys that are understood, or told of as misspelt ones. */
const knownIn = (entry: Mapping): readonly string[] =>
  isRequirement(entry) ? [...KEYS, ...misspeltIn(entry).map(({ key }) => key)] : NAMED_KEYS;

/** Keys that stand for one that is missing, as it seems. */
const misspeltIn = (entry: Mapping): ReadonlyArray<{ readonly key: string; readonly meant: string }> =>
  Object.keys(entry).flatMap((key) => {
    const meant = KEYS.includes(key) ? undefined : nearest(key, KEYS);
    return meant === undefined || meant in entry ? [] : [{ key, meant }];
  });

/** Keys of a list that mean nothing there, told once for all of its entries. */
export const passedOver = (value: unknown): readonly Finding[] => {
  const around = isMapping(value) ? Object.keys(value).filter((key) => key !== 'tasks') : [];
  const entries: unknown = isMapping(value) ? value.tasks : value;
  const within = (Array.isArray(entries) ? entries : []).flatMap((entry: unknown, index) => {
    if (!isMapping(entry)) return [];
    const known = knownIn(entry);
    return Object.keys(entry)
      .filter((key) => !known.includes(key))
      .map((key) => [...(isMapping(value) ? ['tasks'] : []), index, key]);
  });
  const paths: readonly Path[] = [...around.map((key) => [key]), ...within];
  const [first] = paths;
  if (!first) return [];
  const keys = [...new Set(paths.map((path) => `\`${path.at(-1)}\``))].join(', ');
  return [
    { path: first, atKey: true, message: `${keys}: passed over here; no agent is told what stands there` },
  ];
};

const requirementProblems = (entry: Mapping, which: string, path: Path): readonly Finding[] => {
  const { id, title, acceptance_criteria: criteria } = entry;
  const misspelt = misspeltIn(entry);
  const lacks = (key: string): boolean => !misspelt.some(({ meant }) => meant === key);
  const isList = Array.isArray(criteria) && criteria.length > 0 && criteria.every(isText);
  return [
    ...misspelt.map(({ key, meant }) => ({
      path: [...path, key],
      atKey: true,
      message: `${which}: unknown key \`${key}\`; did you mean \`${meant}\`?`,
    })),
    ...(isTaskId(id) || !lacks('id')
      ? []
      : [
          {
            path: [...path, 'id'],
            message: `${which}: \`id\` must be \`T-\` and three digits or more, as in \`T-001\``,
          },
        ]),
    ...(isText(title) || !lacks('title')
      ? []
      : [{ path: [...path, 'title'], message: `${which}: \`title\` must be a text` }]),
    ...(isList || !lacks('acceptance_criteria')
      ? []
      : [
          {
            path: [...path, 'acceptance_criteria'],
            message: `${which}: \`acceptance_criteria\` must be a list of texts, not empty`,
          },
        ]),
  ];
};

/** Names, and ids, that stand twice. */
const doubled = (entries: readonly unknown[], around: Path): readonly Finding[] => {
  const seen = new Map<unknown, number>();
  return entries.flatMap((entry, index) => {
    const key = isRequirement(entry) ? 'id' : 'name';
    const name = isMapping(entry) ? entry[key] : undefined;
    const first = seen.get(name);
    if (!isText(name)) return [];
    if (first === undefined) seen.set(name, index);
    const message = `\`${name}\` stands twice: it is the ${key} of task ${(first ?? 0) + 1} already`;
    return first === undefined ? [] : [{ path: [...around, index, key], message }];
  });
};

type Unslugged = Omit<TaskNode, 'slug'>;

const taskOf = (entry: Mapping): Unslugged => {
  const files = entry.files as readonly string[] | undefined;
  const about = { description: String(entry.description ?? ''), files };
  if (!isRequirement(entry)) return plain<Unslugged>({ name: String(entry.name), ...about });
  const criteria = entry.acceptance_criteria;
  return requirement({
    id: String(entry.id),
    title: String(entry.title),
    criteria: Array.isArray(criteria) ? criteria.map(String) : [],
    ...about,
  });
};

/** A task that has an id: it goes by that, and by its title. */
export const requirement = (about: {
  readonly id: string;
  readonly title: string;
  readonly criteria: readonly string[];
  readonly description: string;
  readonly files?: readonly string[] | undefined;
}): Unslugged => plain<Unslugged>({ name: `${about.id}: ${about.title}`, ...about });

/** The tasks as they stand in paths: by id, or by name. */
export const withSlugs = (tasks: readonly Unslugged[]): readonly TaskNode[] => {
  const taken = new Set<string>();
  return tasks.map((task) => {
    const slug = freeSlug(slugOf(task.id ?? task.name), taken);
    taken.add(slug);
    return { ...task, slug };
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
