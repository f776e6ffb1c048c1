import type { Path } from './problem.js';
import { type AgentValue, agentOfStep, PASS, scenarioOf } from './schema/agent.js';
import { type GateValue, gateKind } from './schema/gate.js';
import { GET_KEYS, type StepValue, type TasksValue } from './schema/step.js';
import { isMapping, isText, type Mapping, type PromptValue } from './schema/value.js';
import type { WorkflowFile } from './schema.js';
import { innerScope, rootScope, type Scope } from './scope.js';

/** Where something is used: its place in the file, and what a template sees from there. */
interface Use {
  readonly at: Path;
  readonly scope: Scope;
  readonly step: StepValue;
}

/** A text that is a template: a prompt, the path of a context file, an input of a called workflow, `{step.agent}`. */
export interface TemplateUse extends Use {
  readonly template: PromptValue;
  /** Whether it is filled in before the agent of the step is asked, so that nothing is known of its work. */
  readonly isAsked: boolean;
}

/** The command of a gate, which a shell reads as it stands. */
export interface CommandUse extends Use {
  readonly command: string;
}

/** The scenario of an agent, which has to be read as it is. */
export interface FileUse extends Use {
  readonly file: string;
}

/** Where the tasks of a split are. */
export interface TasksUse extends Use {
  readonly from: TasksValue;
}

/** An agent that is named. */
export interface AgentUse extends Use {
  readonly agent: string;
}

/** A workflow that is called, and the places of what it is given, by name. */
export interface CallUse extends Use {
  readonly workflow: string;
  readonly as: 'workflow' | 'validator';
  readonly inputs: ReadonlyMap<string, Path>;
}

/** Everything that a workflow uses besides its own keys. */
export interface Uses {
  readonly templates: readonly TemplateUse[];
  readonly commands: readonly CommandUse[];
  readonly files: readonly FileUse[];
  readonly tasks: readonly TasksUse[];
  readonly agents: readonly AgentUse[];
  readonly calls: readonly CallUse[];
}

const NONE: Uses = { templates: [], commands: [], files: [], tasks: [], agents: [], calls: [] };

/** Finds all that a workflow uses; `bound` is what its caller, or the command line, gives values to. */
export const usesOf = (file: WorkflowFile, bound: readonly { readonly name: string }[]): Uses =>
  inSteps(
    file.steps,
    ['steps'],
    rootScope(
      file.steps,
      bound.map(({ name }) => name),
    ),
  );

const inSteps = (steps: readonly StepValue[], at: Path, scope: Scope): Uses =>
  join(steps.map((step, index) => inStep({ step, at: [...at, index], scope })));

const inStep = (use: Use): Uses => {
  const { step, at, scope } = use;
  return join([
    inBlock(use, step, at),
    inBlock(use, step.get ?? {}, [...at, 'get']),
    inBlock(use, step.run ?? {}, [...at, 'run']),
    inBlock(use, step.review ?? {}, [...at, 'review']),
    ...(step.retry ?? []).map((entry, index) => inBlock(use, entry, [...at, 'retry', index])),
    ...(step.gate ?? []).map((gate, index) => inGate(use, gate, [...at, 'gate', index])),
    call(use, 'workflow', step.workflow, step.with, { name: [...at, 'workflow'], inputs: [...at, 'with'] }),
    call(use, 'workflow', step.get?.workflow, inputsOfGet(step.get ?? {}), {
      name: [...at, 'get', 'workflow'],
      inputs: [...at, 'get'],
    }),
    step.tasks ? { ...NONE, tasks: [{ ...use, at: [...at, 'tasks'], from: step.tasks }] } : NONE,
    inSteps(step.steps ?? [], [...at, 'steps'], innerScope(scope, step, step.steps ?? [])),
    inSteps(step.each ?? [], [...at, 'each'], innerScope(scope, step, step.each ?? [])),
  ]);
};

interface Block {
  readonly prompt?: PromptValue;
  readonly agent?: AgentValue;
  readonly context?: StepValue['context'];
}

const inBlock = (use: Use, { prompt, agent, context = [] }: Block, at: Path): Uses => ({
  ...NONE,
  ...ofAgent(use, agent, [...at, 'agent']),
  templates: [
    ...(prompt === undefined ? [] : [{ ...use, at: [...at, 'prompt'], template: prompt, isAsked: true }]),
    ...context.flatMap((source, index) =>
      'file' in source
        ? [{ ...use, at: [...at, 'context', index, 'file'], template: source.file, isAsked: true }]
        : [],
    ),
    ...fromStep(use, agent, [...at, 'agent']),
  ],
});

const ofAgent = (use: Use, agent: AgentValue | undefined, at: Path): Pick<Uses, 'agents' | 'files'> => ({
  agents:
    typeof agent === 'string' && agentOfStep(agent) === undefined && agent !== PASS
      ? [{ ...use, at, agent }]
      : [],
  files: scenarioOf(agent).map((file) => ({ ...use, at, file })),
});

const fromStep = (use: Use, agent: AgentValue | undefined, at: Path): readonly TemplateUse[] => {
  const step = agentOfStep(agent);
  return step === undefined ? [] : [{ ...use, at, template: `{${step}.agent}`, isAsked: false }];
};

const inGate = (use: Use, gate: GateValue, at: Path): Uses => {
  if (typeof gate === 'string') return NONE;
  const { bash: command } = gate;
  if (gateKind(gate) === 'bash')
    return isText(command) ? { ...NONE, commands: [{ ...use, at: [...at, 'bash'], command }] } : NONE;
  if (gateKind(gate) !== 'validate') return NONE;
  const { validate, ...inputs } = gate;
  const workflow = isText(validate) ? validate : undefined;
  return call(use, 'validator', workflow, inputs, { name: [...at, 'validate'], inputs: at });
};

const call = (
  use: Use,
  as: CallUse['as'],
  workflow: string | undefined,
  inputs: Mapping | undefined,
  at: { readonly name: Path; readonly inputs: Path },
): Uses => {
  // One whose name cannot be one is named by nothing.
  if (!workflow) return NONE;
  const given = Object.entries(inputs ?? {}).map(([name, value]) => ({
    name,
    at: [...at.inputs, name],
    template: inputText(value),
  }));
  return {
    ...NONE,
    calls: [{ ...use, at: at.name, workflow, as, inputs: new Map(given.map((one) => [one.name, one.at])) }],
    templates: given.map((one) => ({ ...use, at: one.at, template: one.template, isAsked: false })),
  };
};

/** The keys of a `get` block that calls a workflow which are that workflow's inputs. */
export const inputsOfGet = (get: Mapping): Mapping =>
  Object.fromEntries(Object.entries(get).filter(([key]) => !GET_KEYS.includes(key)));

/** An input as the text that it stands for; `{name}` without quotes is what YAML makes a mapping of. */
export const inputText = (value: unknown): string => {
  if (!isMapping(value)) return String(value ?? '');
  const [key = ''] = Object.keys(value);
  return `{${key}}`;
};

const join = (all: readonly Uses[]): Uses => ({
  templates: all.flatMap(({ templates }) => templates),
  commands: all.flatMap(({ commands }) => commands),
  files: all.flatMap(({ files }) => files),
  tasks: all.flatMap(({ tasks }) => tasks),
  agents: all.flatMap(({ agents }) => agents),
  calls: all.flatMap(({ calls }) => calls),
});
