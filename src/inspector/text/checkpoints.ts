import type { ListedCheckpoint } from '../../projections/checkpoints.js';
import { aligned } from './aligned.js';
import { counted } from './counted.js';
import type { Paint } from './paint.js';
import { pathWords } from './pathWords.js';

/** A line for each checkpoint: the cut at which a fork goes on from it, time, commit, files, what it is, and of which step; what the run does not stand on is dim. */
export const checkpointsText = (checkpoints: readonly ListedCheckpoint[], paint: Paint): string => {
  if (checkpoints.length === 0) return 'nothing is recorded yet';
  const wordsOf = (one: ListedCheckpoint): readonly string[] => [
    `${one.cut}`,
    whenOf(one),
    one.commit.slice(0, 7),
    counted(one.files, 'file'),
    kindOf(one),
    `${pathWords(one.step ?? (one.unit === '' ? 'the run' : one.unit))}${asideOf(one)}`,
  ];
  return checkpointLines(checkpoints, wordsOf, (column) => column === 0 || column === 3, paint);
};

/** When it was recorded, to the second. */
export const whenOf = ({ at }: Pick<ListedCheckpoint, 'at'>): string => at.slice(0, 19).replace('T', ' ');

/** Checkpoints of any kind under each other; what is not stood on is dim. */
export const checkpointLines = <Listed extends Pick<ListedCheckpoint, 'current'>>(
  checkpoints: readonly Listed[],
  wordsOf: (one: Listed) => readonly string[],
  isNumber: (column: number) => boolean,
  paint: Paint,
): string =>
  aligned(checkpoints.map(wordsOf), isNumber)
    .map((line, at) => (checkpoints[at]?.current ? line : paint.dim(line)))
    .join('\n');

/** Work in progress is called by when it was kept. */
const kindOf = ({ kind, why }: ListedCheckpoint): string => {
  if (kind !== 'work') return kind;
  return why === 'proceed' ? why : 'stop';
};

/** Why it is no checkpoint, and whether the run went back from it; work in progress only ever stands for a while. */
const asideOf = ({ kind, why, current }: ListedCheckpoint): string => {
  const words = why === 'proceed' ? 'as somebody left it' : why;
  const aside = [
    ...(words === undefined ? [] : [words]),
    ...(current || kind === 'work' ? [] : ['taken back']),
  ];
  return aside.length === 0 ? '' : ` (${aside.join(', ')})`;
};
