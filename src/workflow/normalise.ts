import type { Parts, PayloadRef } from '../events/content.js';
import type { AgentNode, GateNode, RetryNode, StepNode, WorkflowTree } from '../events/tree.js';
import type { AgentValue, GateValue, PromptValue, RetryEntry, StepValue, WorkflowFile } from './schema.js';

/** What the texts of a workflow become in the tree. */
export interface Texts {
  /** The text itself; of a file, what stands in it. */
  readonly read: (text: PromptValue) => string;
  /** The payloads that keep the long ones, by their text. */
  readonly payloads: ReadonlyMap<string, PayloadRef>;
}

/** Brings every form in which a workflow may be written to the one that a run stores. */
export const normalise = (file: WorkflowFile, texts: Texts): WorkflowTree => ({
  name: file.name,
  steps: stepsOf(file.steps, texts),
});

const stepsOf = (steps: readonly StepValue[], texts: Texts): readonly StepNode[] =>
  steps.map((step) => stepOf(step, texts));

const stepOf = (step: StepValue, texts: Texts): StepNode => {
  const prompt = step.prompt ?? step.get?.prompt;
  const agent = step.agent ?? step.run?.agent;
  return {
    name: step.name,
    type: step.steps ? 'group' : agent ? 'code' : 'gates',
    ...(agent ? { agent: agentOf(agent, texts) } : {}),
    ...(prompt ? { prompt: partsOf(prompt, texts) } : {}),
    ...(step.gate ? { gates: gatesOf(step.gate) } : {}),
    ...(step.retry ? { retry: retryOf(step.retry, texts) } : {}),
    ...(step.steps ? { steps: stepsOf(step.steps, texts) } : {}),
  };
};

const agentOf = (agent: AgentValue, { read, payloads }: Texts): AgentNode => {
  if ('command' in agent) return { name: 'command', provider: 'command', command: agent.command };
  const scenario = payloads.get(read({ file: agent.scripted }));
  return { name: 'scripted', provider: 'scripted', ...(scenario ? { scenario } : {}) };
};

const partsOf = (prompt: PromptValue, { read, payloads }: Texts): Parts => {
  const text = read(prompt);
  return [payloads.get(text) ?? text];
};

/** A second gate of the same kind is `<kind>_2`, and so on. */
const gatesOf = (gates: readonly GateValue[]): readonly GateNode[] =>
  gates.map(({ bash }, index) => ({
    name: index === 0 ? 'bash' : `bash_${index + 1}`,
    kind: 'bash',
    command: bash,
  }));

const retryOf = (entries: readonly RetryEntry[], texts: Texts): RetryNode => ({
  attempts: entries.find(({ exit }) => exit !== undefined)?.exit ?? 1,
  overrides: entries.flatMap(({ attempt, agent, prompt, worktree }) => {
    if (attempt === undefined) return [];
    return {
      from: attempt,
      ...(agent ? { agent: agentOf(agent, texts) } : {}),
      ...(prompt ? { prompt: partsOf(prompt, texts) } : {}),
      ...(worktree ? { reset: true } : {}),
    };
  }),
});
