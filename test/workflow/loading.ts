import * as E from 'fp-ts/lib/Either.js';
import { Scenario } from '../../src/adapters/agents/scenario.js';
import type { FileError, Source, SourceError, SourceFolder, Sources } from '../../src/ports/sources.js';
import { load } from '../../src/workflow/load.js';
import type { GivenTasks } from '../../src/workflow/readTasks.js';

/** Files by their paths, and nothing else. */
type Files = Readonly<Record<string, string>>;

/** Anything with a dot in it is a path here. */
const sources = (files: Files): Sources => {
  const file = (path: string): E.Either<FileError, Source> =>
    Object.hasOwn(files, path)
      ? E.right({ path, text: files[path] ?? '' })
      : E.left({ _tag: 'SourceMissing', name: path, looked: [path] });
  const folder = (path: string): E.Either<FileError, SourceFolder> => {
    const inside = Object.keys(files).filter((name) => name.startsWith(`${path}/`) && name.endsWith('.md'));
    return inside.length > 0
      ? E.right({
          path,
          text: inside.join('\n'),
          files: inside.map((name) => ({ path: name, text: files[name] ?? '' })),
        })
      : E.left({ _tag: 'SourceMissing', name: path, looked: [path] });
  };
  const workflow = (name: string): E.Either<SourceError, Source> =>
    Object.hasOwn(files, name) || name.includes('.')
      ? file(name)
      : E.left({ _tag: 'WorkflowUnknown', name, looked: ['here', 'there'], known: Object.keys(files) });
  return {
    workflow: (name) => async () => workflow(name),
    called: (_, name) => async () => workflow(name),
    beside: (_, path) => async () => file(path),
    folder: (_, path) => async () => folder(path),
  };
};

/** Loads the workflow `w` of these files; `given` is what the command line gives. */
export const loadFrom = (files: Files, given: Readonly<Record<string, string>> = {}, tasks?: GivenTasks) =>
  load(
    {
      sources: sources(files),
      set: Object.entries(given).map(([name, value]) => ({ name, value })),
      tasks,
      settings: { agent: undefined, gateCommands: {}, sessions: new Map() },
      providers: ['claude', 'codex'],
      scenario: Scenario,
    },
    'w',
  )();

/** A line of a report: where it is, and what it says. */
export interface Told {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** What is wrong with the workflow `w` of these files. */
export const problemsOf = async (files: Files): Promise<readonly Told[]> => {
  const loaded = await loadFrom(files);
  if (E.isRight(loaded)) return [];
  if (loaded.left._tag !== 'WorkflowInvalid') throw new Error(JSON.stringify(loaded.left));
  return loaded.left.problems;
};

/** What is said about the workflow `w` of these files and does not keep it from running. */
export const warningsOf = async (files: Files): Promise<readonly Told[]> => {
  const loaded = await loadFrom(files);
  return 'right' in loaded ? loaded.right.warnings : 'warnings' in loaded.left ? loaded.left.warnings : [];
};

/** As `workflows check` prints it; the workflow's own file goes without its name. */
export const reportOf = (told: readonly Told[]): string =>
  told
    .map(({ file, line, column, message }) => `${file === 'w' ? '' : `${file}:`}${line}:${column} ${message}`)
    .join('\n');
