import type { LineDiff } from '../../ports/lineDiff.js';
import type { FileState, Finding } from '../../projections/integrity.js';
import { findingLine } from './integrity.js';
import { sizeWords } from './leftovers.js';
import { harmless, type Paint } from './paint.js';

/** A file as it was recorded, beside what is there now. */
export interface FileReview {
  readonly finding: Finding;
  /** How the lines differ; undefined where there is no text on both sides. */
  readonly lines?: LineDiff;
}

/** The review of files: a line for each with `+a −d`, then what differs, also its mode; of what is no text on both sides, sizes and digests. */
export const reviewLines = (reviews: readonly FileReview[], paint: Paint): readonly string[] =>
  reviews.flatMap(({ finding, lines }) => [
    `${paint.bold(findingLine(finding))}${lines ? ` +${lines.added} −${lines.removed}` : ''}`,
    ...(lines ? [...modeLines(finding), ...patchLines(lines.patch, paint)] : statesOf(finding)),
  ]);

/** A mode is no line of the text: where it is another one, that is said. */
const modeLines = ({ was, now }: Finding): readonly string[] =>
  was && 'mode' in was && 'mode' in now && was.mode !== now.mode ? [`  mode ${was.mode} → ${now.mode}`] : [];

/** How much of one patch is shown. */
const SHOWN_LINES = 400;

const patchLines = (patch: string, paint: Paint): readonly string[] => {
  const all = patch.replace(/\n$/, '').split('\n');
  const more = all.length - SHOWN_LINES;
  const shown = all.slice(0, SHOWN_LINES).map((line) => `  ${painted(visible(line), paint)}`);
  return patch === '' ? [] : [...shown, ...(more > 0 ? [`  and ${more} more lines`] : [])];
};

const painted = (line: string, { good, bad, dim }: Paint): string => {
  if (line.startsWith('+')) return good(line);
  if (line.startsWith('-')) return bad(line);
  return line.startsWith('@@') ? dim(line) : line;
};

/** A line of a file may hold tabs; nothing else that a terminal acts on is passed on. */
const visible = (line: string): string => line.split('\t').map(harmless).join('\t');

/** Of what nobody can tell it is not known either whether it was recorded. */
const statesOf = ({ kind, was, now }: Finding): readonly string[] =>
  kind === 'UNKNOWN' && !was
    ? []
    : [`  was ${was ? stateWords(was) : 'not recorded'}`, `  now ${stateWords(now)}`];

const stateWords = (state: FileState): string => {
  if ('deleted' in state) return 'not there';
  if ('unknown' in state) return `unknown: ${state.unknown}`;
  if ('submodule' in state) return `a submodule at ${state.submodule}`;
  return `${sizeWords(state.size)}, mode ${state.mode}, sha256 ${state.sha256}`;
};
