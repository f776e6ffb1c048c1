import * as E from 'fp-ts/lib/Either.js';
import { branchRef, RUN_BRANCHES } from '../../events/branch.js';
import type { RepositoryError } from '../../ports/repositoryError.js';
import type { Base, Repository } from '../../ports/workspace.js';
import { type Git, gitAt, WorkspaceFailure } from './git.js';
import { lookAtGit } from './gitVersion.js';

/** Who commits are by where git knows nobody. */
const NOBODY = { name: 'refold', email: 'refold@localhost' };

/** Asks git where a run of this repository would begin. */
export const baseOf = async (
  repository: Repository,
  environment: NodeJS.ProcessEnv,
): Promise<E.Either<RepositoryError, Base>> => {
  const unfit = await unfitGit(environment);
  if (unfit) return E.left(unfit);
  const git = gitAt(repository.root, environment);
  try {
    const commit = await git.resolve('HEAD^{commit}');
    if (commit === undefined) return E.left({ _tag: 'UnbornHead', root: repository.root });
    if ((await git.resolve(branchRef(RUN_BRANCHES))) !== undefined)
      return E.left({ _tag: 'BranchInTheWay', branch: RUN_BRANCHES });
    return E.right({
      commit,
      tree: await git.text(['rev-parse', `${commit}^{tree}`]),
      branch: (await git.text(['symbolic-ref', '-q', '--short', 'HEAD'], { answers: [1] })) || undefined,
      dirty: await isDirty(git),
      ident: await identOf(git),
      origin: withoutPassword(await setting(git, 'remote.origin.url')),
    });
  } catch (error) {
    if (!(error instanceof WorkspaceFailure)) throw error;
    const detail = 'detail' in error.failure ? error.failure.detail : error.failure._tag;
    return E.left({ _tag: 'GitRefused', root: repository.root, detail });
  }
};

const unfitGit = async (environment: NodeJS.ProcessEnv): Promise<RepositoryError | undefined> => {
  const { version, least, fit } = await lookAtGit(environment);
  if (version === undefined) return { _tag: 'GitMissing' };
  return fit ? undefined : { _tag: 'GitTooOld', version, least };
};

const isDirty = async (git: Git): Promise<boolean> => {
  if ((await git.text(['rev-parse', '--is-bare-repository'])) === 'true') return false;
  return (await git.text(['status', '--porcelain'])) !== '';
};

/** Who the user is to git, else refold itself. */
export const identOf = async (git: Git): Promise<Base['ident']> => {
  const [name, email] = [await setting(git, 'user.name'), await setting(git, 'user.email')];
  return name && email ? { name: plain(name), email: plain(email) } : NOBODY;
};

/** Git takes no newline and no angle brackets in a name. */
const plain = (text: string): string => text.replace(/[\n<>]/g, '');

const setting = async (git: Git, name: string): Promise<string | undefined> =>
  (await git.text(['config', '--get', name], { answers: [1] })) || undefined;

const withoutPassword = (url: string | undefined): string | undefined =>
  url?.replace(/^(\w+:\/\/)[^/@]*@/, '$1');
