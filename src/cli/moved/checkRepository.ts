import { existsSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { RunState } from '../../projections/runState/state.js';
import { folderOf } from '../../projections/worktrees.js';
import { repositoriesOf } from '../compose/git.js';
import { holdsRefsOf } from '../compose/reading.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';

/**
 * Refuses to work on a run whose repository is gone, or holds nothing of it: another one may stand in the place of its own. Of
 * what refold does not run, the commit that it began at tells that alone, where there was one; its checkout is looked for apart.
 */
export const checkRepository =
  (context: Context, { run, outside, ended }: RunState): TE.TaskEither<CliError, void> =>
  async () => {
    if (run && !existsSync(run.repository.gitDir))
      return E.left({ _tag: 'RepositoryGone', run: run.run, gitDir: run.repository.gitDir });
    const facts = run
      ? { run: run.run, gitDir: run.repository.gitDir, commit: run.base.commit, folder: folderOf(run) }
      : outside && {
          run: outside.run,
          gitDir: outside.repository.gitDir,
          commit: outside.commit,
          name: outside.name,
        };
    if (facts?.commit === undefined || ended || outside?.closed) return E.right(undefined);
    const { gitDir, commit } = facts;
    if (run && holdsRefsOf(gitDir, run.run) !== false) return E.right(undefined);
    const lost = await repositoriesOf(context).lost(gitDir, [commit])();
    // What cannot be told is not held against it.
    return E.isRight(lost) && lost.right.length > 0
      ? E.left({ _tag: 'RepositoryReplaced', ...facts, commit })
      : E.right(undefined);
  };
