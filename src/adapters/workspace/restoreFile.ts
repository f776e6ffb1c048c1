import { rmSync } from 'node:fs';
import type { RestoreSpec } from '../../ports/comparing.js';
import { type Entry, nameOf, pathIn, SUBMODULE } from './changedFiles.js';
import { writeCommit } from './commit.js';
import { differingEntries } from './compare.js';
import { makeDurable, syncObjects } from './durable.js';
import { fail } from './git.js';
import { inTheWay } from './inTheWay.js';
import type { Place } from './place.js';
import { keepUnder } from './refs.js';
import { tips } from './rewind.js';
import { takeIn, writeTree } from './treeOf.js';

/**
 * Puts one file back to what was recorded, through git's filters, once everything that is there now is kept: a folder in
 * its place, and a file or a symlink in the place of a folder, give way.
 */
export const restoreFile = async (
  place: Place,
  spec: RestoreSpec,
): Promise<{ readonly ref: string; readonly commit: string }> => {
  const isIn = (one: string, other: string): boolean => `${other}/`.startsWith(`${one.replace(/\/$/, '')}/`);
  const unread = (await takeIn(place)).find(({ path }) => isIn(path, spec.path) || isIn(spec.path, path));
  if (unread)
    return fail({
      _tag: 'Drift',
      detail: `${unread.path} cannot be kept (${unread.unknown}), so nothing is put in its place: make it readable, or move it elsewhere`,
    });
  const tree = await writeTree(place);
  const entry = (await differingEntries(place, spec.recorded.tree)).find(
    (entry) => nameOf(entry) === spec.path,
  );
  if (!entry)
    return fail({
      _tag: 'Drift',
      detail: `${spec.path} is as it was recorded, or is no file of the run; \`refold verify --files\` lists those that differ: name one of them`,
    });
  await refuseWhatIsNotKept(place, entry, tree);
  const kept = await keep(place, spec, tree);
  if (entry.before) await putBack(place, spec.recorded.tree, entry);
  else rmSync(pathIn(place.worktree)(entry.name), { force: true });
  return kept;
};

/** What a commit does not hold is not replaced, for it could not be had back. */
const refuseWhatIsNotKept = async (place: Place, entry: Entry, kept: string): Promise<void> => {
  const path = nameOf(entry);
  if (entry.before?.mode === SUBMODULE)
    fail({
      _tag: 'Drift',
      detail: `${path} was a link to a repository, whose files are not the run's: put it back by git`,
    });
  if (entry.mode === SUBMODULE)
    fail({
      _tag: 'Drift',
      detail: `${path} is a repository by now, and no commit of the run holds its files; move it elsewhere`,
    });
  if (!entry.before) return;
  const replaced = await entriesIn(place, kept);
  const [held] = await inTheWay(place.worktree, [{ ...entry, deleted: false }, ...replaced]);
  if (held !== undefined)
    fail({
      _tag: 'Drift',
      detail: `${held} is in the way of ${path}, and no commit can keep it; move it elsewhere, then put ${path} back`,
    });
};

/** All that a tree holds, as what may go because of that. */
const entriesIn = async ({ git }: Place, tree: string): Promise<readonly Entry[]> => {
  const { out } = await git.run(['ls-tree', '-r', '-z', tree]);
  return out
    .toString('latin1')
    .split('\0')
    .filter((line) => line !== '' && !line.startsWith(SUBMODULE))
    .map((line) => {
      const name = Buffer.from(line.slice(line.indexOf('\t') + 1), 'latin1');
      return { name, mode: '', object: '', deleted: true, added: false };
    });
};

const keep = async (
  place: Place,
  { branch, keeps, ident, at, recorded, path }: RestoreSpec,
  tree: string,
): Promise<{ readonly ref: string; readonly commit: string }> => {
  const { git, objects } = place;
  const parents = await tips(git, branch);
  const message = `before ${path.replace(/\s/g, ' ')} was put back\n`;
  const commit = await writeCommit(git, { tree, parents, ident, at, message });
  await makeDurable(git, objects, [commit], recorded.commit);
  await syncObjects(objects, [commit]);
  const ref = `${keeps}${commit.slice(0, 12)}`;
  await keepUnder(place, ref, commit);
  return { ref, commit };
};

const putBack = async (place: Place, tree: string, { name }: Entry): Promise<void> => {
  const { git, privateIndex: index } = place;
  await git.run(['read-tree', tree], { index });
  const input = Buffer.concat([name, Buffer.from([0])]);
  await git.run(['checkout-index', '--force', '-z', '--stdin'], { index, input });
};
