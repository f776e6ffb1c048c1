import * as TE from 'fp-ts/lib/TaskEither.js';
import { asJson, type Outcome } from '../command.js';
import { workflowsIn } from '../compose/sources.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import { repositoryRoot } from '../workflow/loadWorkflow.js';

/** `refold workflows list`: every workflow that can be named here, and the file that the name means. */
export const workflowsList = (context: Context): Outcome => {
  const found = workflowsIn(context, repositoryRoot(context));
  const width = Math.max(0, ...found.map(({ name }) => name.length));
  if (context.json) context.print(asJson(found));
  else for (const { name, path } of found) context.print(`${name.padEnd(width)}  ${path}`);
  return TE.right(EXIT.done);
};
