import { join } from 'node:path';
import { setImmediate as others } from 'node:timers/promises';
import { codeOf, type Files } from './files.js';

/** What agents work in; it belongs to them, and may be of any size. */
const WORKPLACES: ReadonlySet<string> = new Set(['worktree', 'units', 'nowhere']);

/** After how many files everybody else gets their turn: payloads can be many. */
const AT_ONCE = 200;

/** How many bytes the files of a run take, without what its agents work in. */
export const sizeOf = async (files: Files, root: string): Promise<number> => {
  const left = files
    .readdirSync(root)
    .filter((name) => !WORKPLACES.has(name))
    .map((name) => join(root, name));
  let bytes = 0;
  for (let seen = 1; left.length > 0; seen += 1) {
    const path = left.pop() ?? '';
    const names = namesOf(files, path);
    if (names) for (const name of names) left.push(join(path, name));
    else bytes += bytesOf(files, path);
    if (seen % AT_ONCE === 0) await others();
  }
  return bytes;
};

/** The names in a folder; undefined of what is none. */
const namesOf = (files: Files, path: string): readonly string[] | undefined => {
  try {
    return files.readdirSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR' || codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
};

/** The bytes of a file; one that went away meanwhile takes none. */
const bytesOf = (files: Files, path: string): number => {
  try {
    return files.statSync(path).size;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 0;
    throw error;
  }
};
