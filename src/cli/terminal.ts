/** How large a terminal is taken to be that does not say: some say 0. */
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

/** How wide the terminal behind standard error is. */
export const columns = (): number => process.stderr.columns || DEFAULT_COLUMNS;

/** How high it is. */
export const rows = (): number => process.stderr.rows || DEFAULT_ROWS;
