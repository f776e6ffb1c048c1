import { type Content, HEAD_CHARS, type PayloadRef, type Template } from '../../events/content.js';
import type { StepNode } from '../../events/tree.js';
import type { Source } from '../../ports/sources.js';
import type { AgentValue } from '../schema/agent.js';
import type { Mapping, PromptValue } from '../schema/value.js';
import type { WorkflowFile } from '../schema.js';
import type { TaskSource } from '../taskFiles.js';
import { parseTemplate } from '../template.js';

/** A workflow file with everything that it names. */
export interface Loaded {
  readonly source: Source;
  readonly file: WorkflowFile;
  /** Every file that was read for it, itself among them. */
  readonly files: readonly Source[];
  /** The files that it names, by the name that it gives them. */
  readonly texts: ReadonlyMap<string, string>;
  /** The tasks of its splits, by the place where they are; of those that the command line gives, nothing where it gives none. */
  readonly tasks: ReadonlyMap<string, TaskSource>;
  /** The workflows that it calls, by the name that it calls them. */
  readonly calls: ReadonlyMap<string, Loaded>;
}

/** What the command line and the configuration say about a workflow. */
export interface Settings {
  /** Takes the place of every agent that the workflow names; with the scenario, if it plays one. */
  readonly agent: { readonly value: AgentValue; readonly scenario: string } | undefined;
  /** What a gate runs, by its kind; what is not here is found in the worktree. */
  readonly gateCommands: Readonly<Record<string, string>>;
  /** Who names the sessions of an agent, by its provider; agents that are not here keep none. */
  readonly sessions: ReadonlyMap<string, string>;
}

/** Settings, with the length from which on a text is kept as a payload, in characters. */
export type Fitted = Settings & { readonly longChars: number };

/** What one workflow is normalised with. */
export interface Context {
  readonly loaded: Loaded;
  readonly settings: Fitted;
  /** The payload that keeps a text. */
  readonly payloadOf: (text: string) => PayloadRef | undefined;
}

/** A called workflow as its caller holds it: its steps, and what its variables are bound to. */
export type Call = (
  context: Context,
  workflow: string,
  inputs: Mapping,
) => {
  readonly name: string;
  readonly steps: readonly StepNode[];
  readonly bindings: NonNullable<StepNode['with']>;
};

/** The text itself; of a file, what stands in it. */
export const readText = ({ loaded }: Context, text: PromptValue): string =>
  typeof text === 'string' ? text : (loaded.texts.get(text.file) ?? '');

/** A text as an event carries it, a long one as a payload. */
export const contentOf = ({ payloadOf, settings }: Context, text: string): Content => {
  const payload = text.length >= settings.longChars ? payloadOf(text) : undefined;
  return payload ? { payload, head: text.slice(0, HEAD_CHARS) } : { text };
};

/** A text as a template, its long literal parts as payloads. */
export const templateOf = ({ payloadOf, settings }: Context, text: string): Template =>
  parseTemplate(text).map((part) =>
    typeof part === 'string' && part.length >= settings.longChars ? (payloadOf(part) ?? part) : part,
  );
