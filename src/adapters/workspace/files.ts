import { lstatSync } from 'node:fs';

/** Whether a file of its own is called that: no folder, and no symlink. */
export const isFile = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
