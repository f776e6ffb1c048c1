import * as t from 'io-ts';
import { Parts, PayloadRef } from './content.js';
import { Ordinal } from './ids.js';
import { record } from './record.js';

/** The agent of a step, resolved: `name` as the workflow says it, and what it needs to be launched. */
export const AgentNode = record(
  { name: t.string, provider: t.string },
  { command: t.readonlyArray(t.string), scenario: PayloadRef },
);
export type AgentNode = t.TypeOf<typeof AgentNode>;

/** A gate of a step; `name` is unique in its step (`bash`, `bash_2`). */
export const GateNode = record({ name: t.string, kind: t.string }, { command: t.string });
export type GateNode = t.TypeOf<typeof GateNode>;

/** What changes from attempt `from` on; `agent` and `prompt` stick, `reset` acts on that attempt alone. */
export const RetryOverride = record({ from: Ordinal }, { agent: AgentNode, prompt: Parts, reset: t.boolean });
export type RetryOverride = t.TypeOf<typeof RetryOverride>;

/** How often a step is tried, and what changes on the way. */
export const RetryNode = record({ attempts: Ordinal, overrides: t.readonlyArray(RetryOverride) });
export type RetryNode = t.TypeOf<typeof RetryNode>;

/** A node of the workflow, normalised: flat and block forms, shorthands and defaults are gone. */
export interface StepNode {
  readonly name: string;
  /** `code` runs an agent, `gates` only checks, `group` holds steps. */
  readonly type: string;
  readonly agent?: AgentNode;
  readonly prompt?: Parts;
  readonly gates?: readonly GateNode[];
  readonly retry?: RetryNode;
  readonly steps?: readonly StepNode[];
}

export const StepNode: t.Type<StepNode> = t.recursion('StepNode', () =>
  record(
    { name: t.string, type: t.string },
    {
      agent: AgentNode,
      prompt: Parts,
      gates: t.readonlyArray(GateNode),
      retry: RetryNode,
      steps: t.readonlyArray(StepNode),
    },
  ),
) as t.Type<StepNode>;

/** A workflow as a run keeps it: after creation nobody parses YAML again. */
export const WorkflowTree = record({ name: t.string, steps: t.readonlyArray(StepNode) });
export type WorkflowTree = t.TypeOf<typeof WorkflowTree>;
