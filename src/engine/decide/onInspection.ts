import type { DataOf } from '../../events/catalogue.js';
import type { RunState } from '../../projections/runState/state.js';
import type { CommandOf } from '../command.js';
import { foundRef, runBranch, workRef } from '../refs.js';
import { type Decision, drafts, emit, reject } from './rejection.js';

type Report = CommandOf<'ReportInspection'>;
type Found = Report['found'];
type Facts = NonNullable<RunState['run']>;

/** What follows from what lies in the worktree: HEAD is put back first, then the work is committed where it belongs. */
export const onInspection = (state: RunState, report: Report): Decision => {
  const { run } = state;
  if (!run) return reject('there is no run');
  // The branch went on while it was looked at: what was seen says nothing any more, and is looked for again.
  if (report.head.commit !== state.head.commit) return drafts(state, undefined);
  if (!report.found.head.attached || !report.found.descends) return putBack(state, run, report);
  if (report.purpose === 'work') return keepWork(state, run, report.found);
  return report.purpose === 'checkpoint' ? checkpoint(state, run, report) : placeholder(state, run, report);
};

/** The agent left HEAD or the branch elsewhere: what is found is kept, then both go where refold left them. */
export const putBack = (
  state: RunState,
  run: Facts,
  { path, found }: { readonly path?: string; readonly found: Found },
): Decision => {
  const to = found.descends && found.tip !== undefined ? found.tip : state.head.commit;
  const data: DataOf<'ReattachIntended'> = {
    branch: runBranch(run.run),
    to,
    keeps: foundRef(run.run, state.seq + 1),
    ...(path === undefined ? {} : { path }),
    ...(found.head.commit === undefined ? {} : { head: found.head.commit }),
    ...(found.tip === undefined ? {} : { tip: found.tip }),
    ...(found.head.on === undefined ? {} : { on: found.head.on }),
  };
  return drafts(state, causeIn(state, path), emit('ReattachIntended', data));
};

/** Commits the work of an agent as it was looked at right behind it. */
export const commitWork = (state: RunState, { path }: CommandOf<'CommitWork'>): Decision => {
  const work = state.steps.get(path)?.attempt?.work;
  if (!state.run || !work) return reject(`${path} has no work that was looked at`);
  return checkpoint(state, state.run, {
    path,
    found: { tip: work.head, tree: work.tree, files: work.files },
  });
};

const checkpoint = (
  state: RunState,
  run: Facts,
  { path, found }: { readonly path?: string; readonly found: Pick<Found, 'tip' | 'tree' | 'files'> },
): Decision => {
  const step = path === undefined ? undefined : state.steps.get(path);
  if (!path || !step?.attempt || step.state !== 'running') return reject(`${path} does not run`);
  const parent = found.tip ?? state.head.commit;
  if (found.tree === state.head.tree && parent === state.head.commit) {
    const passed = { path, attempt: step.attempt.attempt, head: parent };
    return drafts(state, step.last, emit('StepPassed', passed));
  }
  const commit = {
    ...base(run, found),
    kind: 'checkpoint',
    ref: runBranch(run.run),
    parent,
    replaces: parent,
  };
  return drafts(state, step.last, emit('CommitIntended', { ...commit, path, message: `${path}: done` }));
};

const placeholder = (state: RunState, run: Facts, { path, found }: Report): Decision => {
  const step = path === undefined ? undefined : state.steps.get(path);
  const failed = step?.attempt?.failed;
  if (!path || !step?.attempt || !failed || step.state !== 'running') return reject(`${path} has not failed`);
  const { reason } = failed;
  const tip = found.tip ?? state.head.commit;
  if (found.tree === step.base.tree && tip === step.base.commit) {
    return drafts(state, step.last, emit('StepFailed', { path, attempt: step.attempt.attempt, reason }));
  }
  const data: DataOf<'CommitIntended'> = {
    ...base(run, found),
    kind: 'placeholder',
    path,
    ref: runBranch(run.run),
    parent: step.base.commit,
    replaces: tip,
    ...(tip === step.base.commit ? {} : { keeps: foundRef(run.run, state.seq + 1) }),
    reason,
    message: `${path}: FAILED (${reason})`,
  };
  return drafts(state, step.last, emit('CommitIntended', data));
};

const keepWork = (state: RunState, run: Facts, found: Found): Decision => {
  const { stopping } = state;
  if (!stopping) return reject('no stop was asked for');
  const parent = found.tip ?? state.head.commit;
  if (found.tree === state.head.tree)
    return drafts(state, stopping.seq, emit('RunStopped', stopOf(stopping)));
  const ref = workRef(run.run, state.seq + 1);
  const message = `work in progress at a stop (${stopping.reason})`;
  return drafts(
    state,
    stopping.seq,
    emit('CommitIntended', { ...base(run, found), kind: 'work', ref, parent, message }),
  );
};

const base = (run: Facts, found: Pick<Found, 'tree' | 'files'>) => ({
  tree: found.tree,
  ident: run.ident,
  files: found.files,
});

const causeIn = (state: RunState, path: string | undefined): number =>
  (path === undefined ? undefined : state.steps.get(path)?.last) ?? state.stopping?.seq ?? state.last;

/** The stop that was asked for, as the event that ends the life. */
export const stopOf = ({
  reason,
  detail,
  signal,
}: NonNullable<RunState['stopping']>): DataOf<'RunStopped'> => {
  const words = detail ?? signal;
  return { reason, ...(words === undefined ? {} : { detail: words }) };
};
