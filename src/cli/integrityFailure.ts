import { EXIT } from './exitCode.js';
import type { Told } from './told.js';

/** What keeps a command from its work because of files that are not as they were recorded. */
export type IntegrityError = FilesDiffer;

/** Files are not as they were recorded, and nobody said what is to become of them. */
export interface FilesDiffer {
  readonly _tag: 'FilesDiffer';
  /** The verdict, and a line for each file. */
  readonly lines: readonly string[];
  /** What can be said. */
  readonly choices: readonly string[];
}

/** Says of each what happened, where, and what to do next. */
export const integrityTellers: {
  readonly [T in IntegrityError['_tag']]: (error: Extract<IntegrityError, { _tag: T }>) => Told;
} = {
  FilesDiffer: ({ lines, choices }) => ({
    message: lines.join('\n'),
    hint: `nothing was changed; say what is to become of it by \`--on-drift\` with ${choices.join(', ')}, or at a terminal`,
    exit: EXIT.stopped,
  }),
};
