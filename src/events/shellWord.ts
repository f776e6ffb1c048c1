/** A word as it can be given to a POSIX shell: in quotes where it holds anything that a shell reads. */
export const shellWord = (word: string): string =>
  /^[\w.,:@%+=/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
