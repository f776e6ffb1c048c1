/** The code of a system error (`ENOENT` …); empty for anything else. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** Whether the error says that nothing is there. */
export const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));

/** What kept a file from being read, in words; what is no matter of permissions goes by the other ones. */
export const whyNotRead = (error: unknown, otherwise: string): string =>
  ['EACCES', 'EPERM'].includes(codeOf(error)) ? 'permission denied' : otherwise;
