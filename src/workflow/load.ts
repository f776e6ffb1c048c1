import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { MAX_LINE_BYTES } from '../events/chain.js';
import type { PayloadRef } from '../events/content.js';
import type { WorkflowTree } from '../events/tree.js';
import type { Source, SourceError, Sources } from '../ports/sources.js';
import { normalise } from './normalise.js';
import { type Parsed, parse } from './parse.js';
import type { Finding, Problem } from './problem.js';
import type { PromptValue } from './schema.js';
import { isLong, textUses } from './texts.js';

/** A workflow that holds together, with every file that it names read. */
export interface Workflow {
  readonly source: Source;
  readonly warnings: readonly Problem[];
  /** The texts that a run keeps as payloads. */
  readonly kept: readonly string[];
  /** The workflow as a run stores it, given the payloads of those texts. */
  readonly treeWith: (payloads: ReadonlyMap<string, PayloadRef>) => WorkflowTree;
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
const withFiles =
  (
    sources: Sources,
    source: Source,
    { file, warnings, locate }: Parsed,
  ): TE.TaskEither<readonly Problem[], Workflow> =>
  async () => {
    const files = new Map<string, string>();
    const findings: Finding[] = [];
    const uses = textUses(file);
    for (const { text, at } of uses) {
      if (typeof text === 'string' || files.has(text.file)) continue;
      const found = await sources.beside(source.path, text.file)();
      if (E.isRight(found)) files.set(text.file, found.right.text);
      else findings.push({ path: at, message: wordsFor(text.file, found.left) });
    }
    if (findings.length > 0) return E.left(locate(findings));
    const read = (text: PromptValue): string =>
      typeof text === 'string' ? text : (files.get(text.file) ?? '');
    const kept = uses
      .filter(({ text, alwaysKept }) => alwaysKept || isLong(read(text)))
      .map(({ text }) => read(text));
    const treeWith: Workflow['treeWith'] = (payloads) => normalise(file, { read, payloads });
    const tooLarge = sizeFinding(treeWith(new Map(kept.map((text) => [text, SOME_PAYLOAD]))));
    if (tooLarge) return E.left(locate([tooLarge]));
    return E.right({ source, warnings, kept: [...new Set(kept)], treeWith });
  };

/** What stands for any payload where only its size counts. */
const SOME_PAYLOAD: PayloadRef = { sha256: '0'.repeat(64), bytes: 1_000_000 };

/** How much of the first event's line is left to other things than the workflow, in bytes. */
const OTHER_BYTES = 64 * 1024;

/** The first event carries the whole workflow, so it must fit into a line; counted by the most bytes it can have. */
const sizeFinding = (tree: WorkflowTree): Finding | undefined => {
  const most = MAX_LINE_BYTES - OTHER_BYTES;
  const text = JSON.stringify(tree);
  const bytes = text.length + (text.match(/[^\0-\x7f]/g)?.length ?? 0) * 2;
  if (bytes <= most) return undefined;
  const message = `the workflow takes ${bytes} bytes without its long texts, and a run can hold ${most}; divide it`;
  return { path: [], message };
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
