import { join } from 'node:path';
import type { CommitSpec, Ident } from '../../ports/workspace.js';
import { syncObjects } from './durable.js';
import { fail, type Git } from './git.js';
import { unhide } from './hidden.js';
import { bringOver } from './merge.js';
import { endOperation } from './operations.js';
import type { Place } from './place.js';
import { keepUnder, moveRef } from './refs.js';
import { treeOf } from './treeOf.js';

/** The parts of a commit object. */
export interface CommitText {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly ident: Ident;
  readonly at: string;
  readonly message: string;
}

/**
 * Makes a commit and moves its ref there. After a crash the same spec gives the same id, so that one look at the ref
 * tells how far it came: there already, or further on (adopted); still where it was (moved now); anywhere else, then
 * someone had a hand in it.
 */
export const commit = async (place: Place, spec: CommitSpec): Promise<string> => {
  const { git, objects } = place;
  const { ref, parent, tree, replaces, keeps } = spec;
  const parents = spec.merges === undefined ? [parent] : [parent, spec.merges];
  if ((await git.resolve(`${parent}^{commit}`)) === undefined)
    fail({ _tag: 'Damaged', detail: `the repository no longer holds the commit ${parent}` });
  const id = await writeCommit(git, { ...spec, tree, parents });
  await syncObjects(objects, [id]);
  const tip = await git.resolve(ref);
  if (tip !== undefined && tip !== replaces && tip !== id) {
    if (await isFirstParent(git, id, parent, tip)) return id;
    const putBack = replaces === undefined ? `git update-ref -d ${ref}` : `git update-ref ${ref} ${replaces}`;
    fail({
      _tag: 'Drift',
      detail: `${ref} is at ${tip}, where ${replaces ?? 'nothing'} was expected; to go on, put it back: ${putBack}`,
    });
  }
  if (keeps !== undefined && replaces !== undefined) await keepUnder(place, keeps, replaces);
  // A branch that someone deleted is made again; what it held is the parent of this commit.
  if (tip !== id) await moveRef(place, ref, tip, id);
  if (spec.merges !== undefined) await bringOver(place, parent, tree);
  else if (spec.restores) await restore(place, parent, tree);
  if (spec.onBranch) {
    await endOperation(place, spec.keepsOthers, parent);
    await setIndex(place, tree);
  }
  return id;
};

/** Puts a tree into a worktree that holds its parent's and nothing else: it was lost and made anew. */
const restore = async (place: Place, parent: string, tree: string): Promise<void> => {
  const there = await treeOf(place);
  if (there === tree || there !== (await place.git.text(['rev-parse', `${parent}^{tree}`]))) return;
  await putTree(place.git, tree);
};

/**
 * Brings a worktree and its index to a tree. What a step wrote outside of a sparse checkout comes back there, for the next
 * one to read; what was left out stays so.
 */
export const putTree = async (git: Git, tree: string): Promise<void> => {
  await git.run(['read-tree', '--reset', '-u', '--no-sparse-checkout', tree]);
};

/** Writes the commit object; its id follows from its text alone. */
export const writeCommit = (git: Git, { tree, parents, ident, at, message }: CommitText): Promise<string> => {
  const who = `${ident.name} <${ident.email}> ${Math.floor(Date.parse(at) / 1000)} +0000`;
  const lines = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${who}`,
    `committer ${who}`,
    '',
    message,
  ];
  return git.text(['hash-object', '-t', 'commit', '-w', '--stdin'], { input: lines.join('\n') });
};

/** Sets the worktree's own index to a tree and touches no file; or the agent's next commit would revert it. */
export const setIndex = async (place: Place, tree: string): Promise<void> => {
  await unhide(place, join(place.own, 'index'));
  await place.git.run(['read-tree', '--reset', tree]);
};

/** Whether a commit is among those that led from another to a tip by first parents. */
export const isFirstParent = async (git: Git, id: string, parent: string, tip: string): Promise<boolean> => {
  const line = await git.text(['rev-list', '--first-parent', tip, '--not', parent]);
  return line.split('\n').includes(id);
};
