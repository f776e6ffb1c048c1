import { INLINE_BYTES, type Parts, type PayloadRef } from '../events/content.js';
import type { AgentNode, GateNode, RetryNode, StepNode, WorkflowTree } from '../events/tree.js';
import type { Path } from './problem.js';
import type { AgentValue, GateValue, PromptValue, RetryEntry, StepValue, WorkflowFile } from './schema.js';

/** A file that the workflow names, and the place that names it. */
export interface NamedFile {
  readonly file: string;
  readonly at: Path;
}

/** Where the texts of a workflow come from and go to while it is brought to its stored form. */
export interface Texts {
  /** The text of a file that the workflow names. */
  readonly read: (file: NamedFile) => string;
  /** The payload that keeps a text; for a text that is to stand in the tree itself it is never asked. */
  readonly keep: (text: string) => PayloadRef;
}

/** Brings every form in which a workflow may be written to the one that a run stores. */
export const normalise = (file: WorkflowFile, texts: Texts): WorkflowTree => ({
  name: file.name,
  steps: stepsOf(file.steps, ['steps'], texts),
});

/** Whether a text is kept as a payload: by its longest form in UTF-8, so that no encoder is needed to tell. */
export const isLong = (text: string): boolean => text.length * 3 > INLINE_BYTES;

const stepsOf = (steps: readonly StepValue[], at: Path, texts: Texts): readonly StepNode[] =>
  steps.map((step, index) => stepOf(step, [...at, index], texts));

const stepOf = (step: StepValue, at: Path, texts: Texts): StepNode => {
  const prompt = step.prompt ?? step.get?.prompt;
  const agent = step.agent ?? step.run?.agent;
  return {
    name: step.name,
    type: step.steps ? 'group' : agent ? 'code' : 'gates',
    ...(agent ? { agent: agentOf(agent, step.agent ? [...at, 'agent'] : [...at, 'run', 'agent'], texts) } : {}),
    ...(prompt ? { prompt: partsOf(prompt, step.prompt ? [...at, 'prompt'] : [...at, 'get', 'prompt'], texts) } : {}),
    ...(step.gate ? { gates: gatesOf(step.gate) } : {}),
    ...(step.retry ? { retry: retryOf(step.retry, [...at, 'retry'], texts) } : {}),
    ...(step.steps ? { steps: stepsOf(step.steps, [...at, 'steps'], texts) } : {}),
  };
};

const agentOf = (agent: AgentValue, at: Path, texts: Texts): AgentNode => {
  if ('command' in agent) return { name: 'command', provider: 'command', command: agent.command };
  const scenario = texts.keep(texts.read({ file: agent.scripted, at }));
  return { name: 'scripted', provider: 'scripted', scenario };
};

const partsOf = (prompt: PromptValue, at: Path, texts: Texts): Parts => {
  const text = typeof prompt === 'string' ? prompt : texts.read({ file: prompt.file, at });
  return [isLong(text) ? texts.keep(text) : text];
};

/** A second gate of the same kind is `<kind>_2`, and so on. */
const gatesOf = (gates: readonly GateValue[]): readonly GateNode[] =>
  gates.map(({ bash }, index) => ({ name: index === 0 ? 'bash' : `bash_${index + 1}`, kind: 'bash', command: bash }));

const retryOf = (entries: readonly RetryEntry[], at: Path, texts: Texts): RetryNode => ({
  attempts: entries.find(({ exit }) => exit !== undefined)?.exit ?? 1,
  overrides: entries.flatMap(({ attempt, agent, prompt, worktree }, index) => {
    if (attempt === undefined) return [];
    return {
      from: attempt,
      ...(agent ? { agent: agentOf(agent, [...at, index, 'agent'], texts) } : {}),
      ...(prompt ? { prompt: partsOf(prompt, [...at, index, 'prompt'], texts) } : {}),
      ...(worktree ? { reset: true } : {}),
    };
  }),
});
