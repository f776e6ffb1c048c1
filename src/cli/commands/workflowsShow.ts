import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { workflowNamed } from '../../workflow/notFound.js';
import { asJson, type Outcome } from '../command.js';
import { sourcesIn } from '../compose/sources.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import { repositoryRoot } from '../workflow/loadWorkflow.js';

/** `refold workflows show`: a workflow as it was written. */
export const workflowsShow = (context: Context, name: string): Outcome =>
  pipe(
    workflowNamed(sourcesIn(context, repositoryRoot(context)), name),
    TE.map((source) => {
      context.tell(source.path);
      context.print(context.json ? asJson(source) : source.text.trimEnd());
      return EXIT.done;
    }),
  );
