import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Where a program is that may be run: by the folders of a PATH, or at the path that it is called by. */
export const lookUp = (program: string, path = ''): string | undefined =>
  (isAbsolute(program) ? [program] : path.split(delimiter).map((folder) => join(folder, program))).find(
    (candidate) => isAbsolute(candidate) && isProgram(candidate),
  );

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};
