import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { treeText } from '../../inspector/text/tree.js';
import { asJson, type Outcome } from '../command.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import { loadWorkflow, repositoryRoot, tellWarnings, tellWithoutSpec } from '../workflow/loadWorkflow.js';
import type { RunOptions } from './run.js';

/** `refold run --dry-run`: what would run, and nothing else. */
export const dryRun = (context: Context, name: string, options: RunOptions): Outcome =>
  pipe(
    loadWorkflow(context, repositoryRoot(context), name, options),
    TE.map(({ workflow, set, limits }) => {
      const tree = workflow.treeWith(new Map());
      tellWarnings(context, workflow.warnings);
      context.print(
        context.json
          ? asJson(limits.length === 0 ? tree : { ...tree, limits })
          : treeText(
              tree,
              set.map((one) => one.name),
              limits,
            ),
      );
      tellWithoutSpec(context, tree, options.spec);
      return EXIT.done;
    }),
  );
