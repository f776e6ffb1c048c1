import { dirname } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { keepText } from '../../engine/capture.js';
import type { Surroundings } from '../../engine/recover.js';
import { planTasks, type TasksPlan } from '../../engine/takeTasks.js';
import { type Content, visibleText } from '../../events/content.js';
import type { TasksFrom } from '../../events/tree.js';
import type { Failure } from '../../ports/failure.js';
import type { Payloads } from '../../ports/payloads.js';
import type { Source } from '../../ports/sources.js';
import type { RunState } from '../../projections/runState/state.js';
import type { Problem } from '../../workflow/problem.js';
import { isOfTasks, type TaskSource, tasksOfFile, tasksOfFolder } from '../../workflow/taskFiles.js';
import { folderAt, sourceAt } from '../compose/sources.js';
import { platform } from '../compose/working.js';
import type { Context } from '../context.js';
import { type CapturedFile, remembered } from './captured.js';

/** Tasks that a person has changed, and that do not hold together now. */
export interface TasksInvalid {
  readonly _tag: 'TasksInvalid';
  readonly problems: readonly Problem[];
}

/** What has become of tasks, with the files that they were read from. */
export interface TakenTasks extends TasksPlan {
  readonly from: TasksFrom;
}

/** The tasks of every split whose files are not as the run holds them, as they are now; of files that are gone, none. */
export const tasksNow = (
  state: RunState,
  { changed }: Surroundings,
): E.Either<TasksInvalid, readonly TakenTasks[]> => {
  let files: readonly CapturedFile[] = state.run?.workflow.files ?? [];
  const taken: TakenTasks[] = [];
  const problems: Problem[] = [];
  for (const { path, node } of state.index.steps.values()) {
    const from = node.tasksFrom;
    if (!from || !changed.some((file) => isOf(from, file))) continue;
    const read = readFrom(from);
    if (!read) continue;
    problems.push(...read.tasks.problems);
    const others = files.filter((file) => !isOf(from, file.path));
    const { tasks, overview } = read.tasks;
    const now = { path, tasks, overview: { text: overview }, files: [...others, ...remembered(read.files)] };
    const plan = planTasks(state, now);
    if (!plan) continue;
    files = now.files;
    taken.push({ ...plan, from });
  }
  return problems.length > 0 ? E.left({ _tag: 'TasksInvalid', problems }) : E.right(taken);
};

/** Whether a file is one that tasks are written in, or their folder. */
const isOf = ({ file, dir }: TasksFrom, path: string): boolean =>
  path === (file ?? dir) || (dirname(path) === dir && isOfTasks({ path }));

/** Undefined where nothing can be read: the run goes by what it holds. */
const readFrom = ({
  file,
  dir,
}: TasksFrom): { readonly tasks: TaskSource; readonly files: readonly Source[] } | undefined => {
  if (file !== undefined) {
    const source = sourceAt(file);
    return E.isRight(source) ? { tasks: tasksOfFile(source.right), files: [source.right] } : undefined;
  }
  const folder = folderAt(dir ?? '');
  if (E.isLeft(folder)) return undefined;
  return {
    tasks: tasksOfFolder(folder.right),
    files: [folder.right, ...folder.right.files.filter(isOfTasks)],
  };
};

/** The files that the run still holds as they were. */
export const notTaken = ({ changed }: Surroundings, taken: readonly TakenTasks[]): readonly string[] =>
  changed.filter((path) => !taken.some(({ from }) => isOf(from, path)));

/** The same as events carry them: a long overview is kept beside the log. */
export const captureTasks = (
  payloads: Payloads,
  taken: readonly TakenTasks[],
): TE.TaskEither<Failure, readonly TakenTasks[]> =>
  pipe(
    taken,
    TE.traverseSeqArray((one) =>
      pipe(
        keepText(payloads, platform, textOf(one.taken.overview)),
        TE.map((overview) => ({ ...one, taken: { ...one.taken, overview } })),
      ),
    ),
  );

const textOf = (content: Content | undefined): string => (content ? visibleText(content) : '');

/** Says what has become of the tasks. */
export const tellTasks = ({ tell }: Context, taken: readonly TakenTasks[]): void => {
  for (const { from, added, removed, changed, kept } of taken) {
    const parts = [
      ...said('new', added),
      ...said('changed', changed),
      ...said('gone', removed),
      ...said('as it was, for it has begun', kept),
    ];
    const what = parts.length === 0 ? 'its tasks are the same' : parts.join('; ');
    tell(`note: ${from.file ?? from.dir} has changed since: ${what}`);
  }
};

const said = (what: string, names: readonly string[]): readonly string[] =>
  names.length === 0 ? [] : [`${what}: ${names.join(', ')}`];
