import { worktreesLines } from '../../inspector/text/integrity.js';
import { paintWith } from '../../inspector/text/paint.js';
import { standingLines } from '../../inspector/text/standing.js';
import type { Context } from '../context.js';
import type { WorktreeFiles } from './lookAtFiles.js';

/** How git stands in all worktrees that there are, and the verdicts on their files. */
export const tellVerdicts = (context: Context, files: readonly WorktreeFiles[]): void => {
  if (files.length === 0) return;
  for (const line of verdictLines(context, files)) context.tell(`  ${line}`);
};

/** The same in lines. */
export const verdictLines = (
  { colour }: Pick<Context, 'colour'>,
  files: readonly WorktreeFiles[],
): readonly string[] => [...standingLines(files), ...worktreesLines(files, paintWith(colour))];
