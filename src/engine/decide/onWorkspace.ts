import type { DataOf } from '../../events/catalogue.js';
import type { ObjectId, Seq, StepPath } from '../../events/ids.js';
import type { RunState } from '../../projections/runState/state.js';
import { folderOf, type Worktree } from '../../projections/worktrees.js';
import { slugOf } from '../../workflow/tasks.js';
import type { CommandOf } from '../command.js';
import { unitBranch } from '../refs.js';
import { attemptOf, type Decision, drafts, emit, openIntent, outcomeOf, reject } from './decision.js';
import { named, whereOf } from './where.js';

/** Decisions on what became of worktree, branch and commits. */
export const onWorkspace = {
  IntendWorktree: (state: RunState, { unit }: CommandOf<'IntendWorktree'>): Decision => {
    const known = state.worktrees.get(unit);
    const intent = known ? again(known) : worktreeFor(state, unit);
    if (!intent || known?.state === 'ready') return reject(`there is no worktree to make for ${unit}`);
    const parent = state.index.steps.get(unit)?.parent ?? '';
    const cause = state.steps.get(parent)?.last ?? state.last;
    return drafts(state, cause, emit('WorktreeIntended', { ...named(unit), ...intent }));
  },

  ReportWorktree: (state: RunState, { type: _, intent, ...lay }: CommandOf<'ReportWorktree'>): Decision => {
    const open = openIntent(state, 'WorktreeIntended', intent);
    if (!open) return reject(`no worktree intent ${intent} is open`);
    const was = state.worktrees.get(open.unit)?.state;
    return drafts(
      state,
      intent,
      emit(was === 'missing' ? 'WorktreeRecreated' : 'WorktreeCreated', { intent, ...lay }),
    );
  },

  IntendRemoval: (state: RunState, { unit }: CommandOf<'IntendRemoval'>): Decision => {
    const known = state.worktrees.get(unit);
    const step = state.steps.get(unit);
    if (known?.state !== 'ready' || !step?.merged)
      return reject(`the worktree of ${unit} is not to be removed`);
    const { path: worktree, branch, head } = known;
    return drafts(state, step.last, emit('RemovalIntended', { unit, worktree, branch, ...head }));
  },

  ReportRemoved: (state: RunState, { type: _, ...removed }: CommandOf<'ReportRemoved'>): Decision =>
    outcomeOf(state, 'RemovalIntended', 'WorktreeRemoved', removed),

  IntendSetup: (state: RunState, { unit }: CommandOf<'IntendSetup'>): Decision => {
    const setup = state.run?.setup;
    const worktree = state.worktrees.get(unit);
    if (!setup || worktree?.state !== 'ready' || worktree.isSetUp)
      return reject('there is nothing to set up');
    return drafts(state, state.last, emit('SetupIntended', { ...named(unit), setup }));
  },

  FinishSetup: (state: RunState, { type: _, ...end }: CommandOf<'FinishSetup'>): Decision =>
    outcomeOf(state, 'SetupIntended', 'SetupFinished', end),

  InterruptSetup: (state: RunState, { type: _, ...end }: CommandOf<'InterruptSetup'>): Decision =>
    outcomeOf(state, 'SetupIntended', 'SetupInterrupted', end),

  ReportReattached: (state: RunState, { intent }: CommandOf<'ReportReattached'>): Decision =>
    outcomeOf(state, 'ReattachIntended', 'HeadReattached', { intent }),

  ReportCommit: (state: RunState, { intent, commit }: CommandOf<'ReportCommit'>): Decision => {
    const open = openIntent(state, 'CommitIntended', intent);
    if (!open) return reject(`no commit intent ${intent} is open`);
    const { kind, path, tree, parent, ref, reason = 'failed' } = open.event.data;
    if (kind === 'work') return drafts(state, intent, emit('WorkKept', { intent, ref, commit, tree }));
    if (path === undefined) return reject(`commit intent ${intent} names no step`);
    if (kind === 'merge') return mergeCommitted(state, intent, { path, commit, tree, onto: parent });
    const attempt = attemptOf(state, path, intent);
    if (kind === 'placeholder') {
      const placeholder = { intent, path, commit, tree, parent, base: parent, reason };
      const parked = emit('PlaceholderCommitted', placeholder);
      if (attempt === undefined) return drafts(state, intent, parked);
      return drafts(
        state,
        intent,
        parked,
        emit('StepFailed', { path, attempt, reason, placeholder: commit }),
      );
    }
    const done = emit('CheckpointCommitted', { intent, path, commit, tree });
    if (attempt === undefined) return drafts(state, intent, done);
    return drafts(state, intent, done, emit('StepPassed', { path, attempt, head: commit }));
  },

  ReportReset: (state: RunState, { intent, kept, also, aside }: CommandOf<'ReportReset'>): Decision => {
    const open = openIntent(state, 'ResetIntended', intent);
    if (!open) return reject(`no reset ${intent} is open`);
    const { to, tree, keeps } = open.event.data;
    return drafts(
      state,
      intent,
      emit('WorktreeReset', {
        intent,
        to,
        tree,
        kept: { ref: keeps, commit: kept },
        ...(also === undefined ? {} : { also }),
        ...(aside === undefined ? {} : { aside }),
      }),
    );
  },

  ReportUnwound: (state: RunState, { intent }: CommandOf<'ReportUnwound'>): Decision => {
    const open = openIntent(state, 'UnwindIntended', intent);
    if (!open) return reject(`no unwinding ${intent} is open`);
    const { path, placeholder, to, tree } = open.event.data;
    return drafts(state, intent, emit('PlaceholderUnwound', { intent, path, placeholder, to, tree }));
  },

  ReportNotUnwound: (state: RunState, { intent, tip }: CommandOf<'ReportNotUnwound'>): Decision => {
    const open = openIntent(state, 'UnwindIntended', intent);
    if (!open) return reject(`no unwinding ${intent} is open`);
    const { path, placeholder } = open.event.data;
    const kept = { intent, path, placeholder, tip: tip.commit, tree: tip.tree };
    return drafts(state, intent, emit('PlaceholderKept', kept));
  },
};

type Intended = Pick<DataOf<'WorktreeIntended'>, 'worktree' | 'branch' | 'commit' | 'tree'>;

const again = ({ path, branch, head }: Worktree): Intended => ({
  worktree: path,
  branch,
  commit: head.commit,
});

/** Where a unit is to work: beside the run, on a branch of its own from where it began before, or the step around it stands. */
const worktreeFor = (state: RunState, unit: string): Intended | undefined => {
  const place = state.index.steps.get(unit);
  const around = place && whereOf(state, place.parent)?.worktree;
  if (!state.run || !place || !around) return undefined;
  const { run } = state.run;
  const name = `${slugOf(place.node.name)}-${state.seq + 1}`;
  const { commit, tree } = state.beginnings.get(unit) ?? around.head;
  return {
    worktree: `${folderOf(state.run)}/units/${name}`,
    branch: unitBranch(run, name),
    commit,
    tree,
  };
};

/** A merge that a replay has taken back meanwhile is a commit and nothing more. */
const mergeCommitted = (
  state: RunState,
  intent: Seq,
  {
    path,
    commit,
    tree,
    onto,
  }: { readonly path: StepPath; readonly commit: ObjectId; readonly tree: ObjectId; readonly onto: ObjectId },
): Decision => {
  const before = whereOf(state, state.index.steps.get(path)?.parent ?? '')?.worktree.head;
  const goesOn =
    state.replayed < intent && state.steps.get(path)?.state === 'passed' && before?.commit === onto;
  return drafts(
    state,
    intent,
    emit('MergeCommitted', { intent, path, commit, tree }),
    ...(goesOn ? [emit('UnitMerged', { path, onto, tree: before.tree, commit })] : []),
  );
};
