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

/** Whether keys come as they are pressed, and not by lines; a terminal that has gone away has no such mode to give back. */
export const setRawMode = (isRaw: boolean): void => {
  try {
    process.stdin.setRawMode(isRaw);
  } catch (error) {
    // It hung up: that is told by the end of its input and by a signal.
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EIO') throw error;
  }
};
