import { dirname } from 'node:path';
import type { RunRef } from '../../../ports/runStore.js';
import { ensureFolder, type Files, syncFolder } from './files.js';
import { type RunFolder, runFolder } from './folder.js';
import { claimNumber } from './numbers.js';

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
