import * as t from 'io-ts';
import { Content, PayloadRef, Template } from './content.js';
import { Amount, Ordinal } from './ids.js';
import { openSet } from './openSet.js';
import { record } from './record.js';

/**
 * The agent of a step: `name` as the workflow says it, and what it needs to be launched. One that is taken from what
 * another step used names that as `variable`.
 */
export const AgentNode = record(
  { name: t.string, provider: t.string },
  {
    command: t.readonlyArray(t.string),
    scenario: PayloadRef,
    model: t.string,
    variable: t.string,
    /** Who names its sessions, refold or the program; it keeps none without it. */
    sessions: openSet('chosen', 'given'),
  },
);
export type AgentNode = t.TypeOf<typeof AgentNode>;

/** What the variables of a workflow are bound to where another one calls it. */
export const Bindings = t.readonlyArray(record({ name: t.string, value: Template }));
export type Bindings = t.TypeOf<typeof Bindings>;

/**
 * A gate of a step; `name` is unique in its step (`bash`, `bash_2`). `command` is what its program runs where the
 * workflow or the configuration says so, `glob` and `percent` are what it measures by, `steps` the workflow of a
 * validator.
 */
export interface GateNode {
  readonly name: string;
  readonly kind: string;
  readonly command?: string;
  readonly glob?: string;
  readonly percent?: number;
  readonly workflow?: string;
  readonly steps?: readonly StepNode[];
  readonly with?: Bindings;
}

/** What makes an override act: the number of the attempt, or a gate that did not pass in the one before. */
export const RetryOverride = record(
  {},
  {
    from: Ordinal,
    not: t.string,
    agent: AgentNode,
    prompt: Template,
    reset: t.boolean,
    newSession: t.boolean,
  },
);
export type RetryOverride = t.TypeOf<typeof RetryOverride>;

/** How often a step is tried, and what changes on the way. */
export const RetryNode = record({ attempts: Ordinal, overrides: t.readonlyArray(RetryOverride) });
export type RetryNode = t.TypeOf<typeof RetryNode>;

/** Limits that act while an agent runs; costs in US dollars, times in milliseconds. */
export const GuardNode = record(
  {},
  { maxTurns: Ordinal, maxCost: Amount, maxTokens: Ordinal, maxMs: Ordinal, noWrite: t.boolean },
);
export type GuardNode = t.TypeOf<typeof GuardNode>;

/** Something that is read for the agent before it is called: a file of the worktree, or what a command prints. */
export const ContextNode = record({ name: t.string }, { file: Template, bash: t.string });
export type ContextNode = t.TypeOf<typeof ContextNode>;

/** A task of a split: the name as it was given, and as it stands in paths; of a requirement, what it is named from and judged by. */
export const TaskNode = record(
  { name: t.string, slug: t.string, description: t.string },
  { files: t.readonlyArray(t.string), id: t.string, title: t.string, criteria: t.readonlyArray(t.string) },
);
export type TaskNode = t.TypeOf<typeof TaskNode>;

/** The file, or the folder, that tasks are written in. */
export const TasksFrom = record({}, { file: t.string, dir: t.string });
export type TasksFrom = t.TypeOf<typeof TasksFrom>;

/** How many units of a parallel step run at the same time; without `max`, all of them. */
export const ParallelNode = record({}, { max: Ordinal });

/** What a step is. */
export const StepType = openSet(
  'code',
  'gates',
  'group',
  'split',
  'validate',
  'artifact',
  'review',
  'workflow',
  'task',
);

/** When a person is asked before a step goes on. */
export const Pause = openSet('before_gate', 'after_gate');

/**
 * The signals by which worker and evaluator speak: the word that says that all is done, who has to agree, and whether
 * the evaluator is asked about every turn or only about one that is called done.
 */
export const SignalsNode = record({
  done: t.string,
  mode: openSet('reviewer', 'both'),
  when: openSet('always', 'done'),
});
export type SignalsNode = t.TypeOf<typeof SignalsNode>;

/**
 * How the work of a step is reviewed inside an attempt: by whom, and the most that may happen before the attempt fails;
 * `rejections` is absent where they are not counted, `signals` where only files speak.
 */
export interface ReviewNode {
  readonly evaluator: StepNode;
  readonly signals?: SignalsNode;
  readonly caseRequired: boolean;
  readonly iterations: number;
  readonly rejections?: number;
  readonly quietTurns: number;
  readonly emptyResponses: number;
}

/** A node of the workflow, normalised: flat and block forms, shorthands and defaults are gone. */
export interface StepNode {
  readonly name: string;
  readonly type: string;
  readonly agent?: AgentNode;
  readonly prompt?: Template;
  readonly context?: readonly ContextNode[];
  /** The step whose session the agent goes on with; a new one without it. */
  readonly session?: string;
  /** What the agent may write to: `read-write`, `read-only` or `none`. */
  readonly worktree?: string;
  readonly guard?: GuardNode;
  readonly pause?: string;
  readonly gates?: readonly GateNode[];
  readonly review?: ReviewNode;
  readonly retry?: RetryNode;
  /** The steps of a group or of a called workflow. */
  readonly steps?: readonly StepNode[];
  /** A workflow that runs before the agent. */
  readonly before?: StepNode;
  /** What each task of a split does. */
  readonly each?: readonly StepNode[];
  /** The tasks of a split that has no agent to make them. */
  readonly tasks?: readonly TaskNode[];
  /** What all of these tasks are about. */
  readonly overview?: Content;
  /** Where a person has written them. */
  readonly tasksFrom?: t.TypeOf<typeof TasksFrom>;
  readonly parallel?: t.TypeOf<typeof ParallelNode>;
  readonly with?: Bindings;
}

export const GateNode: t.Type<GateNode> = t.recursion('GateNode', () =>
  record(
    { name: t.string, kind: t.string },
    {
      command: t.string,
      glob: t.string,
      percent: Amount,
      workflow: t.string,
      steps: t.readonlyArray(StepNode),
      with: Bindings,
    },
  ),
) as t.Type<GateNode>;

const ReviewNode: t.Type<ReviewNode> = t.recursion('ReviewNode', () =>
  record(
    {
      evaluator: StepNode,
      caseRequired: t.boolean,
      iterations: Ordinal,
      quietTurns: Ordinal,
      emptyResponses: Ordinal,
    },
    { rejections: Ordinal, signals: SignalsNode },
  ),
) as t.Type<ReviewNode>;

/** A node of the workflow, as it stands in the first event. */
export const StepNode: t.Type<StepNode> = t.recursion('StepNode', () =>
  record(
    { name: t.string, type: StepType },
    {
      agent: AgentNode,
      prompt: Template,
      context: t.readonlyArray(ContextNode),
      session: t.string,
      worktree: openSet('read-write', 'read-only', 'none'),
      guard: GuardNode,
      pause: Pause,
      gates: t.readonlyArray(GateNode),
      review: ReviewNode,
      retry: RetryNode,
      steps: t.readonlyArray(StepNode),
      before: StepNode,
      each: t.readonlyArray(StepNode),
      tasks: t.readonlyArray(TaskNode),
      overview: Content,
      tasksFrom: TasksFrom,
      parallel: ParallelNode,
      with: Bindings,
    },
  ),
) as t.Type<StepNode>;

/** What a fresh worktree is given: paths of the checkout to link or copy, as globs, and commands to run in it. */
export const SetupNode = record({
  link: t.readonlyArray(t.string),
  copy: t.readonlyArray(t.string),
  commands: t.readonlyArray(t.string),
});
export type SetupNode = t.TypeOf<typeof SetupNode>;

/** A workflow as a run keeps it: after creation nobody parses YAML again. */
export const WorkflowTree = record({ name: t.string, steps: t.readonlyArray(StepNode) });
export type WorkflowTree = t.TypeOf<typeof WorkflowTree>;
