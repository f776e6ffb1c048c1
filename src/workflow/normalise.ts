import type { PayloadRef } from '../events/content.js';
import type { ContextNode, StepNode, WorkflowTree } from '../events/tree.js';
import { agentOf } from './normalise/agent.js';
import {
  type Call,
  type Context,
  contentOf,
  type Fitted,
  type Loaded,
  readText,
  templateOf,
} from './normalise/context.js';
import { gatesOf } from './normalise/gates.js';
import { guardOf } from './normalise/guard.js';
import { retryOf } from './normalise/retry.js';
import { reviewOf } from './normalise/review.js';
import { plain } from './plain.js';
import { placeOfTasks } from './readTasks.js';
import type { ContextValue, SessionValue, StepValue, TasksValue } from './schema/step.js';
import type { Mapping } from './schema/value.js';
import { inputsOf } from './schema.js';
import { inputsOfGet, inputText } from './uses.js';

/** Brings every form in which a workflow may be written to the one that a run stores. */
export const normalise = (
  loaded: Loaded,
  settings: Fitted,
  payloads: ReadonlyMap<string, PayloadRef>,
): WorkflowTree => treeOf({ loaded, settings, payloadOf: (text) => payloads.get(text) });

/** The texts that are too long for the line of the first event. */
export const longTexts = (loaded: Loaded, settings: Fitted): readonly string[] => {
  const texts = new Set<string>();
  const payloadOf = (text: string): undefined => void texts.add(text);
  treeOf({ loaded, settings, payloadOf });
  return [...texts];
};

const treeOf = (context: Context): WorkflowTree => ({
  name: context.loaded.file.name,
  steps: stepsOf(context, context.loaded.file.steps),
});

const stepsOf = (context: Context, steps: readonly StepValue[]): readonly StepNode[] =>
  steps.map((step) => stepOf(context, step));

const stepOf = (context: Context, value: StepValue): StepNode => {
  const step = { ...value, ...inputOf(value), ...value.run };
  const { agent, guard, hitl, gate, retry, each, tasks, parallel, workflow } = step;
  const type = typeOf(step);
  return plain<StepNode>({
    name: step.name,
    type,
    agent: agent === undefined ? undefined : agentOf(context, agent),
    prompt: step.prompt === undefined ? undefined : templateOf(context, readText(context, step.prompt)),
    context: step.context?.map((source) => contextOf(context, source)),
    session: sessionOf(step.session),
    worktree: step.worktree ?? (READ_ONLY.has(type) ? 'read-only' : undefined),
    guard: guard && guardOf(guard),
    pause: pauseOf(hitl),
    gates: gate && gatesOf(context, gate, callOf),
    review: step.review && reviewOf(context, step.review, step.budget),
    retry: retry && retryOf(context, step, retry),
    steps:
      workflow === undefined ? step.steps && stepsOf(context, step.steps) : calledSteps(context, workflow),
    before: beforeOf(context, value),
    each: each && stepsOf(context, each),
    ...(tasks && tasksIn(context, tasks)),
    parallel: parallel ? plain({ max: step.max_parallel }) : undefined,
    with: workflow === undefined ? undefined : bindingsOf(context, workflow, step.with ?? {}),
  });
};

/** The tasks of a split that has no agent to make them, and what all of them are about. */
const tasksIn = (context: Context, value: TasksValue): Pick<StepNode, 'tasks' | 'tasksFrom' | 'overview'> => {
  const read = context.loaded.tasks.get(placeOfTasks(value));
  if (!read) return {};
  const { tasks, from: tasksFrom, overview } = read;
  return { tasks, tasksFrom, ...(overview === '' ? {} : { overview: contentOf(context, overview) }) };
};

/** What `get` holds, without the workflow that it calls: that one runs before the agent. */
const inputOf = ({ get }: StepValue): Partial<StepValue> => {
  if (!get) return {};
  const { prompt, context, session, worktree } = get;
  return plain<Partial<StepValue>>({ prompt, context, session, worktree });
};

const READ_ONLY: ReadonlySet<string> = new Set(['split', 'validate', 'artifact']);

const typeOf = ({ type, steps, each, agent, workflow }: StepValue): string => {
  if (type) return type;
  if (workflow !== undefined) return 'workflow';
  if (each) return 'split';
  if (steps) return 'group';
  return agent === undefined ? 'gates' : 'code';
};

const sessionOf = (session: SessionValue | undefined): string | undefined =>
  typeof session === 'object' ? session.from : undefined;

const pauseOf = (hitl: StepValue['hitl']): string | undefined => (hitl === true ? 'before_gate' : hitl);

const contextOf = (context: Context, source: ContextValue): ContextNode =>
  'file' in source
    ? { name: source.file, file: templateOf(context, source.file) }
    : { name: source.bash, bash: source.bash };

const beforeOf = (context: Context, { get }: StepValue): StepNode | undefined => {
  if (get?.workflow === undefined) return undefined;
  const { name, steps, bindings } = callOf(context, get.workflow, inputsOfGet(get));
  return { name, type: 'workflow', steps, with: bindings };
};

const callOf: Call = (context, workflow, inputs) => ({
  name: context.loaded.calls.get(workflow)?.file.name ?? workflow,
  steps: calledSteps(context, workflow),
  bindings: bindingsOf(context, workflow, inputs),
});

const calledSteps = (context: Context, workflow: string): readonly StepNode[] => {
  const loaded = context.loaded.calls.get(workflow);
  return loaded ? stepsOf({ ...context, loaded }, loaded.file.steps) : [];
};

/** What a call gives, and what the called workflow says that it is where nobody gives it. */
const bindingsOf = (context: Context, workflow: string, given: Mapping): NonNullable<StepNode['with']> => {
  const loaded = context.loaded.calls.get(workflow);
  const usual = (loaded ? inputsOf(loaded.file) : []).flatMap(({ name, default: value }) =>
    value === undefined || name in given ? [] : [{ name, value: [value] }],
  );
  const bound = Object.entries(given).map(([name, value]) => ({
    name,
    value: templateOf(context, inputText(value)),
  }));
  return [...bound, ...usual];
};
