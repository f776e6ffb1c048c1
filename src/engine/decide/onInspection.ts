import type { DataOf } from '../../events/catalogue.js';
import type { Seq, StepPath } from '../../events/ids.js';
import { type UnderWay, unfinishedAt } from '../../events/operation.js';
import type { TaskNode } from '../../events/tree.js';
import type { Facts, RunState } from '../../projections/runState/state.js';
import { childrenOf, taskAround } from '../../projections/stepIndex.js';
import type { CommandOf, Looked } from '../command.js';
import { foundRef } from '../refs.js';
import { type Decision, drafts, emit, type Part, reject } from './decision.js';
import { type Where, whereOf } from './where.js';

type Report = CommandOf<'ReportInspection'>;
type Found = Looked['found'];

/** What follows from what lies in the worktree: HEAD is put back first, then the work is committed where it belongs. */
export const onInspection = (state: RunState, report: Report): Decision => {
  const { run } = state;
  const where = whereOf(state, report.path);
  if (!run || !where) return reject(`${report.path} has no worktree`);
  // The branch went on while it was looked at: what was seen says nothing any more, and is looked for again.
  if (report.head.commit !== where.worktree.head.commit) return drafts(state, undefined);
  if (!report.found.head.attached || !report.found.descends) {
    const cause = state.steps.get(report.path)?.last ?? state.last;
    return drafts(state, cause, putBack(state, run, where, report));
  }
  if (report.purpose === 'beginning') return seen(state, where, report);
  return report.purpose === 'checkpoint'
    ? checkpoint(state, run, where, report)
    : placeholder(state, run, where, report);
};

/** What lies there when a step begins that must leave it so. */
const seen = (state: RunState, { worktree }: Where, { path, found }: Report): Decision => {
  const step = state.steps.get(path);
  if (step?.state !== 'running' || step.attempt) return reject(`${path} has begun`);
  const head = found.tip ?? worktree.head.commit;
  return drafts(state, step.last, emit('TreeSeen', { path, head, tree: found.tree }));
};

/** The agent left HEAD or the branch elsewhere: what is found is kept, then both go where refold left them. */
export const putBack = (
  state: RunState,
  run: Facts,
  { worktree, named }: Where,
  { path, found }: { readonly path?: string; readonly found: Found },
  seq = state.seq + 1,
): Part => {
  const to = found.descends && found.tip !== undefined ? found.tip : worktree.head.commit;
  return emit('ReattachIntended', {
    ...named,
    branch: worktree.branch,
    to,
    keeps: foundRef(run.run, seq),
    ...endedBy(run, seq, found),
    ...(path === undefined ? {} : { path }),
    ...(found.head.commit === undefined ? {} : { head: found.head.commit }),
    ...(found.tip === undefined ? {} : { tip: found.tip }),
    ...(found.head.on === undefined ? {} : { on: found.head.on }),
  });
};

/** What git is in the middle of, as the event `seq` ends it. */
const endedBy = ({ run }: Facts, seq: Seq, { underWay }: { readonly underWay?: UnderWay }) =>
  underWay === undefined ? {} : { unfinished: unfinishedAt(underWay, foundRef(run, seq)) };

/** Commits the work of an agent as it was looked at right behind it. */
export const commitWork = (state: RunState, { path }: CommandOf<'CommitWork'>): Decision => {
  const work = state.steps.get(path)?.attempt?.work;
  const where = whereOf(state, path);
  if (!state.run || !work || !where) return reject(`${path} has no work that was looked at`);
  const { underWay } = work;
  const found = { tip: work.head, tree: work.tree, files: work.files, ...(underWay ? { underWay } : {}) };
  return checkpoint(state, state.run, where, { path, found });
};

const checkpoint = (
  state: RunState,
  run: Facts,
  { worktree, named }: Where,
  {
    path,
    found,
  }: { readonly path: string; readonly found: Pick<Found, 'tip' | 'tree' | 'files' | 'underWay'> },
): Decision => {
  const step = state.steps.get(path);
  if (!step?.attempt || step.state !== 'running') return reject(`${path} does not run`);
  const { head, branch } = worktree;
  const parent = found.tip ?? head.commit;
  if (found.tree === head.tree && parent === head.commit) {
    const passed = { path, attempt: step.attempt.attempt, head: parent };
    return drafts(state, step.last, emit('StepPassed', passed));
  }
  const commit = {
    ...contentOf(run, found),
    ...named,
    ...endedBy(run, state.seq + 1, found),
    kind: 'checkpoint',
    ref: branch,
    parent,
    replaces: parent,
  };
  return drafts(
    state,
    step.last,
    emit('CommitIntended', { ...commit, path, message: subjectOf(state, path) }),
  );
};

const placeholder = (
  state: RunState,
  run: Facts,
  { worktree, named }: Where,
  { path, found }: Report,
): Decision => {
  const step = state.steps.get(path);
  const failed = step?.attempt?.failed;
  if (!step?.attempt || !failed || step.state !== 'running') return reject(`${path} has not failed`);
  const { reason } = failed;
  const tip = found.tip ?? worktree.head.commit;
  if (found.tree === step.base.tree && tip === step.base.commit) {
    return drafts(state, step.last, emit('StepFailed', { path, attempt: step.attempt.attempt, reason }));
  }
  const data: DataOf<'CommitIntended'> = {
    ...contentOf(run, found),
    ...named,
    ...endedBy(run, state.seq + 1, found),
    kind: 'placeholder',
    path,
    ref: worktree.branch,
    parent: step.base.commit,
    replaces: tip,
    ...(tip === step.base.commit ? {} : { keeps: foundRef(run.run, state.seq + 1) }),
    reason,
    message: failedSubjectOf(state, path, reason),
  };
  return drafts(state, step.last, emit('CommitIntended', data));
};

/** How a commit is headed: work on a task that has an id goes by that and its title. */
const subjectOf = (state: RunState, path: StepPath): string => {
  const title = requirementOf(state, path)?.name;
  if (title === undefined) return `${path}: done`;
  const place = state.index.steps.get(path);
  const isAlone = childrenOf(state.index, place?.parent ?? '').length === 1;
  return isAlone ? title : `${title} (${place?.node.name})`;
};

const failedSubjectOf = (state: RunState, path: StepPath, reason: string): string => {
  const title = requirementOf(state, path)?.name;
  return `${path}: FAILED (${reason})${title === undefined ? '' : `: ${title}`}`;
};

const requirementOf = ({ index }: RunState, path: StepPath): TaskNode | undefined => {
  const task = taskAround(index, path)?.task;
  return task?.id === undefined ? undefined : task;
};

/** What a commit of what was found holds, and who it is by. */
export const contentOf = (run: Facts, { tree, files }: Pick<Found, 'tree' | 'files'>) => ({
  tree,
  ident: run.ident,
  files,
});
