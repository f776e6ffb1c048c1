import { branchesOf } from '../../events/branch.js';
import type { RunId } from '../../events/ids.js';
import { isOfFailure } from '../../events/stop.js';
import type { Handlers } from '../projection.js';
import { folderOf } from '../worktrees.js';
import { countAnew } from './onLimit.js';
import { attemptOf } from './onStep.js';
import { forgetWork } from './onWorkspace.js';
import { firstIteration, noTurn } from './reviewState.js';
import { noSpend, together } from './sessionState.js';
import { noteStandstill } from './standstill.js';
import type { OpenIntent, RunAccumulator, StepState } from './state.js';

/** What it means that a run goes on from another's past: it is known to it, and nothing of the other is its own. */
export const onFork = {
  RunForked: (run, { data, seq, at }) => {
    if (!run.run) return;
    const { parent, cut, run: id, number, branch, worktree } = data;
    for (const open of run.intents.values()) drop(run, open);
    run.intents.clear();
    run.busy.clear();
    moveWorktrees(run, { run: id, worktree });
    run.run = { ...run.run, run: id, number, branch, worktree };
    const inherited = together(run.forkOf?.inherited ?? noSpend(), run.spend);
    noteStandstill(run, run.life, at);
    run.createdAt = at;
    run.forkOf = { run: parent, cut, life: run.life, standstills: run.standstills.length, inherited };
    run.spend = noSpend();
    countAnew(run.limits.values());
    for (const session of run.sessions.values()) {
      session.dropped ??= 'forked';
      session.untold = 0;
    }
    for (const step of run.steps.values()) restart(run, step);
    run.stopping = undefined;
    run.resumed = undefined;
    run.applied = undefined;
    if (!run.stop || !isLasting(run.stop.reason)) run.stop = { reason: 'forked', seq, at, life: run.life };
  },
} satisfies Handlers<RunAccumulator>;

/** Ends that a fork shares: it has passed, or its steps have failed, just as the other's. */
const isLasting = (reason: string): boolean => reason === 'passed' || isOfFailure(reason);

/** What was under way belongs to the other run. Here it was cut off; of a replay, worktrees are made where it leads. */
const drop = (run: RunAccumulator, { type, event, unit }: OpenIntent): void => {
  if (type === 'ResetIntended' && event.data.why === 'replay') {
    const known = run.worktrees.get(unit);
    if (known) known.head = { commit: event.data.to, tree: event.data.tree };
  }
  if (type !== 'CallIntended' && type !== 'GateIntended' && type !== 'ContextIntended') return;
  const attempt = attemptOf(run, event.data.path, event.data.attempt);
  const running = [attempt?.call, ...(attempt?.gates.values() ?? []), ...(attempt?.context.values() ?? [])];
  for (const one of running) if (one?.seq === event.seq) one.state = 'interrupted';
};

/** What a step has not committed is not in the fork: its agent works again, and its guards and its review count anew. */
const restart = (run: RunAccumulator, step: StepState): void => {
  const place = run.index.steps.get(step.path);
  const worktree = place && run.worktrees.get(place.unit);
  if (step.state !== 'running' || !worktree) return;
  forgetWork(step, place, worktree.head);
  if (!step.attempt) return;
  step.attempt.activity = { turns: 0, tokens: 0, cost: 0, read: 0 };
  step.attempt.turn = noTurn();
  if (step.attempt.review) step.attempt.review = firstIteration(worktree.head.tree);
};

/** Every worktree has its place in the folder of this run, on a branch of this run; it is made when it is needed. */
const moveWorktrees = (
  { worktrees, run }: RunAccumulator,
  to: { readonly run: RunId; readonly worktree: string },
): void => {
  if (!run) return;
  const from = folderOf(run);
  for (const known of worktrees.values()) {
    known.path = `${folderOf(to)}${known.path.slice(from.length)}`;
    known.branch = known.branch.replace(branchesOf(run.run), branchesOf(to.run));
    known.state = known.state === 'ready' || known.state === 'missing' ? 'missing' : 'none';
    known.isSetUp = false;
  }
};
