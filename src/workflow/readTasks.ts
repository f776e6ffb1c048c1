import * as E from 'fp-ts/lib/Either.js';
import type { Source, Sources } from '../ports/sources.js';
import { notFound } from './notFound.js';
import type { Finding, Problem } from './problem.js';
import type { TasksValue } from './schema/step.js';
import { isOfTasks, type TaskSource, tasksOfFile, tasksOfFolder } from './taskFiles.js';
import type { TasksUse, Uses } from './uses.js';

/** A file or a folder of tasks that the command line names. */
export type GivenTasks = Exclude<TasksValue, 'given'>;

/** The tasks that a workflow names, by the place where they are, with every file that was read for them. */
interface ReadTasks {
  readonly tasks: ReadonlyMap<string, TaskSource>;
  readonly files: readonly Source[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** What is wrong where the workflow names them. */
  readonly findings: readonly Finding[];
}

interface Options {
  readonly sources: Sources;
  readonly tasks: GivenTasks | undefined;
}

/** Names the place of tasks. */
export const placeOfTasks = (from: TasksValue): string => JSON.stringify(from);

/** Reads the tasks of all splits of a workflow; those that the command line is to give and does not are left open. */
export const readTasks = async (
  options: Options,
  source: Source,
  { tasks: uses }: Uses,
): Promise<ReadTasks> => {
  const tasks = new Map<string, TaskSource>();
  const files: Source[] = [];
  const findings: Finding[] = [];
  for (const use of uses) {
    const from = use.from === 'given' ? options.tasks : use.from;
    if (!from || tasks.has(placeOfTasks(use.from))) continue;
    const read = await readFrom(options.sources, source, use, from);
    if (E.isLeft(read)) findings.push(read.left);
    else {
      tasks.set(placeOfTasks(use.from), read.right.read);
      files.push(...read.right.files);
    }
  }
  return {
    tasks,
    files,
    findings,
    problems: [...tasks.values()].flatMap(({ problems }) => problems),
    warnings: [...tasks.values()].flatMap(({ warnings }) => warnings),
  };
};

const readFrom = async (
  sources: Sources,
  { path }: Source,
  { at }: TasksUse,
  from: GivenTasks,
): Promise<E.Either<Finding, { readonly read: TaskSource; readonly files: readonly Source[] }>> => {
  if ('file' in from) {
    const found = await sources.beside(path, from.file)();
    return E.isLeft(found)
      ? E.left({ path: at, message: notFound(from.file, found.left) })
      : E.right({ read: tasksOfFile(found.right), files: [found.right] });
  }
  const found = await sources.folder(path, from.dir)();
  if (E.isRight(found))
    return E.right({
      read: tasksOfFolder(found.right),
      files: [found.right, ...found.right.files.filter(isOfTasks)],
    });
  return E.left({ path: at, message: notFound(from.dir, found.left, 'folder') });
};
