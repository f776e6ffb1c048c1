import type { RunState } from '../../projections/runState/state.js';
import type { CommandOf } from '../command.js';
import { runBranch } from '../refs.js';
import { type Decision, drafts, emit, openIntent, reject, stepGoesOn } from './rejection.js';

/** Decisions on what became of worktree, branch and commits. */
export const onWorkspace = {
  IntendWorktree: (state: RunState, _: CommandOf<'IntendWorktree'>): Decision => {
    if (!state.run || state.worktree === 'ready') return reject('there is no worktree to make');
    const { run, worktree } = state.run;
    const intent = { worktree, branch: runBranch(run), commit: state.head.commit };
    return drafts(state, state.last, emit('WorktreeIntended', intent));
  },

  ReportWorktree: (state: RunState, { intent }: CommandOf<'ReportWorktree'>): Decision => {
    if (!openIntent(state, 'WorktreeIntended', intent)) return reject(`no worktree intent ${intent} is open`);
    return drafts(
      state,
      intent,
      emit(state.worktree === 'missing' ? 'WorktreeRecreated' : 'WorktreeCreated', { intent }),
    );
  },

  IntendSetup: (state: RunState, _: CommandOf<'IntendSetup'>): Decision => {
    const setup = state.run?.setup;
    if (!setup || state.isSetUp || state.worktree !== 'ready') return reject('there is nothing to set up');
    return drafts(state, state.last, emit('SetupIntended', { setup }));
  },

  FinishSetup: (state: RunState, { type: _, ...end }: CommandOf<'FinishSetup'>): Decision =>
    openIntent(state, 'SetupIntended', end.intent)
      ? drafts(state, end.intent, emit('SetupFinished', end))
      : reject(`no setup ${end.intent} is open`),

  InterruptSetup: (state: RunState, { type: _, ...end }: CommandOf<'InterruptSetup'>): Decision =>
    openIntent(state, 'SetupIntended', end.intent)
      ? drafts(state, end.intent, emit('SetupInterrupted', end))
      : reject(`no setup ${end.intent} is open`),

  ReportReattached: (state: RunState, { intent }: CommandOf<'ReportReattached'>): Decision =>
    openIntent(state, 'ReattachIntended', intent)
      ? drafts(state, intent, emit('HeadReattached', { intent }))
      : reject(`nothing to re-attach by ${intent}`),

  ReportCommit: (state: RunState, { intent, commit }: CommandOf<'ReportCommit'>): Decision => {
    const open = openIntent(state, 'CommitIntended', intent);
    if (!open) return reject(`no commit intent ${intent} is open`);
    const { kind, path, tree, parent, ref, reason = 'failed' } = open.event.data;
    if (kind === 'work') return drafts(state, intent, emit('WorkKept', { intent, ref, commit, tree }));
    if (path === undefined) return reject(`commit intent ${intent} names no step`);
    const attempt = state.steps.get(path)?.attempt?.attempt;
    const goesOn = attempt !== undefined && stepGoesOn(state, path, intent);
    if (kind === 'placeholder') {
      const placeholder = { intent, path, commit, tree, parent, base: parent, reason };
      const failed = { path, attempt: attempt ?? 1, reason, placeholder: commit };
      const step = goesOn ? [emit('StepFailed', failed)] : [];
      return drafts(state, intent, emit('PlaceholderCommitted', placeholder), ...step);
    }
    const step = goesOn ? [emit('StepPassed', { path, attempt, head: commit })] : [];
    return drafts(state, intent, emit('CheckpointCommitted', { intent, path, commit, tree }), ...step);
  },

  ReportReset: (state: RunState, { intent, kept }: CommandOf<'ReportReset'>): Decision => {
    const open = openIntent(state, 'ResetIntended', intent);
    if (!open) return reject(`no reset ${intent} is open`);
    const { to, tree, keeps } = open.event.data;
    return drafts(
      state,
      intent,
      emit('WorktreeReset', { intent, to, tree, kept: { ref: keeps, commit: kept } }),
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
