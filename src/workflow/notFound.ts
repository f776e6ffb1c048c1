import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Source, SourceError, Sources } from '../ports/sources.js';
import { nearest } from './nearest.js';
import { workflowTitle } from './scope.js';

/** Why there is no workflow to begin with. */
export type NamedError =
  | Exclude<SourceError, { readonly _tag: 'WorkflowUnknown' }>
  | { readonly _tag: 'WorkflowNotFound'; readonly message: string };

/** A workflow by its path or name; of one that is not there it is said what may have been meant. */
export const workflowNamed = (sources: Sources, name: string): TE.TaskEither<NamedError, Source> =>
  pipe(
    sources.workflow(name),
    TE.mapLeft((error) =>
      error._tag === 'WorkflowUnknown' ? { _tag: 'WorkflowNotFound', message: notFound(name, error) } : error,
    ),
  );

/** What was looked for, where it is no file. */
type Wanted = 'workflow' | 'validator' | 'folder';

/** What is said of a file that cannot be had, or of a workflow, by the name that it was asked for. */
export const notFound = (name: string, error: SourceError, as?: Wanted): string => {
  switch (error._tag) {
    case 'SourceMissing':
      return `there is no ${as === 'folder' ? 'folder' : 'file'} ${name}; looked for ${error.looked.join(', ')}`;
    case 'WorkflowUnknown':
      return `there is no ${as ?? 'workflow'} ${name}; looked in ${error.looked.join(', ')}; ${instead(name, error.known, as)}`;
    case 'SourceUnreadable':
      return `${as === 'folder' ? error.path : name} cannot be read: ${error.detail}`;
    case 'SourceRefused':
      return `${name}: ${error.detail}`;
  }
};

const instead = (name: string, known: readonly string[], as: Wanted | undefined): string => {
  const fitting = known.filter((one) => as !== 'validator' || VALIDATOR.test(one));
  const near = nearestWorkflow(name, fitting) ?? nearestWorkflow(name, known);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  return fitting.length === 0 ? `there are no ${as ?? 'workflow'}s` : `known are ${fitting.join(', ')}`;
};

const VALIDATOR = /(^|\/)validators\//;

/** The workflow that was most likely meant: by its whole name, or by the last part of it. */
export const nearestWorkflow = (name: string, known: readonly string[]): string | undefined => {
  const title = nearest(workflowTitle(name), known.map(workflowTitle));
  return nearest(name, known) ?? known.find((one) => workflowTitle(one) === title);
};
