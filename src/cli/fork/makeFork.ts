import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { decide } from '../../engine/decide.js';
import { inheritedRef } from '../../engine/refs.js';
import type { RunId } from '../../events/ids.js';
import { some } from '../../events/some.js';
import { counted } from '../../inspector/text/counted.js';
import { headsOf } from '../../projections/worktrees.js';
import { newRunId } from '../begin/newRunId.js';
import { repositoriesOf } from '../compose/git.js';
import type { Reading } from '../compose/reading.js';
import { systemClock } from '../compose/working.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import type { FoundRun } from '../find/findRun.js';
import { warnOfTail } from '../find/openRun.js';
import { VERSION } from '../version.js';
import type { ForkSource } from './forkSource.js';

/**
 * Makes a run of its own out of another's past: first its commits are kept, then it appears, whole. The other is only
 * read, whoever is at work on it.
 */
export const makeFork = (
  context: Context,
  { store }: Reading,
  source: ForkSource,
): TE.TaskEither<CliError, FoundRun> => {
  const { run: parent, position, named, state, facts, becoming, moved } = source;
  const id = newRunId();
  const at = systemClock.now();
  const ref = { repository: parent.ref.repository, run: id };
  return pipe(
    keepCommits(context, source, id, at),
    TE.bindTo('lost'),
    TE.bindW('forked', () =>
      store.fork(ref, {
        parent: parent.ref,
        upTo: position,
        payloads: [...named.payloads.values()],
        at,
        begin: ({ number, place }) =>
          decide(
            {
              type: 'ForkRun',
              facts: becoming({ run: id, number, folder: place, refold: VERSION }),
              ...(moved ? { moved } : {}),
            },
            state,
          ),
      }),
    ),
    TE.map(({ lost, forked: { number, missing } }) => {
      warnOfTail(context, parent, source.scan.tail);
      context.tell(`run #${number} ${id}  forked from ${facts.run} at seq ${position.seq}`);
      if (lost.length > 0)
        context.tell(
          `note: the repository no longer holds commit ${some(lost, 1)}, which nothing goes on from`,
        );
      if (missing.length > 0)
        context.tell(
          `warning: ${counted(missing.length, 'payload')} that its events name ${missing.length === 1 ? 'is' : 'are'} gone; \`refold verify\``,
        );
      return { entry: { ...ref, number, empty: false }, named: true };
    }),
  );
};

/** Keeps everything in git that the events name, so that the fork lives on without its parent. */
const keepCommits = (
  context: Context,
  { named, state, facts }: ForkSource,
  id: RunId,
  at: string,
): TE.TaskEither<CliError, readonly string[]> => {
  const heads = headsOf(state);
  const needed = heads.map(({ commit }) => commit);
  return repositoriesOf(context).inherit({
    gitDir: facts.repository.gitDir,
    ref: inheritedRef(id),
    commits: [...new Set([...needed, ...named.objects])],
    needed,
    tree: heads[0]?.tree ?? facts.base.tree,
    ident: facts.ident,
    at,
    message: `taken over from ${facts.run}\n\nRefold-Run: ${id}\n`,
  });
};
