import type { Deed } from './fate.js';
import { FOREIGN, type Folder, type Ground } from './ground.js';
import { stateOf } from './log.js';
import type { Machine } from './machine.js';
import { isUnderWay } from './underWay.js';

/** Does what a person does with a worktree of the run; what they make unreachable is theirs to miss. */
export const perform = (machine: Machine, deed: Deed): void => {
  const { ground, processes } = machine;
  const [at, folder] = [...ground.folders][deed.which % Math.max(1, ground.folders.size)] ?? [];
  if (deed.does === 'loses the conversations') processes.conversations.lose();
  if (at === undefined || folder === undefined) return;
  const before = new Set([...ground.reachable(), ...ground.contents()]);
  act(machine, deed, at, folder);
  const after = new Set([...ground.reachable(), ...ground.contents()]);
  for (const one of before) if (!after.has(one)) ground.givenUp.add(one);
};

/** What no agent looks for later, or deletes itself. */
const isNobodysWork = (path: string): boolean => /^(shared|base-0|by-hand)|\.report$/.test(path);

/** Somebody writes a file, as nobody else does, or deletes it. */
const change = (
  machine: Machine,
  at: string,
  folder: Folder,
  path: string,
  does: 'writes' | 'deletes',
): void => {
  const { ground, log } = machine;
  const state = stateOf(log);
  const [unit] = [...state.worktrees].find(([, worktree]) => worktree.path === at) ?? [];
  const isTheirs = unit === undefined || isUnderWay(machine, state, unit);
  const content = `by hand ${ground.byHand.length} at ${path}`;
  ground.isMeddledWith = true;
  ground.byHand.push({ unit: unit ?? '', path });
  const files = new Map(folder.files);
  if (does === 'writes') {
    if (!isTheirs) ground.drifted.set(content, { unit, path });
    files.set(path, content);
  } else {
    if (unit !== undefined) ground.deleted.push({ unit, path, after: state.seq, isUnderWay: isTheirs });
    files.delete(path);
  }
  folder.files = files;
};

/**
 * Whether what lies in a worktree is in the commit of its branch, or in one that is about to be made. A commit that an agent
 * made elsewhere goes with the worktree that alone knew of it.
 */
const isHeld = ({ ground, log }: Machine, folder: Folder): boolean => {
  const commit = ground.headOf(folder);
  const tree = ground.treeOf(folder);
  const isIntended = [...log.open.values()].some(
    ({ type, data }) => type === 'CommitIntended' && data.kind === 'checkpoint' && data.tree === tree,
  );
  const isOnBranch = 'ref' in folder.head && folder.head.ref.startsWith('refs/heads/refold/');
  return isIntended || (isOnBranch && commit !== undefined && ground.git.commit(commit).tree === tree);
};

/** Whether a branch ends with what people have committed. */
const isCommittedByHand = ({ git }: Ground, commit: string | undefined): boolean =>
  commit !== undefined && git.commit(commit).message === 'by hand';

const oneOf = (paths: readonly string[], which: number): string | undefined =>
  [...paths].sort()[which % Math.max(1, paths.length)];

const act = (machine: Machine, { does, which }: Deed, at: string, folder: Folder): void => {
  const { ground } = machine;
  const { git } = ground;
  const commit = ground.headOf(folder);
  switch (does) {
    case 'deletes a worktree':
      // Made again on its branch, it would hold what they committed, and nobody would be asked about that.
      if (isCommittedByHand(ground, commit)) return;
      if (!isHeld(machine, folder)) ground.isMeddledWith = true;
      ground.folders.delete(at);
      ground.answers.delete(at);
      ground.takenAway.add(at);
      return;
    case 'detaches HEAD':
      if (commit !== undefined) folder.head = { commit };
      return;
    case 'switches to a branch':
      folder.head = { ref: FOREIGN };
      return;
    case 'deletes a branch':
      if (!('ref' in folder.head) || folder.head.ref === FOREIGN) return;
      git.refs.delete(folder.head.ref);
      ground.takenAway.add(folder.head.ref);
      return;
    case 'takes a commit back': {
      const [before] = commit === undefined ? [] : git.commit(commit).parents;
      if (before === undefined || !('ref' in folder.head) || folder.head.ref === FOREIGN) return;
      git.move(folder.head.ref, commit, before, 'a person');
      ground.takenAway.add(folder.head.ref);
      return;
    }
    case 'writes a file':
      change(machine, at, folder, `by-hand-${which}`, 'writes');
      return;
    case 'edits a file': {
      const path = oneOf([...folder.files.keys()], which);
      if (path !== undefined) change(machine, at, folder, path, 'writes');
      return;
    }
    case 'deletes a file': {
      const path = oneOf([...folder.files.keys()].filter(isNobodysWork), which);
      if (path !== undefined) change(machine, at, folder, path, 'deletes');
      return;
    }
    case 'commits': {
      // In a worktree that is half made they would commit that the rest of it is gone, and mean it.
      if (!folder.isComplete) return;
      if (commit === undefined || !('ref' in folder.head) || folder.head.ref === FOREIGN) return;
      const made = git.writeCommit({
        tree: ground.treeOf(folder),
        parents: [commit],
        message: 'by hand',
        at: '',
      });
      ground.isMeddledWith = true;
      ground.made.add(made);
      git.move(folder.head.ref, commit, made, 'a person');
    }
  }
};
