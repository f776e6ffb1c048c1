import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { MAX_LINE_BYTES } from '../events/chain.js';
import { INLINE_BYTES, type PayloadRef } from '../events/content.js';
import type { TaskNode, WorkflowTree } from '../events/tree.js';
import type { Source, SourceError, Sources } from '../ports/sources.js';
import type { Loaded, Settings } from './normalise/context.js';
import { longTexts, normalise } from './normalise.js';
import { type Parsed, parse } from './parse.js';
import type { Finding, Problem } from './problem.js';
import { inputsOf } from './schema.js';
import { parseTasks } from './tasks.js';
import { unknownVariables } from './unknownVariables.js';
import { type Uses, usesOf } from './uses.js';

/** A workflow that holds together, with every file and workflow that it names read. */
export interface Workflow {
  readonly source: Source;
  readonly warnings: readonly Problem[];
  /** Every file that was read, the workflow's own first. */
  readonly files: readonly Source[];
  /** The texts that a run keeps as payloads. */
  readonly kept: readonly string[];
  /** The workflow as a run stores it, given the payloads of those texts. */
  readonly treeWith: (payloads: ReadonlyMap<string, PayloadRef>) => WorkflowTree;
}

export type WorkflowError =
  | SourceError
  /** The workflow does not hold together; every problem of it. */
  | { readonly _tag: 'WorkflowInvalid'; readonly path: string; readonly problems: readonly Problem[] };

/** What a workflow is loaded with. */
export interface LoadOptions {
  readonly sources: Sources;
  /** The names that the command line gives values to. */
  readonly bound: readonly string[];
  readonly settings: Settings;
}

/** Finds a workflow, reads it and everything that it names, and checks all of it. */
export const load = (options: LoadOptions, name: string): TE.TaskEither<WorkflowError, Workflow> =>
  pipe(
    options.sources.workflow(name),
    TE.chainW((source) => loadSource(options, source, [])),
    TE.chainEitherKW(({ loaded, warnings }) => fitted(options.settings, loaded, warnings)),
  );

/** How much of the first event's line is left to other things than the workflow, in bytes. */
const OTHER_BYTES = 64 * 1024;
const MOST_BYTES = MAX_LINE_BYTES - OTHER_BYTES;

/** A text that is at least so long is kept as a payload, in characters: few of them, or, in a large workflow, most. */
const LONG_CHARS = [INLINE_BYTES / 3, 120];

/** The first event carries the whole workflow, so without its long texts it must fit into a line. */
const fitted = (
  settings: Settings,
  loaded: Loaded,
  warnings: readonly Problem[],
): E.Either<WorkflowError, Workflow> => {
  let size = 0;
  for (const longChars of LONG_CHARS) {
    const options = { ...settings, longChars };
    const kept = longTexts(loaded, options);
    size = sizeOf(normalise(loaded, options, new Map(kept.map((text) => [text, SOME_PAYLOAD]))));
    if (size > MOST_BYTES) continue;
    return E.right({
      source: loaded.source,
      warnings,
      files: loaded.files,
      kept,
      treeWith: (payloads) => normalise(loaded, options, payloads),
    });
  }
  const message = `the workflow takes ${size} bytes without its long texts, and a run can hold ${MOST_BYTES}; divide it`;
  const problems = [{ line: 1, column: 1, message }];
  return E.left({ _tag: 'WorkflowInvalid', path: loaded.source.path, problems });
};

/** What stands for any payload where only its size counts. */
const SOME_PAYLOAD: PayloadRef = { sha256: '0'.repeat(64), bytes: 1_000_000 };

/** The most bytes that a tree can take in UTF-8; there is no encoder here. */
const sizeOf = (tree: WorkflowTree): number => {
  const text = JSON.stringify(tree);
  return text.length + (text.match(/[^\0-\x7f]/g)?.length ?? 0) * 2;
};

interface Read {
  readonly loaded: Loaded;
  readonly warnings: readonly Problem[];
}

/** Reads a workflow and what it names; `callers` are the files whose calls led here. */
const loadSource = (
  options: LoadOptions,
  source: Source,
  callers: readonly string[],
): TE.TaskEither<WorkflowError, Read> =>
  pipe(
    TE.fromEither(parse(source.text)),
    TE.chain((parsed) => readAround(options, source, parsed, callers)),
    TE.mapLeft((problems): WorkflowError => ({ _tag: 'WorkflowInvalid', path: source.path, problems })),
  );

/** Reads everything that a workflow names; all that is wrong with any of it is reported together. */
const readAround =
  (
    options: LoadOptions,
    source: Source,
    { file, warnings, locate }: Parsed,
    callers: readonly string[],
  ): TE.TaskEither<readonly Problem[], Read> =>
  async () => {
    const uses = usesOf(file, [...options.bound, ...inputsOf(file)]);
    const texts = await readTexts(options.sources, source, uses);
    const tasks = tasksIn(uses, texts.texts);
    const calls = await readCalls(options, source, uses, callers);
    const isCalled = callers.length > 0;
    const findings = [
      ...texts.findings,
      ...tasks.findings,
      ...calls.findings,
      // What a called workflow does not know itself are its inputs, which its caller may have given.
      ...(isCalled ? [] : unknownVariables(uses, texts.texts)),
    ];
    if (findings.length > 0) return E.left(locate(findings));
    const called = [...calls.calls.values()].flatMap(({ files }) => files);
    const files = [source, ...texts.files, ...called];
    const loaded = { source, file, files, texts: texts.texts, tasks: tasks.tasks, calls: calls.calls };
    return E.right({ loaded, warnings: [...warnings, ...calls.warnings] });
  };

interface Texts {
  readonly files: readonly Source[];
  readonly texts: ReadonlyMap<string, string>;
  readonly findings: readonly Finding[];
}

const readTexts = async (sources: Sources, source: Source, { templates, files }: Uses): Promise<Texts> => {
  const texts = new Map<string, string>();
  const read: Source[] = [];
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
    else {
      texts.set(file, found.right.text);
      read.push(found.right);
    }
  }
  return { files: read, texts, findings };
};

const tasksIn = (
  { files }: Uses,
  texts: ReadonlyMap<string, string>,
): { readonly tasks: ReadonlyMap<string, readonly TaskNode[]>; readonly findings: readonly Finding[] } => {
  const tasks = new Map<string, readonly TaskNode[]>();
  const findings: Finding[] = [];
  for (const { file, as, at } of files) {
    const text = texts.get(file);
    if (as !== 'tasks' || text === undefined) continue;
    const parsed = parseTasks(text);
    if (E.isRight(parsed)) tasks.set(file, parsed.right);
    else findings.push({ path: at, message: `${file} holds no tasks: ${parsed.left}` });
  }
  return { tasks, findings };
};

interface Calls {
  readonly calls: ReadonlyMap<string, Loaded>;
  readonly warnings: readonly Problem[];
  readonly findings: readonly Finding[];
}

const readCalls = async (
  options: LoadOptions,
  source: Source,
  { calls: uses }: Uses,
  callers: readonly string[],
): Promise<Calls> => {
  const calls = new Map<string, Loaded>();
  const warnings: Problem[] = [];
  const findings: Finding[] = [];
  const chain = [...callers, source.path];
  for (const { workflow, at } of uses) {
    if (calls.has(workflow)) continue;
    const found = await options.sources.called(source.path, workflow)();
    if (E.isLeft(found)) {
      findings.push({ path: at, message: wordsFor(workflow, found.left) });
    } else if (chain.includes(found.right.path)) {
      findings.push({
        path: at,
        message: `${workflow} would call itself: ${[...chain, found.right.path].join(' → ')}`,
      });
    } else {
      const read = await loadSource(options, found.right, chain)();
      if (E.isRight(read)) {
        calls.set(workflow, read.right.loaded);
        warnings.push(...read.right.warnings);
      } else findings.push(...within(workflow, at, read.left));
    }
  }
  return { calls, warnings, findings };
};

/** What is wrong inside a called workflow, at the place of the call. */
const within = (workflow: string, at: Finding['path'], error: WorkflowError): readonly Finding[] =>
  error._tag === 'WorkflowInvalid'
    ? error.problems.map(({ line, column, message }) => ({
        path: at,
        message: `in ${error.path}:${line}:${column}: ${message}`,
      }))
    : [{ path: at, message: wordsFor(workflow, error) }];

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
