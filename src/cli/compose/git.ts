import type * as E from 'fp-ts/lib/Either.js';
import { createComparing } from '../../adapters/workspace/comparing.js';
import { createLeftovers } from '../../adapters/workspace/leftovers.js';
import { locate } from '../../adapters/workspace/repository.js';
import { createRepositories, createWorkspace } from '../../adapters/workspace/workspace.js';
import type { DataOf } from '../../events/catalogue.js';
import type { SetupNode } from '../../events/tree.js';
import type { Comparing } from '../../ports/comparing.js';
import type { Leftovers } from '../../ports/leftovers.js';
import type { RepositoryError } from '../../ports/repositoryError.js';
import type { Repositories, Repository, Workspace } from '../../ports/workspace.js';
import type { Context } from '../context.js';

type Environment = Pick<Context, 'env'>;

/** The repository that a directory belongs to; needs no git. */
export const repositoryAt = (directory: string): E.Either<RepositoryError, Repository> => locate(directory);

/** The repositories of this machine. */
export const repositoriesOf = ({ env }: Environment): Repositories => createRepositories(env);

/** The worktrees of a repository, for someone who only looks. */
export const workspaceIn = ({ env }: Environment, gitDir: string): Workspace => createWorkspace(gitDir, env);

/** What runs leave behind in a repository. */
export const leftoversIn = ({ env }: Environment, gitDir: string): Leftovers => createLeftovers(gitDir, env);

/** What becomes of the files of a run's worktrees. */
export const comparingOf = (
  { env }: Environment,
  { setup }: Pick<DataOf<'RunCreated'>, 'setup'>,
): Comparing => createComparing(env, setup ? givenBy(setup) : []);

/** The paths that a setup puts into a worktree: a link itself, a copy with all that is in it. */
export const givenBy = ({ link, copy }: SetupNode): readonly string[] => [
  ...link,
  ...copy.flatMap((pattern) => [pattern, `${pattern}/**`]),
];
