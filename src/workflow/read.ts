import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import type { TaskNode } from '../events/tree.js';
import type { Source, SourceError, Sources } from '../ports/sources.js';
import { readDocument } from './document.js';
import { findingsOf } from './findings.js';
import { nearest } from './nearest.js';
import { namedAgent } from './normalise/agent.js';
import type { Loaded, Settings } from './normalise/context.js';
import { parse } from './parse.js';
import type { Finding, Problem } from './problem.js';
import { inputsOf } from './schema.js';
import { parseTasks } from './tasks.js';
import { type Uses, usesOf } from './uses.js';
import { emptyVariables, unknownVariables } from './variables.js';

/** What a workflow is loaded with. */
export interface LoadOptions {
  readonly sources: Sources;
  /** The names that the command line gives values to. */
  readonly bound: readonly string[];
  readonly settings: Settings;
  /** The agents that there is a program for. */
  readonly providers: readonly string[];
  /** What the scenario of a scripted agent must be. */
  readonly scenario: t.Mixed;
}

/** A workflow with everything that it names, as far as it could be read, and all that is wrong with any of it. */
export interface Read {
  readonly loaded: Loaded | undefined;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Reads a workflow and what it names; `callers` are the files whose calls led here. */
export const readWorkflow = async (
  options: LoadOptions,
  source: Source,
  callers: readonly string[] = [],
): Promise<Read> => {
  const parsed = parse(source);
  if (E.isLeft(parsed)) return { loaded: undefined, problems: parsed.left, warnings: [] };
  const { file, locate } = parsed.right;
  const uses = usesOf(file, [...options.bound, ...inputsOf(file)]);
  const texts = await readTexts(options.sources, source, uses);
  const tasks = tasksIn(uses, texts.texts);
  const calls = await readCalls(options, source, uses, callers);
  // What a called workflow does not know itself are its inputs, which its caller may have given.
  const unknown = callers.length > 0 ? [] : unknownVariables(uses, texts.texts, locate);
  const called = [...calls.calls.values()].flatMap(({ files }) => files);
  return {
    loaded: {
      source,
      file,
      files: [source, ...texts.texts.values(), ...called],
      texts: new Map([...texts.texts].map(([name, { text }]) => [name, text])),
      tasks: tasks.tasks,
      calls: calls.calls,
    },
    problems: [
      ...parsed.right.problems,
      ...locate([...texts.findings, ...tasks.findings, ...calls.findings, ...unknownAgents(options, uses)]),
      ...scenarioProblems(options, uses, texts.texts),
      ...unknown,
      ...calls.problems,
    ],
    warnings: [...parsed.right.warnings, ...emptyVariables(uses, texts.texts, locate), ...calls.warnings],
  };
};

interface Texts {
  /** By the names that the workflow gives them. */
  readonly texts: ReadonlyMap<string, Source>;
  readonly findings: readonly Finding[];
}

const readTexts = async (sources: Sources, source: Source, { templates, files }: Uses): Promise<Texts> => {
  const texts = new Map<string, Source>();
  const findings: Finding[] = [];
  const named = [
    ...templates.flatMap(({ template, at }) =>
      typeof template === 'string' ? [] : [{ file: template.file, at }],
    ),
    ...files,
  ];
  for (const { file, at } of named) {
    if (texts.has(file)) continue;
    const found = await sources.beside(source.path, file)();
    if (E.isLeft(found)) findings.push({ path: at, message: wordsFor(file, found.left) });
    else texts.set(file, found.right);
  }
  return { texts, findings };
};

const tasksIn = (
  { files }: Uses,
  texts: ReadonlyMap<string, Source>,
): { readonly tasks: ReadonlyMap<string, readonly TaskNode[]>; readonly findings: readonly Finding[] } => {
  const tasks = new Map<string, readonly TaskNode[]>();
  const findings: Finding[] = [];
  for (const { file, as, at } of files) {
    const text = texts.get(file)?.text;
    if (as !== 'tasks' || text === undefined) continue;
    const parsed = parseTasks(text);
    if (E.isRight(parsed)) tasks.set(file, parsed.right);
    else findings.push({ path: at, message: `${file} holds no tasks: ${parsed.left}` });
  }
  return { tasks, findings };
};

const unknownAgents = ({ settings, providers }: LoadOptions, { agents }: Uses): readonly Finding[] =>
  agents.flatMap(({ agent, at }) => {
    const { provider } = namedAgent(agent);
    if (settings.agent || providers.includes(provider)) return [];
    const near = nearest(provider, providers);
    const instead = near === undefined ? `known are ${providers.join(', ')}` : `did you mean \`${near}\`?`;
    return [{ path: at, message: `there is no agent ${agent}; ${instead}` }];
  });

const scenarioProblems = (
  { settings, scenario }: LoadOptions,
  { files }: Uses,
  texts: ReadonlyMap<string, Source>,
): readonly Problem[] =>
  files.flatMap(({ file, as }) => {
    const source = as === 'scenario' && !settings.agent ? texts.get(file) : undefined;
    return source ? problemsIn(scenario, source) : [];
  });

/** What is wrong with the form of a YAML file, by the codec that says what it must be. */
export const problemsIn = (codec: t.Mixed, source: Source): readonly Problem[] => {
  const document = readDocument(source);
  if (E.isLeft(document)) return document.left;
  const { value, problems, locate } = document.right;
  const decoded = codec.decode(value);
  return [...problems, ...(E.isLeft(decoded) ? locate(findingsOf(decoded.left)) : [])];
};

interface Calls {
  readonly calls: ReadonlyMap<string, Loaded>;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly findings: readonly Finding[];
}

const readCalls = async (
  options: LoadOptions,
  source: Source,
  { calls: uses }: Uses,
  callers: readonly string[],
): Promise<Calls> => {
  const reads = new Map<string, Read>();
  const findings: Finding[] = [];
  const chain = [...callers, source.path];
  for (const { workflow, at } of uses) {
    if (reads.has(workflow)) continue;
    const found = await options.sources.called(source.path, workflow)();
    if (E.isLeft(found)) findings.push({ path: at, message: wordsFor(workflow, found.left) });
    else if (chain.includes(found.right.path)) {
      const circle = [...chain, found.right.path].join(' → ');
      findings.push({ path: at, message: `${workflow} would call itself: ${circle}` });
    } else reads.set(workflow, await readWorkflow(options, found.right, chain));
  }
  return {
    calls: new Map([...reads].flatMap(([name, { loaded }]) => (loaded ? [[name, loaded] as const] : []))),
    problems: [...reads.values()].flatMap(({ problems }) => problems),
    warnings: [...reads.values()].flatMap(({ warnings }) => warnings),
    findings,
  };
};

const wordsFor = (file: string, error: SourceError): string => {
  switch (error._tag) {
    case 'SourceMissing':
      return `there is no file ${file}; looked for ${error.looked.join(', ')}`;
    case 'SourceUnreadable':
      return `${file} cannot be read: ${error.detail}`;
    case 'SourceRefused':
      return `${file}: ${error.detail}`;
  }
};
