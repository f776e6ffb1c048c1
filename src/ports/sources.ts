import type * as TE from 'fp-ts/lib/TaskEither.js';

/** Why a file cannot be read. */
export type FileError =
  | { readonly _tag: 'SourceMissing'; readonly name: string; readonly looked: readonly string[] }
  | { readonly _tag: 'SourceUnreadable'; readonly path: string; readonly detail: string };

export type SourceError =
  | FileError
  /** A workflow that was asked for by name, the folders that do not hold it, and the names that there are. */
  | {
      readonly _tag: 'WorkflowUnknown';
      readonly name: string;
      readonly looked: readonly string[];
      readonly known: readonly string[];
    }
  /** A name that would lead out of the places where workflows are kept. */
  | { readonly _tag: 'SourceRefused'; readonly name: string; readonly detail: string };

export interface Source {
  readonly path: string;
  readonly text: string;
}

/** A folder, and the Markdown files that stand directly in it, by name; its text lists them. */
export interface SourceFolder extends Source {
  readonly files: readonly Source[];
}

/** The files that a workflow is made of. */
export interface Sources {
  /** A workflow by its path, or by name in the places where workflows are kept. */
  readonly workflow: (name: string) => TE.TaskEither<SourceError, Source>;
  /** A workflow that the one at `from` calls: a path beside it, else a name as above. */
  readonly called: (from: string, name: string) => TE.TaskEither<SourceError, Source>;
  /** A file that the workflow at `from` names, relative to it. */
  readonly beside: (from: string, path: string) => TE.TaskEither<FileError, Source>;
  /** A folder that it names, relative to it. */
  readonly folder: (from: string, path: string) => TE.TaskEither<FileError, SourceFolder>;
}
