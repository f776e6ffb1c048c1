import type * as E from 'fp-ts/lib/Either.js';
import {
  createSources,
  listWorkflows,
  markdownIn,
  readFolder,
  readSource,
} from '../../adapters/sources/sources.js';
import type { FileError, Source, Sources } from '../../ports/sources.js';
import type { Context } from '../context.js';

const placesOf = ({ cwd, home, workflows }: Context, repository: string | undefined) => ({
  cwd,
  home,
  repository,
  builtIn: workflows,
});

/** The workflows that can be named in a repository, and the files that they name. */
export const sourcesIn = (context: Context, repository: string | undefined): Sources =>
  createSources(placesOf(context, repository));

/** The names of those workflows, and the files that the names mean. */
export const workflowsIn = (
  context: Context,
  repository: string | undefined,
): ReturnType<typeof listWorkflows> => listWorkflows(placesOf(context, repository));

/** The file at a path. */
export const sourceAt = (path: string): E.Either<FileError, Source> => readSource(path);

/** The files of tasks in a folder. */
export const folderAt = (path: string): ReturnType<typeof readFolder> => readFolder(path);

/** The names of the files in a folder of tasks. */
export const taskFilesIn = (path: string): readonly string[] => markdownIn(path);
