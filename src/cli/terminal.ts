/** How large a terminal is taken to be that does not say: some say 0. */
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

/** How wide and how high the terminal behind a stream is. */
export const sizeOf = ({
  columns,
  rows,
}: NodeJS.WriteStream): { readonly columns: number; readonly rows: number } => ({
  columns: columns || DEFAULT_COLUMNS,
  rows: rows || DEFAULT_ROWS,
});
