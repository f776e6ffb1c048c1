import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import type { Source, Sources } from '../ports/sources.js';
import { type Contract, keptBy } from './contract.js';
import { readDocument } from './document.js';
import { findingsOf } from './findings.js';
import { nearest } from './nearest.js';
import { namedAgent } from './normalise/agent.js';
import type { Loaded, Settings } from './normalise/context.js';
import { notFound } from './notFound.js';
import { parse, warnings } from './parse.js';
import type { Finding, Problem } from './problem.js';
import { type GivenTasks, readTasks } from './readTasks.js';
import { type Input, inputsOf, LIMIT_KEYS, type WorkflowFile } from './schema.js';
import type { GivenValue } from './settings.js';
import { type CallUse, type Uses, usesOf } from './uses.js';
import { idleVariables, namesHeld, unknownVariables } from './variables.js';
import { eachOnce, unanswered } from './wanted.js';

/** What a workflow is loaded with. */
export interface LoadOptions {
  readonly sources: Sources;
  /** What the command line gives. */
  readonly set: readonly GivenValue[];
  readonly settings: Settings;
  /** Where the tasks are that the command line gives. */
  readonly tasks: GivenTasks | undefined;
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
  /** Whether the command line is to give the tasks of a split. */
  readonly takesTasks: boolean;
  /** What it says that it is given. */
  readonly inputs: readonly Input[];
  /** Every name that its texts hold, and those of what it calls. */
  readonly names: ReadonlySet<string>;
}

/** Reads a workflow and everything that it names; each file once, however often it is called. */
export const readWorkflow = async (options: LoadOptions, source: Source): Promise<Read> => {
  const reads = new Map<string, Callable>();
  const own = await readOnce({ options, reads }, source, []);
  const { loaded, wants } = own;
  const all = [own, ...[...reads.values()].filter((read) => read !== own)];
  return {
    loaded: loaded && { ...loaded, files: all.flatMap((read) => read.loaded?.files ?? []) },
    problems: [...all.flatMap(({ problems }) => problems), ...unanswered(source.path, wants)],
    warnings: all.flatMap(({ warnings }) => warnings),
    takesTasks: all.some(({ takesTasks }) => takesTasks),
    inputs: own.inputs,
    names: own.names,
  };
};

/** A workflow that may be called, with what it asks of its callers. */
interface Callable extends Read, Contract {}

interface Reading {
  readonly options: LoadOptions;
  /** The files that were read already, by their paths. */
  readonly reads: Map<string, Callable>;
}

/** Reads a workflow; `callers` are the files whose calls led here. */
const readIn = async (reading: Reading, source: Source, callers: readonly string[]): Promise<Callable> => {
  const { options } = reading;
  const parsed = parse(source, options.set);
  if (E.isLeft(parsed)) return { ...UNREADABLE, problems: parsed.left };
  const { file, locate, settings } = parsed.right;
  const inputs = inputsOf(file);
  const uses = usesOf(file, [...options.set, ...inputs]);
  const texts = await readTexts(options.sources, source, uses);
  const tasks = await readTasks(options, source, uses);
  const calls = await readCalls(reading, source, uses, callers);
  const kept = calls.made.map(({ call, read }) => keptBy(call, read, locate));
  const called = [...calls.reads.values()];
  const stepsOf = (workflow: string) => calls.loaded.get(workflow)?.file.steps;
  const findings = [
    ...texts.findings,
    ...tasks.findings,
    ...calls.findings,
    ...kept.flatMap((one) => one.findings),
    ...unknownAgents(options, uses),
  ];
  return {
    loaded: {
      source,
      file,
      files: [source, ...texts.texts.values(), ...tasks.files],
      texts: new Map([...texts.texts].map(([name, { text }]) => [name, text])),
      tasks: tasks.tasks,
      calls: calls.loaded,
    },
    problems: [
      ...parsed.right.problems,
      ...locate(findings),
      ...scenarioProblems(options, uses, texts.texts),
      ...tasks.problems,
    ],
    warnings: [
      ...parsed.right.warnings,
      ...locate(callers.length > 0 ? idleLimits(file) : []),
      ...idleVariables(uses, texts.texts, stepsOf, locate),
      ...tasks.warnings,
    ],
    takesTasks: uses.tasks.some(({ from }) => from === 'given'),
    inputs,
    settings,
    wants: eachOnce([
      ...unknownVariables(uses, texts.texts, stepsOf, locate),
      ...kept.flatMap(({ wants }) => wants),
    ]),
    names: new Set(
      [namesHeld(uses, source, texts.texts), ...called.map(({ names }) => names)].flatMap((one) => [...one]),
    ),
    isPartial: texts.findings.length + calls.findings.length > 0 || called.some(({ isPartial }) => isPartial),
  };
};

/** Limits are those of a run, and a workflow that is called is none. */
const idleLimits = (file: WorkflowFile): readonly Finding[] =>
  warnings(file, LIMIT_KEYS, 'counts only where this workflow is run itself');

/** Nobody can tell what a file asks for that is no YAML. */
const UNREADABLE: Omit<Callable, 'problems'> = {
  loaded: undefined,
  warnings: [],
  takesTasks: false,
  inputs: [],
  settings: new Set(),
  wants: [],
  names: new Set(),
  isPartial: true,
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
    if (E.isLeft(found)) findings.push({ path: at, message: notFound(file, found.left) });
    else texts.set(file, found.right);
  }
  return { texts, findings };
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
  files.flatMap(({ file }) => {
    const source = !settings.agent ? texts.get(file) : undefined;
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
  /** What is called, by the name that the workflow calls it. */
  readonly reads: ReadonlyMap<string, Callable>;
  readonly loaded: Loaded['calls'];
  /** Every call that leads somewhere. */
  readonly made: readonly { readonly call: CallUse; readonly read: Callable }[];
  readonly findings: readonly Finding[];
}

const readCalls = async (
  reading: Reading,
  source: Source,
  { calls }: Uses,
  callers: readonly string[],
): Promise<Calls> => {
  const reads = new Map<string, Callable>();
  const findings: Finding[] = [];
  const chain = [...callers, source.path];
  for (const { workflow, at, as } of calls) {
    if (reads.has(workflow)) continue;
    const found = await reading.options.sources.called(source.path, workflow)();
    if (E.isLeft(found)) findings.push({ path: at, message: notFound(workflow, found.left, as) });
    else if (chain.includes(found.right.path)) {
      const circle = [...chain, found.right.path].join(' → ');
      findings.push({ path: at, message: `${workflow} would call itself: ${circle}` });
    } else reads.set(workflow, await readOnce(reading, found.right, chain));
  }
  const made = calls.flatMap((call) => {
    const read = reads.get(call.workflow);
    return read ? [{ call, read }] : [];
  });
  const loaded = [...reads].flatMap(([name, read]) => (read.loaded ? [[name, read.loaded] as const] : []));
  return { reads, loaded: new Map(loaded), made, findings };
};

const readOnce = async (reading: Reading, source: Source, callers: readonly string[]): Promise<Callable> => {
  const before = reading.reads.get(source.path);
  if (before) return before;
  const read = await readIn(reading, source, callers);
  reading.reads.set(source.path, read);
  return read;
};
