import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { KeptFile } from '../../events/files.js';
import type { RunEntry, RunStore } from '../../ports/runStore.js';
import { stateIn } from '../find/stateOf.js';

/** Of so many runs, the newest ones, the files are looked for, and none that is larger than so many bytes. */
const MOST_RUNS = 3;
const MOST_BYTES = 8 * 1024 * 1024;

/** Whether a checkout holds some file as one of these runs recorded it that is active: an empty one tells nothing. */
export const holdsFiles = async (
  store: RunStore,
  { runs }: { readonly runs: readonly RunEntry[] },
  { root }: { readonly root: string },
): Promise<boolean> => {
  for (const entry of runs.slice(0, MOST_RUNS)) {
    const loaded = await stateIn(store, entry)();
    const outside = E.isRight(loaded) ? loaded.right.value.outside : undefined;
    if (!outside || outside.closed) continue;
    if ([...outside.files.values()].some((file) => isThere(root, file))) return true;
  }
  return false;
};

const isThere = (root: string, file: KeptFile): boolean => {
  if ('deleted' in file) return false;
  const { sha256, bytes } = file.content;
  if (bytes === 0 || bytes > MOST_BYTES) return false;
  const path = join(root, file.path);
  try {
    const stat = lstatSync(path);
    return (
      stat.isFile() &&
      stat.size === bytes &&
      createHash('sha256').update(readFileSync(path)).digest('hex') === sha256
    );
  } catch {
    return false;
  }
};
