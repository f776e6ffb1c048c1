import type { StepPath } from '../../events/ids.js';
import type { RunState } from '../../projections/runState/state.js';
import type { CommandOf } from '../command.js';
import { type Decision, drafts, emit, reject } from './decision.js';
import { type Where, whereOf } from './where.js';

/** Decisions on how the units of a parallel step come together. */
export const onMerge = {
  MergeNothing: (state: RunState, { path }: CommandOf<'MergeNothing'>): Decision => {
    const units = unitsAt(state, path);
    return units ? merged(state, path, units.onto) : reject(`${path} is not to be merged`);
  },

  ReportMerge: (state: RunState, { path, onto, result }: CommandOf<'ReportMerge'>): Decision => {
    const units = unitsAt(state, path);
    if (!state.run || !units) return reject(`${path} is not to be merged`);
    const { worktree, named } = units.onto;
    // The branch went on while it was looked at: what was seen says nothing any more, and is looked for again.
    if (onto.commit !== worktree.head.commit) return drafts(state, undefined);
    const cause = state.steps.get(path)?.last;
    if ('with' in result) return drafts(state, cause, emit('UnitConflicted', { path, ...result }));
    if (result.tree === worktree.head.tree) return merged(state, path, units.onto);
    const merge = {
      ...named,
      kind: 'merge',
      path,
      ref: worktree.branch,
      parent: onto.commit,
      replaces: onto.commit,
      merges: units.unit.worktree.head.commit,
      tree: result.tree,
      ident: state.run.ident,
      files: result.files,
      message: `${path}: merged`,
    };
    return drafts(state, cause, emit('CommitIntended', merge));
  },
};

/** A unit whose work is there already is merged without a commit. */
const merged = (state: RunState, path: StepPath, { worktree: { head } }: Where): Decision =>
  drafts(
    state,
    state.steps.get(path)?.last,
    emit('UnitMerged', { path, onto: head.commit, tree: head.tree, commit: head.commit }),
  );

/** Where a unit that has passed worked, and where it is to be merged. */
const unitsAt = (
  state: RunState,
  path: StepPath,
): { readonly unit: Where; readonly onto: Where } | undefined => {
  const step = state.steps.get(path);
  const unit = whereOf(state, path);
  const onto = whereOf(state, state.index.steps.get(path)?.parent ?? '');
  if (step?.state !== 'passed' || step.merged || step.conflict || !unit || !onto) return undefined;
  return { unit, onto };
};
