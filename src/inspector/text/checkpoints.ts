import type { ListedCheckpoint } from '../../projections/checkpoints.js';
import type { Paint } from './paint.js';
import { pathWords } from './pathWords.js';

/** A line for each checkpoint: seq, time, commit, files, step; those that the run went back from are dim. */
export const checkpointsText = (checkpoints: readonly ListedCheckpoint[], paint: Paint): string => {
  if (checkpoints.length === 0) return 'nothing is recorded yet';
  const rows = checkpoints.map(({ seq, at, commit, files, kind, step, unit, current }) => ({
    cells: [
      `${seq}`,
      at.slice(0, 19).replace('T', ' '),
      commit.slice(0, 7),
      `${files} ${files === 1 ? 'file' : 'files'}`,
      kind,
    ],
    words: `${pathWords(step ?? (unit === '' ? 'the run' : unit))}${current ? '' : ' (taken back)'}`,
    current,
  }));
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(...rows.map(({ cells }) => cells[column]?.length ?? 0)),
  );
  return rows
    .map(({ cells, words, current }) => {
      const line = [
        ...cells.map((cell, at) =>
          at === 0 || at === 3 ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
        ),
        words,
      ].join('  ');
      return current ? line : paint.dim(line);
    })
    .join('\n');
};
