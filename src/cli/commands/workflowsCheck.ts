import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { counted } from '../../inspector/text/counted.js';
import { harmless } from '../../inspector/text/paint.js';
import type { Problem } from '../../workflow/problem.js';
import { asJson, type Outcome } from '../command.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import { checkWorkflow, repositoryRoot, type WorkflowOptions } from '../workflow/loadWorkflow.js';

/** `refold workflows check`: every problem of a workflow at once, each with its file and place. */
export const workflowsCheck = (context: Context, name: string, options: WorkflowOptions): Outcome => {
  const report = (path: string, problems: readonly Problem[], warnings: readonly Problem[]): number => {
    if (context.json) context.print(asJson({ path, problems, warnings }));
    for (const line of context.json ? [] : linesOf(path, problems, warnings)) context.print(line);
    return problems.length === 0 ? EXIT.done : EXIT.failed;
  };
  return pipe(
    checkWorkflow(context, repositoryRoot(context), name, options),
    TE.map(({ workflow: { source, warnings } }) => report(source.path, [], warnings)),
    TE.orElse((error) =>
      error._tag === 'WorkflowInvalid'
        ? TE.right(report(error.path, error.problems, error.warnings))
        : TE.left(error),
    ),
  );
};

const linesOf = (
  path: string,
  problems: readonly Problem[],
  warnings: readonly Problem[],
): readonly string[] => {
  const line = (kind: string, { file, line: row, column, message }: Problem): string =>
    `${file}:${row}:${column}: ${kind}: ${harmless(message)}`;
  const count = counted(problems.length, 'problem');
  return [
    ...problems.map((problem) => line('error', problem)),
    ...warnings.map((warning) => line('warning', warning)),
    problems.length === 0 ? `${path} holds together` : count,
  ];
};
