import { INLINE_BYTES } from '../events/content.js';
import type { Path } from './problem.js';
import type { AgentValue, PromptValue, StepValue, WorkflowFile } from './schema.js';

/** A text that the workflow holds or names, and the place where it does. */
export interface TextUse {
  readonly text: PromptValue;
  readonly at: Path;
  /** An agent's scenario is always a payload; a prompt only when it is long. */
  readonly alwaysKept: boolean;
}

/** Every prompt and scenario of a workflow. */
export const textUses = (file: WorkflowFile): readonly TextUse[] => usesInSteps(file.steps, ['steps']);

/** Whether a text is kept as a payload: by the most bytes it can have in UTF-8, so that no encoder is needed. */
export const isLong = (text: string): boolean => text.length * 3 > INLINE_BYTES;

const usesInSteps = (steps: readonly StepValue[], at: Path): readonly TextUse[] =>
  steps.flatMap((step, index) => usesInStep(step, [...at, index]));

const usesInStep = (step: StepValue, at: Path): readonly TextUse[] => [
  ...usesIn(step, at),
  ...usesIn(step.get ?? {}, [...at, 'get']),
  ...usesIn(step.run ?? {}, [...at, 'run']),
  ...(step.retry ?? []).flatMap((entry, index) => usesIn(entry, [...at, 'retry', index])),
  ...usesInSteps(step.steps ?? [], [...at, 'steps']),
];

const usesIn = (
  { prompt, agent }: { readonly prompt?: PromptValue; readonly agent?: AgentValue },
  at: Path,
): readonly TextUse[] => [
  ...(prompt === undefined ? [] : [{ text: prompt, at: [...at, 'prompt'], alwaysKept: false }]),
  ...(agent && 'scripted' in agent
    ? [{ text: { file: agent.scripted }, at: [...at, 'agent'], alwaysKept: true }]
    : []),
];
