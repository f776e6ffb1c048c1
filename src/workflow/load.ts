import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { PayloadRef } from '../events/content.js';
import type { WorkflowTree } from '../events/tree.js';
import type { Source, SourceError, Sources } from '../ports/sources.js';
import { type NamedFile, isLong, normalise } from './normalise.js';
import { type Parsed, parse } from './parse.js';
import type { Finding, Problem } from './problem.js';

/** A workflow that holds together, with every file that it names read. */
export interface Workflow {
  readonly source: Source;
  readonly warnings: readonly Problem[];
  /** The texts that a run keeps as payloads. */
  readonly long: readonly string[];
  /** The workflow as a run stores it, once every long text has its payload. */
  readonly tree: (payloads: ReadonlyMap<string, PayloadRef>) => WorkflowTree;
}

export type WorkflowError =
  | SourceError
  /** The workflow does not hold together; every problem of it. */
  | { readonly _tag: 'WorkflowInvalid'; readonly path: string; readonly problems: readonly Problem[] };

/** Finds a workflow, reads it and every file that it names, and checks it. */
export const load = (sources: Sources, name: string): TE.TaskEither<WorkflowError, Workflow> =>
  pipe(
    sources.workflow(name),
    TE.chainW((source) =>
      pipe(
        TE.fromEither(parse(source.text)),
        TE.chain((parsed) => withFiles(sources, source, parsed)),
        TE.mapLeft((problems): WorkflowError => ({ _tag: 'WorkflowInvalid', path: source.path, problems })),
      ),
    ),
  );

/** Reads the files that a workflow names; all that cannot be read are reported together. */
const withFiles = (
  sources: Sources,
  source: Source,
  { file, warnings, locate }: Parsed,
): TE.TaskEither<readonly Problem[], Workflow> => async () => {
  const texts = new Map<string, string>();
  const findings: Finding[] = [];
  for (const { file: path, at } of filesIn((read) => normalise(file, { read, keep: noPayload }))) {
    const found = texts.has(path) ? undefined : await sources.beside(source.path, path)();
    if (found && E.isLeft(found)) findings.push({ path: at, message: wordsFor(found.left) });
    if (found && E.isRight(found)) texts.set(path, found.right.text);
  }
  if (findings.length > 0) return E.left(locate(findings));
  const read = ({ file: path }: NamedFile): string => texts.get(path) ?? '';
  const long: string[] = [];
  normalise(file, { read, keep: (text) => (long.push(text), NO_PAYLOAD) });
  const tree = (payloads: ReadonlyMap<string, PayloadRef>): WorkflowTree =>
    normalise(file, { read, keep: (text) => payloads.get(text) ?? NO_PAYLOAD });
  return E.right({ source, warnings, long: [...new Set(isLong(source.text) ? [...long, source.text] : long)], tree });
};
