import { type GateValue, gateKind, isUnclear } from './schema/gate.js';
import type { StepValue } from './schema/step.js';

/** The fields that a step has, as templates name them: `<step>.<field>`. */
export const STEP_FIELDS = [
  'output',
  'diff',
  'files',
  'agent',
  'session_id',
  'status',
  'attempt',
  'retries',
  'duration',
  'cost',
  'turns',
  'tokens_in',
  'tokens_out',
  'cache_read',
  'cache_write',
  'comments',
  'error',
] as const;

/** What stands for something of the step at hand, or of its run, whatever the workflow. */
export const SPECIALS = [
  'spec',
  'attempt',
  'error',
  'diff',
  'output',
  'files',
  'comments',
  'drift.files',
] as const;

/** What is known of the task at hand. */
export const TASK_FIELDS = ['name', 'description', 'files', 'id', 'title', 'criteria'] as const;

/** What is known of all tasks of the split at hand: what they are about, and which of them have passed. */
export const SPLIT_NAMES = ['overview', 'progress'] as const;

/** What is known of the run as a whole. */
export const RUN_FIELDS = ['id', 'number', 'workflow', 'branch', 'base', 'worktree'] as const;

/** The names that a template can see from where it stands. */
export interface Scope {
  /** The steps beside each other here, by name, in order. */
  readonly steps: ReadonlyMap<string, StepValue>;
  /** What a call or the command line binds. */
  readonly bound: readonly string[];
  readonly inTask: boolean;
  /** What is around, and the step there that holds these. */
  readonly outer: { readonly scope: Scope; readonly holder: StepValue } | undefined;
}

export const rootScope = (steps: readonly StepValue[], bound: readonly string[]): Scope => ({
  steps: byName(steps),
  bound,
  inTask: false,
  outer: undefined,
});

export const innerScope = (scope: Scope, holder: StepValue, steps: readonly StepValue[]): Scope => ({
  steps: byName(steps),
  bound: [],
  inTask: holder.each === steps || scope.inTask,
  outer: { scope, holder },
});

/** A step without a name is one that nobody can refer to. */
const byName = (steps: readonly StepValue[]): ReadonlyMap<string, StepValue> =>
  new Map(steps.filter(({ name }) => name !== '').map((step) => [step.name, step]));

/** Every name that a template of this step can use; gates and states of called workflows stand for what they hold. */
export const namesIn = (scope: Scope, step: StepValue): readonly string[] => [
  ...ownNames(scope, step),
  ...outwards(scope).flatMap(({ steps }) => [...steps.values()].flatMap((one) => namesOf(one, one.name))),
];

/** Those that are not of a step by its name. */
const ownNames = (scope: Scope, { gate = [] }: StepValue): readonly string[] => [
  ...SPECIALS,
  ...RUN_FIELDS.map((field) => `run.${field}`),
  ...(scope.inTask ? [...SPLIT_NAMES, ...TASK_FIELDS.map((field) => `task.${field}`)] : []),
  ...gateNames(gate),
  ...[...STEP_FIELDS, ...gateNames(gate)].map((field) => `prev.${field}`),
  ...outwards(scope).flatMap(({ bound }) => bound),
];

const namesOf = (step: StepValue, path: string): readonly string[] => [
  ...[...STEP_FIELDS, ...gateNames(step.gate ?? [])].map((field) => `${path}.${field}`),
  ...[...(step.steps ?? []), ...(step.each ?? [])].flatMap((inner) =>
    namesOf(inner, `${path}/${inner.name}`),
  ),
];

const outwards = (scope: Scope): readonly Scope[] =>
  scope.outer ? [scope, ...outwards(scope.outer.scope)] : [scope];

/** `gate.<name>` and what is known of it; a validator also goes by the name of its workflow. */
const gateNames = (gates: readonly GateValue[]): readonly string[] =>
  [...gateNamesOf(gates), ...gates.flatMap(validatorName)].flatMap((name) => [
    `gate.${name}`,
    `gate.${name}.error`,
    `gate.${name}.comments`,
  ]);

const validatorName = (gate: GateValue): readonly string[] =>
  typeof gate !== 'string' && typeof gate.validate === 'string' ? [workflowTitle(gate.validate)] : [];

/** The last part of a workflow's name or path: `arch-review` of `validators/arch-review.yaml`. */
export const workflowTitle = (name: string): string =>
  name
    .split('/')
    .at(-1)
    ?.replace(/\.ya?ml$/, '') ?? name;

/** The names of the gates of a step, in order: the kind, and `<kind>_2` for the second of it. */
export const gateNamesOf = (gates: readonly unknown[]): readonly string[] => {
  const seen = new Map<string, number>();
  return gates.map((gate) => {
    const kind = gateKind(gate) ?? '';
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    return count === 1 ? kind : `${kind}_${count}`;
  });
};

/** Whether a template can use this name where it stands. */
export const isKnown = (name: string, scope: Scope, step: StepValue, called = UNREAD): boolean =>
  ownNames(scope, step).includes(name) ||
  outwards(scope).some((around) => isFieldBeside(name, around)) ||
  isStateOfCall(name, scope, called) ||
  isUnread(name, scope, step);

/** Whether a name is a field of a step, or of what one holds: `step.field`, `group/step.field`. */
const isFieldBeside = (name: string, { steps }: Scope): boolean => {
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const [first = '', ...inner] = name.slice(0, dot).split('/');
    const step = inner.reduce<StepValue | undefined>(
      (holder, one) => [...(holder?.steps ?? []), ...(holder?.each ?? [])].find((held) => held.name === one),
      steps.get(first),
    );
    const field = name.slice(dot + 1);
    if (step && [...STEP_FIELDS, ...gateNames(step.gate ?? [])].includes(field)) return true;
  }
  return false;
};

/** Whether a name is of something so broken that nobody can tell what it holds: that is told of already. */
const isUnread = (name: string, scope: Scope, step: StepValue): boolean => {
  const isOwn = /^(prev\.)?gate\./.test(name);
  const of = isOwn ? step : outwards(scope).flatMap((around) => stepNamed(name, around) ?? [])[0];
  if (!of) return false;
  if (/(^|\.)gate\./.test(name) && of.gate?.some(isUnclear)) return true;
  return (
    name.includes('/') && [of.steps, of.each].some((inner) => inner && !inner.some((one) => one.name !== ''))
  );
};

/** The steps of a workflow that is called by this name; undefined where nobody could read them. */
export type Called = (workflow: string) => readonly StepValue[] | undefined;

const UNREAD: Called = () => undefined;

/** `<step>.state.<key>`: what a called workflow knew. */
const isStateOfCall = (name: string, scope: Scope, called: Called): boolean => {
  const [step = '', ...inner] = name.split('.state.');
  const workflow = workflowOf(stepAround(step, scope));
  if (inner.length === 0 || workflow === undefined) return false;
  const steps = called(workflow);
  // What that one calls in turn is for its own file to tell.
  return steps === undefined || inner.length > 1 || isFieldBeside(inner[0] ?? '', rootScope(steps, []));
};

/** What is known of the workflows that the steps around call, as templates name it. */
export const statesIn = (scope: Scope, called: Called): readonly string[] =>
  outwards(scope).flatMap(({ steps }) =>
    [...steps.values()].flatMap((step) => {
      const workflow = workflowOf(step);
      const inner = workflow === undefined ? [] : (called(workflow) ?? []);
      return inner.flatMap((one) => namesOf(one, `${step.name}.state.${one.name}`));
    }),
  );

const stepAround = (name: string, scope: Scope): StepValue | undefined =>
  outwards(scope).flatMap(({ steps }) => steps.get(name) ?? [])[0];

const workflowOf = (step: StepValue | undefined): string | undefined => step?.workflow ?? step?.get?.workflow;

/** What is known of a step only when its agent has done something. */
const FIELDS_OF_WORK = /^(output|diff|files|comments|error|gate\..+)$/;

/** Why a name that is known has no value when the agent of a step is asked; undefined if it may have one. */
export const emptyBecause = (name: string, scope: Scope, step: StepValue): string | undefined => {
  for (let [around, here]: [Scope | undefined, StepValue] = [scope, step]; around; ) {
    const of = stepNamed(name, around);
    if (of && of.name === here.name)
      return here === step && step.retry === undefined && !retriesAround(around)
        ? ofItself(name, of)
        : undefined;
    if (of)
      return isLater(of, here, around)
        ? `\`${of.name}\` comes later, so \`{${name}}\` is empty here`
        : undefined;
    [around, here] = [around.outer?.scope, around.outer?.holder ?? here];
  }
  return undefined;
};

/** The step beside others whose field a name is; names of steps may hold dots. */
const stepNamed = (name: string, { steps }: Scope): StepValue | undefined => {
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const step = steps.get(name.slice(0, dot).split('/')[0] ?? '');
    if (step) return step;
  }
  return undefined;
};

const ofItself = (name: string, { name: step }: StepValue): string | undefined => {
  const field = name.slice(step.length + 1);
  return FIELDS_OF_WORK.test(field)
    ? `\`{${name}}\` is of this step itself, which is tried once: it is empty when its agent is asked`
    : undefined;
};

/** Where something around is tried again, or runs side by side, a later step may have left something already. */
const isLater = (of: StepValue, here: StepValue, { steps, outer }: Scope): boolean => {
  const names = [...steps.keys()];
  const isAgain = outer !== undefined && (outer.holder.retry !== undefined || outer.holder.parallel === true);
  if (isAgain || names.indexOf(of.name) <= names.indexOf(here.name)) return false;
  return outer === undefined || !retriesAround(outer.scope);
};

const retriesAround = ({ outer }: Scope): boolean =>
  outer !== undefined && (outer.holder.retry !== undefined || retriesAround(outer.scope));
