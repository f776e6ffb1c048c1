import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { keepText, keepTexts } from '../../engine/capture.js';
import type { DataOf } from '../../events/catalogue.js';
import type { Failure } from '../../ports/failure.js';
import type { Payloads } from '../../ports/payloads.js';
import type { Source } from '../../ports/sources.js';
import type { Workflow } from '../../workflow/load.js';
import { taskFilesIn } from '../compose/sources.js';
import { platform } from '../compose/working.js';
import type { Context } from '../context.js';

/** A file that a run was made from, by what it held then. */
export interface CapturedFile {
  readonly path: string;
  readonly sha256: string;
}

/** A workflow as the log of a run holds it: its long texts are payloads by then. */
export const captureWorkflow = (
  payloads: Payloads,
  workflow: Workflow,
  others: readonly Source[] = [],
): TE.TaskEither<Failure, DataOf<'RunCreated'>['workflow']> =>
  pipe(
    TE.Do,
    TE.bind('kept', () => keepTexts(payloads, platform, workflow.kept)),
    TE.bind('source', () => keepText(payloads, platform, workflow.source.text)),
    TE.map(({ kept, source }) => ({
      path: workflow.source.path,
      source,
      tree: workflow.treeWith(kept),
      files: remembered([...workflow.files, ...others]),
    })),
  );

/** Files by what they hold. */
export const remembered = (files: readonly Source[]): readonly CapturedFile[] => {
  const digests = new Map(files.map(({ path, text }) => [path, sha256(Buffer.from(text, 'utf8'))]));
  return [...digests].map(([path, digest]) => ({ path, sha256: digest }));
};

/** The paths of those that hold something else by now, or that cannot be read any more. */
export const changedFiles = (files: readonly CapturedFile[]): readonly string[] =>
  files.filter((file) => digestNow(file.path) !== file.sha256).map(({ path }) => path);

/** Says which files are not as the run holds them, where it goes by what it holds. */
export const tellKept = (context: Context, changed: readonly string[]): void => {
  for (const file of changed)
    context.tell(`note: ${file} has changed since, or is gone; the run goes by what it held`);
};

const digestNow = (path: string): string | undefined => {
  try {
    const isFolder = statSync(path).isDirectory();
    return sha256(isFolder ? Buffer.from(taskFilesIn(path).join('\n'), 'utf8') : readFileSync(path));
  } catch {
    // What cannot be read is not as it was; the run holds it.
    return undefined;
  }
};

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
