import type { RunState } from '../../projections/runState/state.js';
import type { DriftAnswer } from '../command.js';
import { beforeRef, workRef } from '../refs.js';
import { contentOf } from './onInspection.js';
import { emit, type Part } from './rejection.js';
import { named } from './where.js';

type Facts = NonNullable<RunState['run']>;

/** How many bytes of paths a line takes; the commit that keeps what was found has them all. */
const NAMED_BYTES = 64 * 1024;

/**
 * What somebody said of files that were not as recorded: what was found is kept first, as work in progress where it stays,
 * else by the reset that takes it back. `seq` is that of the event before.
 */
export const resolveDrift = (
  state: RunState,
  run: Facts,
  answers: readonly DriftAnswer[],
  seq: number,
): readonly Part[] => {
  const parts: Part[] = [];
  for (const answer of answers) {
    const worktree = state.worktrees.get(answer.unit);
    if (!worktree) continue;
    const keeping = keepFound(run, worktree, answer, seq + parts.length + 1);
    parts.push(keeping.intent, emit('DriftResolved', { ...resolved(answer), snapshot: keeping.ref }));
  }
  return parts;
};

const keepFound = (
  { run, ident, ...facts }: Facts,
  { head, branch }: { readonly head: DriftAnswer['head']; readonly branch: string },
  { unit, choice, found }: DriftAnswer,
  seq: number,
): { readonly ref: string; readonly intent: Part } => {
  if (choice === 'redo') {
    const ref = beforeRef(run, seq);
    const to = { to: head.commit, tree: head.tree };
    return {
      ref,
      intent: emit('ResetIntended', { ...named(unit), branch, ...to, keeps: ref, why: 'drift', ident }),
    };
  }
  const ref = workRef(run, seq);
  const intent = emit('CommitIntended', {
    ...contentOf({ run, ident, ...facts }, found),
    ...named(unit),
    kind: 'work',
    ref,
    parent: found.tip ?? head.commit,
    message: 'what was found changed before the run went on',
  });
  return { ref, intent };
};

const resolved = ({ unit, choice, verdict, files }: DriftAnswer) => {
  let bytes = 0;
  const isNamed = ({ path }: DriftAnswer['files'][number]): boolean => {
    // A character takes up to six bytes in JSON.
    bytes += 6 * path.length;
    return bytes <= NAMED_BYTES;
  };
  return { ...named(unit), choice, verdict, count: files.length, files: files.filter(isNamed) };
};
