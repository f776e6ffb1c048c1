import { branchName } from '../events/branch.js';
import type { Content } from '../events/content.js';
import type { StepPath } from '../events/ids.js';
import type { Bindings, TaskNode } from '../events/tree.js';
import type { Attempt, RunState, Step } from './runState/state.js';
import { ancestorsOf, type IndexedStep, joinPath, taskAround } from './stepIndex.js';
import { worktreeOf } from './worktrees.js';

/** What a variable stands for: a text, or another template to be filled in where it was written. */
export type Value =
  | { readonly content: Content }
  | { readonly template: Bindings[number]['value']; readonly at: StepPath };

/** How much of an error and of a diff an agent is given, in characters; the log has all of it. */
const ERROR_CHARS = 2_000;
const DIFF_CHARS = 3_000;

const text = (value: string): Value => ({ content: { text: value } });

/**
 * The value of a variable where a step uses it: what the call that it runs in was given; what is special to the step,
 * its task or the run; then what stands beside it, and outwards to the root. Undefined where nothing answers to the name.
 */
export const valueFor = (state: RunState, path: StepPath, name: string): Value | undefined =>
  boundAround(state, path, name) ??
  specialOf(state, path, name) ??
  outwardsFrom(state, path, name) ??
  driftOf(state, path, name);

/** The files that somebody changed while the run stood still; a step that is called `drift` goes before. */
const driftOf = (state: RunState, path: StepPath, name: string): Value | undefined =>
  name === 'drift.files' ? text(driftedIn(state, path).join('\n')) : undefined;

const driftedIn = (state: RunState, path: StepPath): readonly string[] =>
  (worktreeOf(state, path)?.drift ?? []).map((file) => file.path);

/** What the call that a step runs in was given under this name: it goes before everything that the step knows itself. */
const boundAround = (state: RunState, path: StepPath, name: string): Value | undefined => {
  for (const at of ancestorsOf(state.index, path)) {
    const bound = boundBy(state.index.steps.get(at), name);
    if (bound) return bound;
  }
  return undefined;
};

const specialOf = (state: RunState, path: StepPath, name: string): Value | undefined => {
  if (name === 'spec') return state.run?.spec ? { content: state.run.spec } : text('');
  if (name === 'overview' || name === 'progress') return splitField(state, path, name);
  const [first = '', ...rest] = name.split('.');
  const field = rest.join('.');
  if (first === 'run' && field !== '') return runField(state, path, field);
  if (first === 'task' && field !== '') return taskField(state, path, field);
  const step = state.steps.get(path);
  if (first === 'prev' && field !== '') return attemptField(step?.previous, field) ?? text('');
  if (first === 'gate' && field !== '') return gateField(state, path, latestGates(step), field);
  if (name === 'attempt') return text(`${step?.attempt?.attempt ?? 1}`);
  if (!['error', 'diff', 'output', 'files', 'comments'].includes(name)) return undefined;
  const judged = name === 'diff' || name === 'files' ? judgedBy(state, path) : undefined;
  if (judged) return attemptField(judged.attempt, name) ?? text('');
  return attemptField(latestWork(step), name) ?? text('');
};

/** The attempt at hand once something came of it, else the one before. */
const latestWork = (step: Step | undefined): Attempt | undefined =>
  step?.attempt?.work || step?.attempt?.failed ? step.attempt : step?.previous;

/** The step whose work a validator looks at. */
const judgedBy = ({ index, steps }: RunState, path: StepPath): Step | undefined => {
  if (!index.steps.get(path)?.inGate) return undefined;
  const owner = ancestorsOf(index, path).find((at) => !index.steps.get(at)?.inGate);
  return owner === undefined ? undefined : steps.get(owner);
};

const runField = (state: RunState, path: StepPath, field: string): Value | undefined => {
  const { run } = state;
  if (!run) return undefined;
  const worktree = worktreeOf(state, path);
  const fields: Readonly<Record<string, string>> = {
    id: run.run,
    number: `${run.number}`,
    workflow: run.workflow.tree.name,
    branch: worktree ? branchName(worktree.branch) : run.branch,
    base: run.base.commit,
    worktree: worktree?.path ?? run.worktree,
  };
  const value = fields[field];
  return value === undefined ? undefined : text(value);
};

const taskField = ({ index }: RunState, path: StepPath, field: string): Value | undefined => {
  const task = taskAround(index, path)?.task;
  const value = task && TASK_FIELDS[field]?.(task);
  return value === undefined ? undefined : text(value);
};

const TASK_FIELDS: Readonly<Record<string, (task: TaskNode) => string>> = {
  name: ({ name }) => name,
  description: ({ description }) => description,
  files: ({ files = [] }) => files.join('\n'),
  id: ({ id = '' }) => id,
  title: ({ title, name }) => title ?? name,
  criteria: ({ criteria = [] }) => criteria.map((one) => `- ${one}`).join('\n'),
};

/** What all tasks of the split around are about, and which of them have passed by now. */
const splitField = ({ index, steps }: RunState, path: StepPath, field: string): Value | undefined => {
  const split = index.steps.get(taskAround(index, path)?.parent ?? '');
  if (!split) return undefined;
  if (field === 'overview') return { content: split.node.overview ?? { text: '' } };
  const passed = split.children.filter((at) => steps.get(at)?.state === 'passed');
  const names = passed.map((at) => `- ${index.steps.get(at)?.task?.name ?? at}`);
  return text(names.length === 0 ? 'none yet' : names.join('\n'));
};

/** Siblings first, then those of every step around; a call's bindings stand between its steps and its caller's. */
const outwardsFrom = (state: RunState, path: StepPath, name: string): Value | undefined => {
  let at: IndexedStep | undefined = state.index.steps.get(path);
  while (at) {
    const { parent }: IndexedStep = at;
    const found = fieldBeside(state, parent, name);
    if (found) return found;
    at = parent === '' ? undefined : state.index.steps.get(parent);
  }
  const set = state.run?.set?.find((one) => one.name === name);
  return set && text(set.value);
};

const boundBy = (caller: IndexedStep | undefined, name: string): Value | undefined => {
  const bound = caller?.node.with?.find((one) => one.name === name);
  return caller && bound ? { template: bound.value, at: caller.path } : undefined;
};

/** `<path>.<field>` of a step under this parent; names of steps may hold dots, so every split is tried. */
const fieldBeside = (state: RunState, parent: string, name: string): Value | undefined => {
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const path = joinPath(parent, name.slice(0, dot));
    if (state.index.steps.has(path)) return stepField(state, path, name.slice(dot + 1));
  }
  return undefined;
};

const stepField = (state: RunState, path: StepPath, field: string): Value | undefined => {
  const inner = /^state\.(.+)$/.exec(field)?.[1];
  if (inner !== undefined) return fieldBeside(state, callIn(state, path), inner) ?? text('');
  const step = state.steps.get(path);
  if (field.startsWith('gate.')) return gateField(state, path, latestGates(step), field.slice(5));
  if (field === 'status') return text(step?.state ?? '');
  if (field === 'retries') return text(step ? `${Math.max(0, step.attempts - 1)}` : '');
  if (field === 'duration') return text(step?.ms === undefined ? '' : `${Math.round(step.ms / 1000)}`);
  const isOfWork = FIELDS_OF_WORK.includes(field);
  return attemptField((isOfWork ? latestWork(step) : step?.attempt) ?? step?.previous, field) ?? text('');
};

/** What an attempt leaves behind: while the next one is under way, it is still that of this one. */
const FIELDS_OF_WORK: readonly string[] = ['output', 'diff', 'files', 'comments', 'error'];

/** Where the steps of a called workflow are: under the step itself, or under what runs before its agent. */
const callIn = ({ index }: RunState, path: StepPath): StepPath => {
  const before = index.steps.get(path)?.node.before;
  return before ? joinPath(path, before.name) : path;
};

const attemptField = (attempt: Attempt | undefined, field: string): Value | undefined => {
  if (!attempt) return undefined;
  if (field.startsWith('gate.')) return gateText(attempt.gates, field.slice(5));
  const { work, answer, call, activity, spend } = attempt;
  switch (field) {
    case 'output':
      return { content: answer?.artifact ?? call?.output ?? { text: '' } };
    case 'diff':
      return { content: cut(work?.diff, DIFF_CHARS) };
    case 'error':
      return { content: cut(attempt.failed?.error, ERROR_CHARS) };
    case 'files':
      return text(filesText(work));
    case 'agent':
      return text(attempt.agent?.name ?? '');
    case 'attempt':
      return text(`${attempt.attempt}`);
    case 'comments':
      return text(answer?.comments ?? '');
    case 'session_id':
      return text(attempt.session ?? '');
    case 'turns':
    case 'cost':
      return text(amount(spend.known[field] ?? (activity[field] || undefined)));
    case 'tokens_in':
      return text(amount(spend.known.tokensIn));
    case 'tokens_out':
      return text(amount(spend.known.tokensOut));
    case 'cache_read':
      return text(amount(spend.known.cacheRead));
    case 'cache_write':
      return text(amount(spend.known.cacheWrite));
    default:
      return undefined;
  }
};

/** An amount as text; nothing where it is not known. */
const amount = (value: number | undefined): string => (value === undefined ? '' : `${value}`);

const filesText = (work: Attempt['work']): string =>
  work && 'list' in work.files ? work.files.list.map(({ path }) => path).join('\n') : '';

/** The gates of the turn at hand, once they ran; else those of the turn, or of the attempt, before it. */
const latestGates = ({ attempt, previous }: Partial<Step> = {}): Attempt['gates'] | undefined =>
  [attempt?.gates, attempt?.review?.gates].find((gates) => gates && gates.size > 0) ?? previous?.gates;

const gateField = (
  { index }: RunState,
  path: StepPath,
  gates: Attempt['gates'] | undefined,
  field: string,
): Value => {
  const [name = '', ...rest] = field.split('.');
  const byWorkflow = index.steps.get(path)?.node.gates?.find(
    ({ workflow = '' }) =>
      workflow
        .split('/')
        .at(-1)
        ?.replace(/\.ya?ml$/, '') === name,
  );
  return gateText(gates, [byWorkflow && !gates?.has(name) ? byWorkflow.name : name, ...rest].join('.'));
};

/** `<gate>`: true, false or skipped; `<gate>.error` and `<gate>.comments`: what it said. */
const gateText = (gates: Attempt['gates'] | undefined, field: string): Value => {
  const [name = '', what] = field.split('.');
  const gate = gates?.get(name);
  if (!gate) return text('');
  if (what === 'comments') return text(gate.comments ?? '');
  if (what !== 'error') return text({ passed: 'true', failed: 'false' }[gate.state as string] ?? gate.state);
  if (gate.state !== 'failed') return text('');
  return gate.output ? { content: cut(gate.output, GATE_CHARS) } : text(gate.error ?? '');
};

const GATE_CHARS = 4_000;

/** The beginning of a content, cut at the end of a line. */
const cut = (content: Content | undefined, chars: number): Content => {
  if (!content) return { text: '' };
  const whole = 'text' in content ? content.text : content.head;
  if ('text' in content && whole.length <= chars) return content;
  const part = whole.slice(0, chars);
  const line = part.lastIndexOf('\n');
  return { text: line > 0 ? part.slice(0, line) : part };
};
