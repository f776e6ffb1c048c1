import { hash } from 'node:crypto';
import type { ChangedFile } from '../../src/events/files.js';
import type { Inspection } from '../../src/ports/inspection.js';
import type { CommitSpec, MergeFound, MergeSpec, Workspace } from '../../src/ports/workspace.js';
import { type Act, outputOf } from './act.js';
import { changesBetween, drift, type Files } from './git.js';
import type { Folder, Ground } from './ground.js';
import { reattach, reset, unwind } from './rewinding.js';
import { ensure, remove } from './worktrees.js';

/** The workspace over simulated git, as one life of the engine has it: every operation can end between any two of its steps. */
export const createWorkspace = (ground: Ground, act: Act): Workspace => ({
  ensure: (spec) => act('ensure', spec.worktree, (step) => ensure(ground, spec, step)),
  remove: (spec) => act('remove', spec.worktree, (step) => remove(ground, spec, step)),
  presence: (at) => act('presence', undefined, async () => (ground.folders.has(at) ? 'there' : 'gone')),
  inspect: (at, branch, head) => act('inspect', at, (step) => inspect(ground, at, branch, head, step)),
  provide: ({ worktree }) => act('provide', worktree, async () => ({ linked: [], copied: [] })),
  diff: (at, before, now) =>
    act('diff', at, async () => {
      ground.folder(at);
      return outputOf(diffText(ground.git.files(before), ground.git.files(now)));
    }),
  readFirst: (at, paths) =>
    act('read', undefined, async () => {
      const found = paths.map(
        (path) => ground.answersAt(at).get(path) ?? ground.folders.get(at)?.files.get(path),
      );
      const content = found.find((text) => text !== undefined);
      return content === undefined ? undefined : outputOf(content);
    }),
  clearAnswers: (at) => act('clear answers', at, async () => ground.answersAt(at).clear()),
  merge: (spec) => act('merge', spec.worktree, (step) => merge(ground, spec, step)),
  commit: (spec) => act('commit', spec.worktree, (step) => commit(ground, spec, step)),
  reset: (spec) => act('reset', spec.worktree, (step) => reset(ground, spec, step)),
  unwind: (spec) => act('unwind', spec.worktree, (step) => unwind(ground, spec, step)),
  reattach: (spec) => act('reattach', spec.worktree, (step) => reattach(ground, spec, step)),
  tryApply: notHere(act, 'try to apply'),
  isTakenBack: notHere(act, 'compare commits'),
  strayWork: notHere(act, 'compare commits'),
  apply: notHere(act, 'apply'),
  holds: notHere(act, 'look at a ref'),
  between: notHere(act, 'count commits'),
  tryDispose: notHere(act, 'try to dispose'),
  dispose: notHere(act, 'dispose'),
});

/** What only a run asks for that is done with; none is here. */
const notHere = (act: Act, doing: string) => () =>
  act<never>(doing, undefined, () => Promise.reject(new Error('no run is done with in the simulation')));

/** The next step of an operation; the engine may die before it. */
export type Step = (doing: string) => Promise<void>;

/** Looks what lies in a worktree, compared with a head. */
export const inspect = async (
  ground: Ground,
  at: string,
  branch: string,
  head: { readonly commit: string; readonly tree: string },
  step: Step,
): Promise<Inspection> => {
  const { git } = ground;
  const folder = ground.folder(at);
  const on = 'ref' in folder.head ? folder.head.ref : undefined;
  const commit = ground.headOf(folder);
  const tip = git.refs.get(branch);
  await step('the tree is written');
  const tree = ground.treeOf(folder);
  return {
    tree,
    tip,
    descends: tip !== undefined && git.isAncestor(head.commit, tip),
    head: {
      attached: on === branch,
      ...(on === undefined || on === branch ? {} : { on }),
      ...(commit === undefined ? {} : { commit }),
    },
    files: [...changesBetween(git.files(head.tree), folder.files)].map(changedFile),
  };
};

const changedFile = ([path, content]: readonly [string, string | undefined]): ChangedFile =>
  content === undefined
    ? { path, deleted: true }
    : { path, mode: '100644', size: content.length, sha256: hash('sha256', content) };

const diffText = (before: Files, now: Files): string =>
  [...changesBetween(before, now)].map(([path, content]) => `${path}: ${content ?? 'deleted'}`).join('\n');

const commit = async (ground: Ground, spec: CommitSpec, step: Step): Promise<string> => {
  const { git } = ground;
  const { ref, parent, tree, replaces, keeps, merges, message, at } = spec;
  const folder = ground.folder(spec.worktree);
  git.files(tree);
  const parents = merges === undefined ? [parent] : [parent, merges];
  const id = git.writeCommit({ tree, parents, message, at });
  const tip = git.refs.get(ref);
  if (tip !== undefined && tip !== replaces && tip !== id) {
    if (git.isFirstParent(id, parent, tip)) return id;
    drift(`${ref} is at ${tip}, where ${replaces ?? 'nothing'} was expected`);
  }
  if (keeps !== undefined && replaces !== undefined) {
    await step('what is replaced is kept');
    git.keep(keeps, replaces, 'refold');
  }
  await step('the ref moves');
  if (tip !== id) git.move(ref, tip, id, 'refold');
  if (merges !== undefined) await bringOver(ground, folder, { from: parent, to: tree }, step);
  else if (spec.restores) await restore(ground, folder, { parent, tree }, step);
  return id;
};

/** Brings a worktree from a commit to a tree, path by path. */
const bringOver = async (
  ground: Ground,
  folder: Folder,
  { from, to }: { readonly from: string; readonly to: string },
  step: Step,
): Promise<void> => {
  const { git } = ground;
  const before = git.files(git.commit(from).tree);
  const changes = changesBetween(before, git.files(to));
  const found = [...changesBetween(before, folder.files)].filter(([, content]) => content !== undefined);
  const inTheWay = found.filter(([path, content]) => changes.has(path) && changes.get(path) !== content);
  if (inTheWay.length > 0)
    drift(`${inTheWay.map(([path]) => path).join(', ')}: someone changed something there`);
  for (const change of changes) {
    await step('one path is brought over');
    ground.change(folder, [change]);
  }
};

/** Puts a tree into a worktree that holds its parent's and nothing else: it was lost and made anew. */
const restore = async (
  ground: Ground,
  folder: Folder,
  { parent, tree }: { readonly parent: string; readonly tree: string },
  step: Step,
): Promise<void> => {
  const { git } = ground;
  const there = ground.treeOf(folder);
  if (there === tree || there !== git.commit(parent).tree) return;
  await step('the tree is put back');
  ground.change(folder, changesBetween(git.files(there), git.files(tree)));
};

const merge = async (ground: Ground, { worktree, base, ours, theirs, others }: MergeSpec, step: Step) => {
  const { git } = ground;
  ground.folder(worktree);
  const tip = git.refs.get(theirs.branch);
  if (tip !== undefined && tip !== theirs.commit)
    drift(`${theirs.branch} is at ${tip}, where ${theirs.commit} was expected`);
  const changed = (before: string, now: string) => changesBetween(git.files(before), git.files(now));
  const changes = changed(base, theirs.tree);
  const since = changed(base, ours.tree);
  const paths = [...changes].flatMap(([path, content]) =>
    since.has(path) && since.get(path) !== content ? [path] : [],
  );
  if (paths.length > 0) {
    const other = others.findIndex(({ before, now }) => paths.some((path) => changed(before, now).has(path)));
    return { fits: false, paths, other } satisfies MergeFound;
  }
  await step('the merged tree is written');
  const merged = new Map(git.files(ours.tree));
  for (const [path, content] of changes) {
    if (content === undefined) merged.delete(path);
    else merged.set(path, content);
  }
  return { fits: true, tree: git.writeTree(merged), files: changes.size } satisfies MergeFound;
};
