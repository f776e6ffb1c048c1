import type { Facts, RunState } from '../../projections/runState/state.js';
import type { CommandOf } from '../command.js';
import { workRef } from '../refs.js';
import { type Decision, drafts, emit, type Part, reject } from './decision.js';
import { contentOf, putBack } from './onInspection.js';
import { stopOf } from './stop.js';
import { named } from './where.js';

type Stopping = NonNullable<RunState['stopping']>;
type Left = CommandOf<'ReportSalvage'>['left'][number];

/**
 * What a stop would cut off is kept, in every worktree that can be looked at; where there is nothing more to keep, the
 * run stops, with the word of what could not be looked at.
 */
export const onSalvage = (state: RunState, { left, failure }: CommandOf<'ReportSalvage'>): Decision => {
  const { run, stopping } = state;
  if (!run || !stopping) return reject('no stop was asked for');
  // A branch went on while it was looked at: what was seen says nothing any more, and is looked for again.
  if (left.some(({ unit, head }) => state.worktrees.get(unit)?.head.commit !== head.commit))
    return drafts(state, undefined);
  const parts: Part[] = [];
  for (const one of left) {
    const part = keep(state, { run, stopping, seq: state.seq + parts.length + 1 }, one);
    if (part) parts.push(part);
  }
  if (parts.length > 0) return drafts(state, stopping.seq, ...parts);
  return drafts(state, stopping.seq, emit('RunStopped', failure ?? stopOf(stopping)));
};

const keep = (
  state: RunState,
  { run, stopping, seq }: { readonly run: Facts; readonly stopping: Stopping; readonly seq: number },
  { unit, found }: Left,
): Part | undefined => {
  const worktree = state.worktrees.get(unit);
  if (!worktree) return undefined;
  if (!found.head.attached || !found.descends)
    return putBack(state, run, { worktree, named: named(unit) }, { found }, seq);
  if (found.tree === worktree.head.tree) return undefined;
  return emit('CommitIntended', {
    ...contentOf(run, found),
    ...named(unit),
    kind: 'work',
    ref: workRef(run.run, seq),
    parent: found.tip ?? worktree.head.commit,
    message: `work in progress at a stop (${stopping.reason})`,
  });
};
