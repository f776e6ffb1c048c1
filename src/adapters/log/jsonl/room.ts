import { dirname } from 'node:path';
import type { RunRef } from '../../../ports/runStore.js';
import { codeOf, ensureFolder, type Files, publish, syncFolder } from './files.js';
import { numbersFolder, type RunFolder, runFolder } from './folder.js';

/** Makes the folder of a new run and claims the next number of its repository; neither can be had twice. */
export const makeRoom = (
  files: Files,
  home: string,
  ref: RunRef,
  above = 0,
): { readonly folder: RunFolder; readonly number: number } => {
  const folder = runFolder(home, ref);
  ensureFolder(files, dirname(folder.root));
  files.mkdirSync(folder.root, { mode: 0o700 });
  syncFolder(files, dirname(folder.root));
  return { folder, number: claimNumber(files, home, ref, above) };
};

/** The next number of the repository, claimed by making its file, which only one can. */
const claimNumber = (files: Files, home: string, { repository, run }: RunRef, above: number): number => {
  const folder = numbersFolder(home, repository);
  ensureFolder(files, folder);
  for (let number = Math.max(above, ...numbersIn(files, folder)) + 1; ; number += 1) {
    if (publish(files, `${folder}/${number}`, Buffer.from(run))) return number;
  }
};

/** The numbers that are claimed in a folder. */
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
