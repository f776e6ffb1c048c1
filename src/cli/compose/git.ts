import type * as E from 'fp-ts/lib/Either.js';
import { createLeftovers } from '../../adapters/workspace/leftovers.js';
import { locate } from '../../adapters/workspace/repository.js';
import { createRepositories, createWorkspace } from '../../adapters/workspace/workspace.js';
import type { Leftovers } from '../../ports/leftovers.js';
import type { Repositories, Repository, RepositoryError, Workspace } from '../../ports/workspace.js';
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
