import type { Template } from './content.js';
import type { StepNode, WorkflowTree } from './tree.js';

/** The names of the variables that a template draws on. */
export const variablesIn = (template: Template): readonly string[] =>
  template.flatMap((part) => (typeof part !== 'string' && 'variable' in part ? [part.variable] : []));

/** The names that a step itself draws on: in its prompts, in what is read for it, in what it hands on. */
export const variablesOfStep = ({
  prompt = [],
  context = [],
  with: bindings = [],
  gates = [],
  retry,
}: StepNode) => [
  ...new Set(
    [
      prompt,
      ...context.map(({ file = [] }) => file),
      ...bindings.map(({ value }) => value),
      ...gates.flatMap((gate) => (gate.with ?? []).map(({ value }) => value)),
      ...(retry?.overrides ?? []).map((override) => override.prompt ?? []),
    ].flatMap(variablesIn),
  ),
];

/** The names that any step of a workflow draws on. */
export const variablesOf = ({ steps }: Pick<WorkflowTree, 'steps'>): ReadonlySet<string> =>
  new Set(
    steps.flatMap((step) => [
      ...variablesOfStep(step),
      ...[
        step.steps,
        step.each,
        step.before && [step.before],
        ...(step.gates ?? []).map((gate) => gate.steps),
      ].flatMap((inner) => (inner ? [...variablesOf({ steps: inner })] : [])),
    ]),
  );
