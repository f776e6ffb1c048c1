import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { Failure } from '../../ports/failure.js';
import type { Ident } from '../../ports/workspace.js';
import { gitEnvironment } from '../processes/environment.js';
import { execute } from '../processes/execute.js';
import { complainedOf, isLoss, isRefusal } from './loss.js';

/** A failure on its way out of the code that talks to git. */
export class WorkspaceFailure extends Error {
  constructor(readonly failure: Failure) {
    super(failure._tag);
  }
}

/** Ends what is being done with this failure. */
export const fail = (failure: Failure): never => {
  throw new WorkspaceFailure(failure);
};

/** Git's own words against what it was asked to do; any other error goes on its way. */
export const wordsAgainst = (error: unknown): string => {
  if (!(error instanceof WorkspaceFailure)) throw error;
  if (error.failure._tag !== 'Failed') throw error;
  return error.failure.detail;
};

/** Runs an operation of the workspace as a port promises it. */
export const asTask =
  <A>(doing: string, work: () => Promise<A>): TE.TaskEither<Failure, A> =>
  async () => {
    try {
      return { _tag: 'Right', right: await work() };
    } catch (error) {
      return { _tag: 'Left', left: failureOf(doing, error) };
    }
  };

const failureOf = (doing: string, error: unknown): Failure => {
  if (error instanceof WorkspaceFailure) return error.failure;
  const detail = error instanceof Error ? error.message : String(error);
  return isNoSpace(detail) ? { _tag: 'DiskFull', doing, path: '' } : { _tag: 'Failed', doing, detail };
};

const isNoSpace = (text: string): boolean =>
  /ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/.test(text);

/**
 * What every git that refold runs is told: no hooks, no signing, no housekeeping, no questions. Objects are synced by
 * refold itself before an event names them; refs by git, where it knows how. What it says of submodules, and does to them, is
 * no setting of the user's either.
 */
const ALWAYS = [
  'core.hooksPath=/dev/null',
  'commit.gpgSign=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'core.fsmonitor=false',
  'core.quotePath=false',
  'core.safecrlf=false',
  'core.fsync=reference',
  'advice.detachedHead=false',
  'submodule.recurse=false',
  'status.showStash=false',
  'status.showUntrackedFiles=normal',
].flatMap((setting) => ['-c', setting]);

export interface GitOptions {
  readonly input?: string | Uint8Array;
  /** An index of its own, so that the worktree's stays as it is. */
  readonly index?: string;
  /** Who git is to take its user for; else that is for its settings to say. */
  readonly by?: Ident;
  /** Exit codes besides 0 that are answers. */
  readonly answers?: readonly number[];
}

/** How git answered, with what it said besides. */
export interface Answered {
  readonly exit: number;
  readonly out: Buffer;
  readonly err: string;
}

/** Git in one place: a worktree, or a git directory. */
export interface Git {
  /** Runs git and hands over its output; any exit code that is no answer is a failure in git's own words. */
  readonly run: (args: readonly string[], options?: GitOptions) => Promise<Answered>;
  /** The same, as text without the last newline. */
  readonly text: (args: readonly string[], options?: GitOptions) => Promise<string>;
  /** The object that a name stands for; undefined if there is none. */
  readonly resolve: (name: string) => Promise<string | undefined>;
  /** Git in the repository that lies at a path from here: in that one alone, also where git would look further up. */
  readonly inside: (path: string) => Git;
}

/** The exit code of a git that does not know an option. */
export const UNKNOWN_OPTION = 129;

/** By this a living git is known to be refold's own. */
export const MARK = 'REFOLD_GIT';

/** Why git did not start; the system says the same where the place is gone that it is to work in. */
const notStarted = (
  { code, detail }: { readonly code: string; readonly detail: string },
  doing: string,
  cwd: string,
): Failure =>
  code === 'ENOENT' && existsSync(cwd) ? { _tag: 'GitMissing' } : { _tag: 'Failed', doing, detail };

/** Has git take the repository of the folder that it is in, and no other. */
const HERE_ALONE = ['--git-dir=.git', '--work-tree=.'];

export const gitAt = (cwd: string, environment: NodeJS.ProcessEnv, alone: readonly string[] = []): Git => {
  const base = {
    ...gitEnvironment(environment),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    [MARK]: '1',
  };

  const start = (args: readonly string[], { input, index, by }: GitOptions = {}) =>
    execute(['git', ...alone, ...ALWAYS, ...args], {
      cwd,
      env: {
        ...base,
        ...(index === undefined ? {} : { GIT_INDEX_FILE: index }),
        ...(by === undefined ? {} : { GIT_COMMITTER_NAME: by.name, GIT_COMMITTER_EMAIL: by.email }),
      },
      ...(input === undefined ? {} : { input }),
    });

  /** Whether git gave up for something that its repository has lost: its words are many, so that the repository is asked. */
  const hasLost = async (words: string, args: readonly string[]): Promise<boolean> => {
    if (isRefusal(words)) return false;
    if (isLoss(words)) return true;
    const objects = complainedOf(words, args);
    if (objects.length === 0) return false;
    const looked = await start(['cat-file', '--batch-check'], { input: `${objects.join('\n')}\n` });
    return !('code' in looked) && looked.exit === 0 && / missing$/m.test(looked.out.toString('utf8'));
  };

  const run: Git['run'] = async (args, options = {}) => {
    const done = await start(args, options);
    const doing = `git ${args.find((arg) => !arg.startsWith('-')) ?? ''}`;
    if ('code' in done) return fail(notStarted(done, doing, cwd));
    if (done.exit === 0 || options.answers?.includes(done.exit)) return done;
    const detail = done.err.trim() || `exit ${done.exit}`;
    if (isNoSpace(detail)) return fail({ _tag: 'DiskFull', doing, path: cwd });
    return fail(
      (await hasLost(detail, args))
        ? { _tag: 'Damaged', detail: `${doing}: ${detail}` }
        : { _tag: 'Failed', doing, detail },
    );
  };

  const text: Git['text'] = async (args, options) =>
    (await run(args, options)).out.toString('utf8').replace(/\n$/, '');

  return {
    run,
    text,
    resolve: async (name) =>
      (await text(['rev-parse', '-q', '--verify', name], { answers: [1] })) || undefined,
    inside: (path) => gitAt(join(cwd, path), environment, HERE_ALONE),
  };
};
