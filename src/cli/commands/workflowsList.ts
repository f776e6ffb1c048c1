import * as TE from 'fp-ts/lib/TaskEither.js';
import { listWorkflows } from '../../adapters/sources/sources.js';
import { asJson, type Outcome } from '../command.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import { repositoryRoot } from '../loadWorkflow.js';

/** `refold workflows list`: every workflow that can be named here, and the file that the name means. */
export const workflowsList = (context: Context): Outcome => {
  const { cwd, home, workflows } = context;
  const found = listWorkflows({ cwd, home, repository: repositoryRoot(context), builtIn: workflows });
  const width = Math.max(0, ...found.map(({ name }) => name.length));
  if (context.json) context.print(asJson(found));
  else for (const { name, path } of found) context.print(`${name.padEnd(width)}  ${path}`);
  return TE.right(EXIT.done);
};
