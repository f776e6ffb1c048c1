import { fitted, widthOf } from './fit.js';

/** A column of a table that has to fit into the width of a terminal. */
export interface Column {
  /** The most and the least that it takes; without room for the least it is left out. */
  readonly most: number;
  readonly least: number;
  /** Columns of a lower rank are left out first. */
  readonly rank: number;
}

/** A column of numbers: a part of one is another number, so it is as wide as its widest cell, or left out. */
export const numbers = (rank: number): Column => ({
  most: Number.POSITIVE_INFINITY,
  least: Number.POSITIVE_INFINITY,
  rank,
});

/** The space between two columns. */
export const GAP = '  ';

/**
 * How wide each column is so that all of a row fits: as wide as its widest cell, less where there is no room, and 0
 * where it is left out. The first one is always there.
 */
export const layOut = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly number[] => {
  const natural = columns.map(({ most }, at) =>
    Math.min(most, Math.max(0, ...rows.map((row) => widthOf(row[at] ?? '')))),
  );
  const ranks = [...new Set(columns.map(({ rank }) => rank))].sort((a, b) => a - b);
  for (const lowest of ranks) {
    const wanted = natural.map((one, at) => ((columns[at]?.rank ?? 0) < lowest ? 0 : one));
    const shrunk = shrink(columns, wanted, width);
    if (taken(shrunk) <= width) return shrunk;
  }
  return natural.map((one, at) => (at === 0 ? Math.max(0, Math.min(one, width)) : 0));
};

/** The cells of a row that are not left out, each as wide as its column. */
export const fittedCells = (cells: readonly string[], widths: readonly number[]): readonly string[] =>
  cells.flatMap((cell, at) => ((widths[at] ?? 0) > 0 ? [fitted(cell, widths[at] ?? 0)] : []));

const taken = (widths: readonly number[]): number => {
  const shown = widths.filter((one) => one > 0);
  return shown.reduce((sum, one) => sum + one, 0) + GAP.length * Math.max(0, shown.length - 1);
};

/** Takes what is too much from the columns that can give it, from the last on. */
const shrink = (columns: readonly Column[], widths: readonly number[], width: number): readonly number[] => {
  const shrunk = [...widths];
  for (let at = shrunk.length - 1; at >= 0; at -= 1) {
    const one = shrunk[at] ?? 0;
    const gives = Math.max(0, one - (columns[at]?.least ?? 0));
    shrunk[at] = one - Math.min(gives, Math.max(0, taken(shrunk) - width));
  }
  return shrunk;
};
