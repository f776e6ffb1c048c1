/**
 * Rows as lines whose columns stand under each other, numbers to the right; a row of one cell is as wide as it has to be.
 */
export const aligned = (
  rows: readonly (readonly string[])[],
  isNumber: (column: number) => boolean,
): readonly string[] => {
  const table = rows.filter((row) => row.length > 1);
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
};
