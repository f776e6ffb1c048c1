import type { StepPath } from '../../events/ids.js';
import type { Head } from '../../ports/workspace.js';
import type { Attempt, Facts, RunState } from '../../projections/runState/state.js';
import { commits, type IndexedStep, joinPath } from '../../projections/stepIndex.js';
import type { Worktree } from '../../projections/worktrees.js';
import type { DriftAnswer, DriftChosen } from '../command.js';
import { isAsSeen, judgedSince } from '../plan/attempt.js';
import { isClearedBy } from '../redo.js';
import { beforeRef, workRef } from '../refs.js';
import { emit, type Part } from './decision.js';
import { contentOf } from './onInspection.js';
import { named } from './where.js';

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
    const keep = answer.choice === 'redo' ? keepByReset : keepAsWork;
    const { ref, intent } = keep(run, worktree, answer, seq + parts.length + 1);
    parts.push(intent, resolved(answer, ref));
  }
  return parts;
};

/** What is kept, under which ref. */
export interface Kept {
  readonly unit: string;
  readonly ref: string;
  readonly intent: Part;
}

/** What was found in worktrees that a replay leaves behind as they are, kept as work in progress. */
export const keepLeftBehind = (
  state: RunState,
  run: Facts,
  answers: readonly DriftAnswer[],
  seq: number,
): readonly Kept[] =>
  answers
    .flatMap((answer) => {
      const worktree = state.worktrees.get(answer.unit);
      return worktree ? [{ answer, worktree }] : [];
    })
    .map(({ answer, worktree }, at) => keepAsWork(run, worktree, answer, seq + at + 1));

/**
 * What gates found in these worktrees is of other files than there are now, so that it does not count any more; nor is what was
 * seen there what is to be committed. A commit that is intended already holds the files that they saw; of a turn that has come to
 * its end, what was found has been taken in, and the next one begins anew.
 */
export const voidFindings = (
  state: RunState,
  units: readonly string[],
  cleared: readonly StepPath[] = [],
): readonly Part[] => {
  const isCleared = isClearedBy(cleared);
  return [...state.steps.values()].flatMap(({ path, state: is, attempt }) => {
    const place = state.index.steps.get(path);
    if (is !== 'running' || !place || !units.includes(place.unit) || isCleared(path)) return [];
    if (!attempt || attempt.failed || attempt.turn.due || isCommitting(state, path)) return [];
    const gates = gatesBegun(state, place, attempt);
    const isVoid =
      gates.length > 0 || isInReview(state, place, attempt) || (commits(place) && isAsSeen(place, attempt));
    return isVoid ? [emit('FindingsVoided', { path, attempt: attempt.attempt, gates })] : [];
  });
};

/** The gates that have found something, and the validators that have begun to: a step of one may have passed by now. */
const gatesBegun = (state: RunState, { path, node }: IndexedStep, attempt: Attempt): readonly string[] =>
  (node.gates ?? [])
    .filter(
      ({ name }) => ENDED.has(attempt.gates.get(name)?.state ?? '') || judges(state, path, name, attempt),
    )
    .map(({ name }) => name);

const ENDED: ReadonlySet<string> = new Set(['passed', 'failed', 'skipped']);

/** Whether an evaluator has begun to judge the turn at hand, and nothing has come of that yet. */
const isInReview = (state: RunState, { path, node }: IndexedStep, attempt: Attempt): boolean =>
  node.review !== undefined &&
  !attempt.review?.accepted &&
  judges(state, path, node.review.evaluator.name, attempt);

const judges = ({ steps }: RunState, path: StepPath, name: string, attempt: Attempt): boolean =>
  (steps.get(joinPath(path, name))?.seq ?? 0) >= judgedSince(attempt);

const isCommitting = ({ intents }: RunState, path: StepPath): boolean =>
  [...intents.values()].some(({ type, event }) => type === 'CommitIntended' && event.data.path === path);

const keepByReset = (run: Facts, { head, branch }: Worktree, { unit }: DriftAnswer, seq: number): Kept =>
  backTo(run, { unit, branch, to: head, why: 'drift' }, seq);

/** A worktree goes back, and keeps what is there. */
export const backTo = (
  { run, ident }: Facts,
  { unit, branch, to, why }: { unit: string; branch: string; to: Head; why: 'drift' | 'replay' },
  seq: number,
): Kept => {
  const ref = beforeRef(run, seq);
  const reset = { ...named(unit), branch, to: to.commit, tree: to.tree, keeps: ref, why, ident };
  return { unit, ref, intent: emit('ResetIntended', reset) };
};

const keepAsWork = (run: Facts, { head }: Worktree, { unit, found }: DriftAnswer, seq: number): Kept => {
  const ref = workRef(run.run, seq);
  const intent = emit('CommitIntended', {
    ...contentOf(run, found),
    ...named(unit),
    kind: 'work',
    ref,
    parent: found.tip ?? head.commit,
    message: 'what was found changed before the run went on',
  });
  return { unit, ref, intent };
};

/** What was said of a worktree, and where what was found there is kept. */
export const resolved = ({ unit, choice, verdict, files }: DriftChosen, snapshot: string): Part => {
  let bytes = 0;
  const isNamed = ({ path }: DriftChosen['files'][number]): boolean => {
    // A character takes up to six bytes in JSON.
    bytes += 6 * path.length;
    return bytes <= NAMED_BYTES;
  };
  const told = { choice, verdict, count: files.length, files: files.filter(isNamed) };
  return emit('DriftResolved', { ...named(unit), ...told, snapshot });
};
