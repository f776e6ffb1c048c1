/** Where in a document: the keys and indexes that lead there. */
export type Path = readonly (string | number)[];

/** Something wrong at a place of the document, before it has a line. */
export interface Finding {
  readonly path: Path;
  /** Point at the key instead of its value. */
  readonly atKey?: boolean;
  /** Point into the text there: at which of its marks (`marksIn`), from 0. */
  readonly mark?: number;
  readonly message: string;
}

/** Something wrong in a file, with its place there (from 1). */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Each problem once, as a reader meets them: those of the workflow's own file first. */
export const inOrder = (own: string, problems: readonly Problem[]): readonly Problem[] => {
  const once = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...once.values()].sort(
    (a, b) =>
      Number(b.file === own) - Number(a.file === own) ||
      (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column),
  );
};
