import type { CompareSpec, Comparison, Difference } from '../../ports/comparing.js';
import { changedEntries, describe, type Entry, keyOf, parseRaw, SUBMODULE } from './changedFiles.js';
import { type Git, WorkspaceFailure } from './git.js';
import { typesOf } from './objects.js';
import type { Place } from './place.js';
import { dirtySubmodules } from './submodules.js';
import { isAnswer, takeInWhatCanBe } from './treeOf.js';

/** How many files are read at a time. */
const AT_ONCE = 16;

/** Compares what lies in a worktree with the tree that was recorded of it. */
export const compare = async (place: Place, spec: CompareSpec): Promise<Comparison> => {
  // What is recorded is looked for beside what is there: neither waits for the other.
  const [lost, found] = await Promise.all([
    lostOf(place.git, spec.recorded),
    differencesIn(place, spec).catch((error: unknown) => ({ error })),
  ]);
  if (!('error' in found)) return { ...found, lost };
  if (lost.length === 0) throw found.error;
  return { checked: 0, differences: [], lost };
};

/** The entries that differ between a tree and what lies in the worktree, which the private index holds afterwards. */
export const differingEntries = async (place: Place, tree: string): Promise<readonly Entry[]> => {
  const { git, privateIndex: index } = place;
  const { out } = await git.run(
    ['diff-index', '--cached', '-z', '--no-renames', '--raw', '--no-abbrev', tree],
    { index },
  );
  return parseRaw(out).filter(({ name }) => !isAnswer(name.toString('latin1')));
};

const differencesIn = async (
  place: Place,
  { branch, recorded }: CompareSpec,
): Promise<Omit<Comparison, 'lost'>> => {
  const unread = await takeInWhatCanBe(place);
  const { count, submodules } = await indexed(place);
  const entries = await differingEntries(place, recorded.tree);
  const committed = entries.length > 0 ? await committedSince(place, branch, recorded) : () => false;
  const differences: Difference[] = [];
  for (let at = 0; at < entries.length; at += AT_ONCE) {
    const some = entries.slice(at, at + AT_ONCE).map(
      async (entry): Promise<Difference> => ({
        file: await seen(place, entry),
        differs: entry.added ? 'added' : 'changed',
        committed: committed(entry),
      }),
    );
    differences.push(...(await Promise.all(some)));
  }
  const dirty = submodules ? await dirtySubmodules(place.git) : [];
  const unknown = [
    ...unread,
    ...dirty.map((path) => ({ path, unknown: 'a submodule with changes that are in no commit of it' })),
  ].map((file): Difference => ({ file, differs: 'changed', committed: false }));
  return { checked: count + unread.length, differences: [...differences, ...unknown] };
};

/** What a path holds, unless that went away or cannot be read. */
const seen = async (place: Place, entry: Entry): Promise<Difference['file']> => {
  try {
    return await describe(place, entry);
  } catch (error) {
    return { path: entry.name.toString('utf8'), unknown: reasonOf(error) };
  }
};

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

/** How many files an index holds, and whether submodules are among them. */
const indexed = async ({
  git,
  privateIndex: index,
}: Place): Promise<{ readonly count: number; readonly submodules: boolean }> => {
  const { out } = await git.run(['ls-files', '-s', '-z'], { index });
  let count = 0;
  let submodules = false;
  for (let at = 0, end = out.indexOf(0); end >= 0; at = end + 1, end = out.indexOf(0, at)) {
    count += 1;
    submodules ||= out.toString('latin1', at, at + SUBMODULE.length) === SUBMODULE;
  }
  return { count, submodules };
};

/** Tells of an entry whether it is as a commit has it that somebody made since. */
const committedSince = async (
  { git }: Place,
  branch: string,
  recorded: CompareSpec['recorded'],
): Promise<(entry: Entry) => boolean> => {
  const tip = await git.resolve(`${branch}^{commit}`);
  if (tip === undefined || tip === recorded.commit) return () => false;
  const tree = await git.text(['rev-parse', `${tip}^{tree}`]);
  const theirs = new Map(
    (await changedEntries({ git }, recorded.tree, tree)).map((entry) => [keyOf(entry), entry]),
  );
  return (entry) => {
    const same = theirs.get(keyOf(entry));
    return same !== undefined && same.object === entry.object && same.mode === entry.mode;
  };
};

/** What of a record the repository does not hold any more, in words: the commit, its tree, and every content in it. */
const lostOf = async (git: Git, { commit, tree }: CompareSpec['recorded']): Promise<readonly string[]> => {
  const types = await typesOf(git, [commit, tree]);
  const gone = [commit, tree].filter((id) => !types.has(id));
  const words = gone.map((id) => `the ${id === tree ? 'tree' : 'commit'} ${id} is not in the repository`);
  return types.has(tree) ? [...words, ...(await lostContents(git, tree))] : words;
};

/** The contents that a tree names and the repository does not hold, with the files that they are of. */
const lostContents = async (git: Git, tree: string): Promise<readonly string[]> => {
  try {
    const { out } = await git.run(['ls-tree', '-r', '-z', tree]);
    const files = out
      .toString('utf8')
      .split('\0')
      .filter((line) => line !== '' && !line.startsWith(SUBMODULE))
      .map((line) => ({ id: line.slice(12, line.indexOf('\t')), path: line.slice(line.indexOf('\t') + 1) }));
    const types = await typesOf(git, [...new Set(files.map(({ id }) => id))]);
    return files
      .filter(({ id }) => !types.has(id))
      .map(({ id, path }) => `the content ${id} of ${JSON.stringify(path)} is not in the repository`);
  } catch (error) {
    // A tree inside the tree is gone.
    if (error instanceof WorkspaceFailure && error.failure._tag === 'Failed') return [error.failure.detail];
    throw error;
  }
};
