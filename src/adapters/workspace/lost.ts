import { join } from 'node:path';
import type { Head } from '../../ports/workspace.js';
import { isFile } from './files.js';
import type { Git } from './git.js';
import { lostOf } from './objects.js';
import type { Place } from './place.js';

/** An object of a record that the repository does not hold any more. */
interface Lost {
  readonly what: 'commit' | 'tree' | 'content';
  readonly id: string;
  /** Which file of the record had it, as far as git can still tell. */
  readonly path?: string | undefined;
}

/**
 * What of these the repository does not hold any more, in words: each commit, its tree, and every content in it. A
 * content that lies in the worktree as it was recorded is not lost: it is given back to the repository.
 */
export const lackedIn = async (place: Place, heads: readonly Head[]): Promise<readonly string[]> => {
  const found = await lostIn(place.git, heads);
  const lost = (await isGivenBack(place, found)) ? await lostIn(place.git, heads) : found;
  return lost.map(wordsOf);
};

/** The same of a repository by itself. */
export const lackedOf = async (git: Git, heads: readonly Head[]): Promise<readonly string[]> =>
  (await lostIn(git, heads)).map(wordsOf);

const wordsOf = ({ what, id, path }: Lost): string =>
  `the ${what} ${id}${path === undefined ? '' : ` of ${JSON.stringify(path)}`} is not in the repository`;

/** All of them are looked for at once: what they share is walked once, so that one more costs next to nothing. */
const lostIn = async (git: Git, heads: readonly Head[]): Promise<readonly Lost[]> => {
  const commits = new Set(heads.map(({ commit }) => commit));
  const trees = [...new Set(heads.map(({ tree }) => tree))];
  const named = [...commits, ...trees];
  const walk = ['rev-list', '--objects', '--missing=print', '--quiet', '--no-walk', ...named];
  const { exit, out } = await git.run(walk, { answers: [1, 128] });
  const missing = exit === 0 ? out.toString('latin1').match(/(?<=^\?)\w+/gm) : undefined;
  if (missing === null) return [];
  const gone = await lostOf(git, named);
  if (gone.length > 0) return gone.map((id): Lost => ({ what: commits.has(id) ? 'commit' : 'tree', id }));
  const listed = await listedIn(git, trees);
  // A walk that ends at the tree of a folder does not tell which.
  const lost = missing ?? (await lostOf(git, [...listed.keys()]));
  return (lost.length > 0 ? lost : ['?']).map((id): Lost => listed.get(id) ?? { what: 'content', id });
};

/** What these trees hold, by its id, as far as git can still list it; of the first tree that has it. */
const listedIn = async (git: Git, trees: readonly string[]): Promise<ReadonlyMap<string, Lost>> => {
  const listed = new Map<string, Lost>();
  for (const tree of trees.toReversed()) {
    const { out } = await git.run(['ls-tree', '-r', '-t', '-z', tree], { answers: [1, 128] });
    for (const line of out.toString('utf8').split('\0')) {
      const [, type, id = '', path] = /^\d+ (blob|tree) (\w+)\t(.*)$/s.exec(line) ?? [];
      if (type !== undefined) listed.set(id, { what: type === 'tree' ? 'tree' : 'content', id, path });
    }
  }
  return listed;
};

/** Whether any of it was to be had from the worktree. */
const isGivenBack = async ({ git, worktree }: Place, lost: readonly Lost[]): Promise<boolean> => {
  const there = lost.flatMap(({ id, path }) =>
    path === undefined || path.includes('\n') || !isFile(join(worktree, path)) ? [] : [{ id, path }],
  );
  if (there.length === 0) return false;
  // It stops at a file that cannot be read, and what comes behind that stays lost.
  const hash = async (files: readonly { readonly path: string }[], ...more: readonly string[]) => {
    const input = files.map(({ path }) => `${path}\n`).join('');
    return (await git.text(['hash-object', ...more, '--stdin-paths'], { input, answers: [128] })).split('\n');
  };
  const ids = await hash(there);
  const same = there.filter(({ id }, at) => ids[at] === id);
  if (same.length > 0) await hash(same, '-w');
  return same.length > 0;
};
