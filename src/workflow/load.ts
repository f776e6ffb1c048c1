import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { MAX_LINE_BYTES } from '../events/chain.js';
import { INLINE_BYTES, type PayloadRef } from '../events/content.js';
import { type LimitSetting, nameOfLimit } from '../events/limits.js';
import type { WorkflowTree } from '../events/tree.js';
import type { Source } from '../ports/sources.js';
import { limitsIn } from './limits.js';
import type { Loaded, Settings } from './normalise/context.js';
import { longTexts, normalise } from './normalise.js';
import { type NamedError, workflowNamed } from './notFound.js';
import { inOrder, type Problem } from './problem.js';
import { type LoadOptions, readWorkflow } from './read.js';
import type { Input } from './schema.js';

/** A workflow that holds together, with every file and workflow that it names read. */
export interface Workflow {
  readonly source: Source;
  readonly warnings: readonly Problem[];
  /** Whether the command line is to give the tasks of a split. */
  readonly takesTasks: boolean;
  /** What it says that it is given. */
  readonly inputs: readonly Input[];
  /** Every name that its texts hold, and those of what it calls. */
  readonly names: ReadonlySet<string>;
  /** Every file that was read, the workflow's own first. */
  readonly files: readonly Source[];
  /** The texts that a run keeps as payloads. */
  readonly kept: readonly string[];
  /** What its runs are held to. */
  readonly limits: readonly LimitSetting[];
  /** The workflow as a run stores it, given the payloads of those texts. */
  readonly treeWith: (payloads: ReadonlyMap<string, PayloadRef>) => WorkflowTree;
}

export type WorkflowError =
  | NamedError
  /** The workflow does not hold together; every problem of it. */
  | {
      readonly _tag: 'WorkflowInvalid';
      readonly path: string;
      readonly problems: readonly Problem[];
      readonly warnings: readonly Problem[];
      /** The tasks that it was given, as they were named. */
      readonly tasks?: string;
      /** Its settings were given values. */
      readonly isSet?: true;
    };

/** Finds a workflow, reads it and everything that it names, and checks all of it. */
export const load = (options: LoadOptions, name: string): TE.TaskEither<WorkflowError, Workflow> =>
  pipe(
    workflowNamed(options.sources, name),
    TE.chainW(
      (source): TE.TaskEither<WorkflowError, Workflow> =>
        async () =>
          judged(options, source),
    ),
  );

const judged = async (options: LoadOptions, source: Source): Promise<E.Either<WorkflowError, Workflow>> => {
  const { path } = source;
  const { loaded, takesTasks, inputs, names, ...found } = await readWorkflow(options, source);
  const [problems, warnings] = [inOrder(path, found.problems), inOrder(path, found.warnings)];
  return loaded && problems.length === 0
    ? fitted(options.settings, loaded, { warnings, takesTasks, inputs, names })
    : E.left({ _tag: 'WorkflowInvalid', path, problems, warnings });
};

/** How much of the first event's line is left to other things than the workflow, in bytes. */
const OTHER_BYTES = 64 * 1024;
const MOST_BYTES = MAX_LINE_BYTES - OTHER_BYTES;

/** A text that is at least so long is kept as a payload, in characters: few of them, or, in a large workflow, most. */
const LONG_CHARS = [INLINE_BYTES / 3, 120];

/** The first event carries the whole workflow, so without its long texts it must fit into a line. */
const fitted = (
  settings: Settings,
  loaded: Loaded,
  known: Pick<Workflow, 'warnings' | 'takesTasks' | 'inputs' | 'names'>,
): E.Either<WorkflowError, Workflow> => {
  let size = 0;
  for (const longChars of LONG_CHARS) {
    const options = { ...settings, longChars };
    const kept = longTexts(loaded, options);
    size = sizeOf(normalise(loaded, options, new Map(kept.map((text) => [text, SOME_PAYLOAD]))));
    if (size > MOST_BYTES) continue;
    return E.right({
      source: loaded.source,
      ...known,
      files: loaded.files,
      kept,
      limits: limitsIn(loaded.file, nameOfLimit, loaded.source.path),
      treeWith: (payloads) => normalise(loaded, options, payloads),
    });
  }
  const message = `the workflow takes ${size} bytes without its long texts, and a run can hold ${MOST_BYTES}; divide it`;
  const { path } = loaded.source;
  const problems = [{ file: path, line: 1, column: 1, message }];
  return E.left({ _tag: 'WorkflowInvalid', path, problems, warnings: known.warnings });
};

/** What stands for any payload where only its size counts. */
const SOME_PAYLOAD: PayloadRef = { sha256: '0'.repeat(64), bytes: 1_000_000 };

/** The most bytes that a tree can take in UTF-8; there is no encoder here. */
const sizeOf = (tree: WorkflowTree): number => {
  const text = JSON.stringify(tree);
  return text.length + (text.match(/[^\0-\x7f]/g)?.length ?? 0) * 2;
};
