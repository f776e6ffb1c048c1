import { createHash } from 'node:crypto';
import type { CompareSpec, FileDiff } from '../../ports/comparing.js';
import { type Entry, keyOf, nameOf, SUBMODULE } from './changedFiles.js';
import { differingEntries } from './compare.js';
import type { Place } from './place.js';
import { AS_TEXT, hunksIn } from './textDiff.js';
import { takeIn } from './treeOf.js';

/** How many files are shown line by line; of the others it is counted how many lines differ. */
const SHOWN = 200;

const LOOK = ['diff-index', '--cached', ...AS_TEXT, '--no-renames'];

/** How every file that differs from what was recorded does: in lines, or by what was recorded of one that has none. */
export const review = async (place: Place, { recorded }: CompareSpec): Promise<readonly FileDiff[]> => {
  await takeIn(place);
  const entries = await differingEntries(place, recorded.tree);
  const counts = await countsOf(place, recorded.tree);
  const files: FileDiff[] = [];
  for (const [at, entry] of entries.entries()) {
    const path = nameOf(entry);
    const count = counts.get(keyOf(entry));
    // No line of a patch shows a mode.
    const was = count && hasItsMode(entry) ? {} : await wasOf(place, entry);
    const patch = count && at < SHOWN ? await patchOf(place, recorded.tree, path) : '';
    files.push({ path, ...was, ...(count ? { lines: { ...count, patch } } : {}) });
  }
  return files;
};

interface LineCount {
  readonly added: number;
  readonly removed: number;
}

/** How many lines came and went, by the names of files; those that are no text are left out. */
const countsOf = async (
  { git, privateIndex: index }: Place,
  tree: string,
): Promise<ReadonlyMap<string, LineCount>> => {
  const { out } = await git.run([...LOOK, '--numstat', '-z', tree], { index });
  const lines = out.toString('latin1').split('\0').filter(Boolean);
  return new Map(
    lines.flatMap((line) => {
      const [added = '-', removed = '-', ...name] = line.split('\t');
      if (added === '-') return [];
      return [[name.join('\t'), { added: Number(added), removed: Number(removed) }]];
    }),
  );
};

const patchOf = async ({ git, privateIndex: index }: Place, tree: string, path: string): Promise<string> => {
  // A name stands for all that is in a folder of that name too, and each of these is shown by itself.
  const only = ['--', `:(literal,top)${path}`, `:(exclude,literal,top)${path}/`];
  const patch = await git.text([...LOOK, '-p', tree, ...only], { index });
  return hunksIn(patch.split('\n'));
};

const hasItsMode = ({ before, mode, deleted }: Entry): boolean =>
  before === undefined || deleted || before.mode === mode;

/** What was recorded of a file. */
const wasOf = async ({ git }: Place, { before }: Entry): Promise<Pick<FileDiff, 'was'>> => {
  if (!before || before.mode === SUBMODULE) return {};
  const { out } = await git.run(['cat-file', 'blob', before.object]);
  const sha256 = createHash('sha256').update(out).digest('hex');
  return { was: { mode: before.mode, size: out.length, sha256 } };
};
