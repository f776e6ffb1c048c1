import * as E from 'fp-ts/lib/Either.js';
import { type Content, visibleText } from '../../events/content.js';
import type { StepPath } from '../../events/ids.js';
import { anOperation } from '../../events/operation.js';
import type { Verdict } from '../../events/review.js';
import { some } from '../../events/some.js';
import type { SignalsNode, StepNode, TaskNode } from '../../events/tree.js';
import { uncommitted } from '../../projections/runState/drifted.js';
import type { RunState } from '../../projections/runState/state.js';
import { mayWrite, taskFiles } from '../../projections/stepIndex.js';
import { worktreeOf } from '../../projections/worktrees.js';
import { parseSignalOrVerdict, parseVerdictOnWork, verdictBy } from '../../workflow/review.js';
import { signalsIn } from '../../workflow/signals.js';
import { parseTasks } from '../../workflow/tasks.js';
import { parseVerdict } from '../../workflow/verdict.js';
import type { CommandOf } from '../command.js';
import { matchesAny } from '../glob.js';
import { reviewPosted } from '../messages.js';
import { answerFile } from '../prompt.js';
import { attemptsOf } from '../retry.js';
import { signalsAt } from '../review.js';
import { type Decision, drafts, emit, type Part, reject } from './decision.js';
import { putBack } from './onInspection.js';
import { afterTurn, rejected } from './onReview.js';
import { hasTrespassed } from './trespass.js';
import { whereOf } from './where.js';

type Report = CommandOf<'ReportWork'>;
type Attempt = NonNullable<NonNullable<ReturnType<RunState['steps']['get']>>['attempt']>;

/** What follows from what an agent left: HEAD is put back first, then its work and its answer are taken in. */
export const onWork = (state: RunState, report: Report): Decision => {
  const { run } = state;
  const step = state.steps.get(report.path);
  const node = state.index.steps.get(report.path)?.node;
  const attempt = step?.attempt;
  const where = whereOf(state, report.path);
  if (!run || !where || !node || !step || !attempt || attempt.failed || attempt.work)
    return reject(`${report.path} awaits no look at its work`);
  const { head } = where.worktree;
  if (report.head.commit !== head.commit) return drafts(state, undefined);
  if (!report.found.head.attached || !report.found.descends)
    return drafts(state, step.last, putBack(state, run, where, report));
  const { path, found, diff } = report;
  const about = { path, attempt: attempt.attempt };
  const observed = {
    ...about,
    head: found.tip ?? head.commit,
    tree: found.tree,
    files: found.files,
    diff,
    ...(report.excerpt ? { excerpt: report.excerpt } : {}),
    ...(report.summary === undefined ? {} : { summary: report.summary }),
    ...(found.underWay ? { underWay: found.underWay } : {}),
  };
  // What the agent of a call that failed has left is no answer, however good it looks.
  const isDone = attempt.call?.state === 'succeeded' && !attempt.guard;
  const failure = isDone ? problemOf(state, node, attempt, report) : undefined;
  const said = report.said ?? (attempt.call?.output ? visibleText(attempt.call.output) : '');
  const spoken = { said, signals: signalsAt(state.index, path) };
  const answer = isDone && !failure && !node.review ? answerOf(node, report, spoken) : undefined;
  if (answer && 'problem' in answer) {
    const failed = { ...about, reason: 'answer', error: { text: answer.problem } };
    return drafts(state, step.last, emit('WorkObserved', observed), emit('AttemptFailed', failed));
  }
  const stated = { tree: found.tree, stated: report.answer, said, kept: report.kept };
  return drafts(
    state,
    step.last,
    emit('WorkObserved', observed),
    ...(isDone && !failure && node.review ? afterTurn(state, path, node.review, attempt, stated) : []),
    ...(answer ? [emit('AnswerRead', { ...about, ...answer })] : []),
    ...(answer?.verdict ? reviewOf(state, report, answer.verdict) : []),
    ...(failure ? outOfBounds(state, path, attempt, failure) : []),
    ...(answer?.pass === false
      ? [emit('AttemptFailed', { ...about, reason: 'verdict', error: { text: answer.comments ?? '' } })]
      : []),
  );
};

interface Problem {
  readonly reason: string;
  readonly text: string;
  readonly undo?: boolean;
}

/** What a turn that is reviewed is rejected for. */
const CATEGORIES: Readonly<Record<string, string>> = { gate: 'scope_creep', unmerged: 'half_finished' };

/** What follows where an agent did what it must not: who is reviewed is told so as of any other work, and turns again. */
const outOfBounds = (
  state: RunState,
  path: StepPath,
  attempt: Attempt,
  { text, ...problem }: Problem,
): readonly Part[] => {
  const category = CATEGORIES[problem.reason];
  if (attempt.review && category) return rejected(state, path, attempt, { category, concern: text });
  const failed = { path, attempt: attempt.attempt, ...problem, error: { text } };
  return [emit('AttemptFailed', failed)];
};

/** What an agent did that it must not: wrote at all, left files unmerged, or wrote beyond the files of its task; what somebody else changed there, and nobody has committed, is not its doing. */
const problemOf = (
  state: RunState,
  node: StepNode,
  attempt: Attempt,
  { path, found, changed }: Report,
): Problem | undefined => {
  if (hasTrespassed(node, attempt, found)) {
    const text = `it may not write, and changed ${changed.join(', ') || 'commits'}; that is undone`;
    return { reason: 'wrote', text, undo: true };
  }
  const files = taskFiles(state.index, path);
  const worktree = worktreeOf(state, path);
  const theirs = uncommitted(worktree?.drift ?? []);
  const unmerged = mayWrite(node) ? (found.unmerged ?? []).filter((name) => !theirs.has(name)) : [];
  if (unmerged.length > 0)
    return {
      reason: 'unmerged',
      text: unmergedText(unmerged, found.underWay?.operation ?? worktree?.unfinished),
    };
  const outside =
    files.length === 0 ? [] : changed.filter((name) => !matchesAny(files, name) && !theirs.has(name));
  if (outside.length === 0) return undefined;
  const text = `gate blast_radius failed: outside of ${files.join(', ')} it changed ${outside.join(', ')}`;
  return { reason: 'gate', text, undo: attempt.attempt < attemptsOf(node) };
};

/** How many unmerged files are named. */
const NAMED_FILES = 20;

const unmergedText = (files: readonly string[], operation: string | undefined): string => {
  const left = operation === undefined ? '' : `${anOperation(operation)} unfinished, `;
  return `it left ${left}${some(files, NAMED_FILES)}: unmerged; each is to be resolved, and added by \`git add\``;
};

/** What an evaluator says, as its worker is told it. */
const reviewOf = (state: RunState, { path, kept }: Report, { verdict }: Verdict): readonly Part[] => {
  const owner = state.steps.get(state.index.steps.get(path)?.parent ?? '');
  const content = kept ?? state.steps.get(path)?.attempt?.call?.output ?? { text: '' };
  return owner?.attempt ? [reviewPosted(owner.path, owner.attempt, verdict === 'accept', content)] : [];
};

/** How an answer is read, by the type of the step. */
const parsers: Readonly<Record<string, (text: string) => E.Either<string, Answer>>> = {
  split: (text) => E.map((tasks: readonly TaskNode[]): Answer => ({ tasks }))(parseTasks(text)),
  validate: parseVerdict,
  review: (text) => E.map((verdict: Verdict): Answer => ({ verdict }))(parseVerdictOnWork(text)),
};

type Answer = {
  readonly tasks?: readonly TaskNode[];
  readonly verdict?: Verdict;
  readonly pass?: boolean;
  readonly comments?: string;
  readonly artifact?: Content;
};

/** The answer that the step asked for, or what is wrong with it; nothing where it asked for none. */
const answerOf = (
  node: StepNode,
  { answer, kept }: Report,
  { said, signals }: { readonly said: string; readonly signals: SignalsNode | undefined },
): Answer | { readonly problem: string } | undefined => {
  const file = answerFile(node);
  if (file === undefined) return undefined;
  if (signals) return answerBySignals(signals, answer, said);
  if (answer === undefined) return { problem: `the agent left no .refold/out/${file}` };
  const { type } = node;
  if (type === 'artifact') return { artifact: kept ?? { text: answer } };
  const parsed = parsers[type]?.(answer) ?? E.right({});
  return E.isRight(parsed) ? parsed.right : { problem: `.refold/out/${file} is no answer: ${parsed.left}` };
};

/** How much of what an evaluator says stands beside its reason, in characters. */
const SAID_CHARS = 4_000;

/** The verdict of an evaluator that speaks by signals: in its file, or on a line of its own. Nothing lets work pass beside a `FAIL`. */
const answerBySignals = (
  { done }: SignalsNode,
  answer: string | undefined,
  said: string,
): Answer | { readonly problem: string } => {
  const signals = signalsIn(said, done);
  const parsed = answer === undefined ? undefined : parseSignalOrVerdict(answer, done);
  if (parsed && E.isLeft(parsed)) return { problem: `.refold/out/verdict.json is no answer: ${parsed.left}` };
  const written = parsed?.right;
  if (written && (written.verdict !== 'accept' || signals.fail === undefined)) return { verdict: written };
  if (!signals.pass && signals.fail === undefined)
    return { problem: 'the agent said neither `PASS` nor `FAIL: reason` on a line of its own' };
  const verdict = verdictBy(signals);
  if (verdict.verdict === 'accept') return { verdict };
  const evidence = said.trim().slice(0, SAID_CHARS);
  return { verdict: evidence.includes('\n') ? { ...verdict, evidence: [evidence] } : verdict };
};
