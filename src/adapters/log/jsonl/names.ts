import { codeOf, type Files } from './files.js';

/** The numbers that are names in a folder. */
export const numbersIn = (files: Files, folder: string): readonly number[] =>
  namesIn(files, folder)
    .filter((name) => /^[1-9]\d{0,14}$/.test(name))
    .map(Number);

/** The names in a folder; none if there is no such folder, or if a file stands in its place. */
export const namesIn = (files: Files, folder: string): readonly string[] => {
  try {
    return files.readdirSync(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return [];
    throw error;
  }
};
