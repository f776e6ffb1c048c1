import type { DriftAnswer } from '../../src/engine/command.js';
import { matchesAny } from '../../src/engine/glob.js';
import { footing, hindranceTo } from '../../src/engine/mayProceed.js';
import { redoOf } from '../../src/engine/redo.js';
import type { ChangedFile } from '../../src/events/files.js';
import type { Head } from '../../src/ports/workspace.js';
import { inFlightIn } from '../../src/projections/runState/recorded.js';
import type { RunState } from '../../src/projections/runState/state.js';
import { mayWrite } from '../../src/projections/stepIndex.js';
import type { Worktree } from '../../src/projections/worktrees.js';
import { unitOf } from '../../src/projections/worktrees.js';
import type { LifeFate } from './fate.js';
import type { Place } from './ground.js';
import type { Machine } from './machine.js';
import type { Process } from './processes.js';
import { putBack } from './puttingBack.js';
import type { Actor } from './schedule.js';
import { inspect } from './workspace.js';

/** What somebody said of files that are not as they were recorded, if there are any, and the step that they want done anew. */
export interface Said {
  readonly drift: readonly DriftAnswer[];
  readonly from?: string;
}

interface Looking {
  readonly machine: Machine;
  readonly life: Actor;
  readonly state: RunState;
}

/** What somebody who is asked about files wants, and what they can be offered. */
export interface Asked {
  /** The worktrees that nothing is asked about. */
  readonly without: readonly string[];
  readonly wish: LifeFate['onDrift'];
  /** A step is replayed, and the files stay or are put back by hand. */
  readonly isReplayed?: boolean;
}

/** A worktree whose files are not as they were recorded. */
interface Differing {
  readonly unit: string;
  readonly worktree: Worktree;
  readonly files: readonly ChangedFile[];
  /** Nothing keeps the run from going on with them. */
  readonly mayStay: boolean;
}

/**
 * Compares worktrees with what is recorded of them, whoever is at work there, and has somebody say what becomes of what
 * differs; undefined where nobody does. Who is told that files cannot stay has the step done anew, or puts them back.
 */
export const settle = async (looking: Looking, asked: Asked): Promise<Said | undefined> => {
  const { ground } = looking.machine;
  const differing = await differingIn(looking, asked.without);
  if (differing.length === 0) return { drift: [] };
  if (asked.wish === 'abort') return undefined;
  const units = differing.map(({ unit }) => unit);
  const redo = asked.isReplayed ? undefined : redoOf(looking.state, units);
  if (asked.wish === 'proceed' && differing.every(({ mayStay }) => mayStay)) {
    // What an agent wrote that may not is taken in with the rest, where its life was cut off before anybody could tell.
    ground.isMeddledWith = true;
    return { drift: await answersTo(looking, differing, 'proceed') };
  }
  if (redo) {
    const drift = await answersTo(looking, differing, 'redo');
    return redo.how === 'replay' ? { drift, from: redo.from } : { drift };
  }
  if (asked.wish === 'redo') return undefined;
  for (const { worktree, files } of differing) putBack(ground, worktree, files);
  return settle(looking, asked);
};

/** The units in whose worktrees any file is not as it was recorded, whoever changed it. */
export const changedIn = async (looking: Looking, without: readonly string[]): Promise<readonly string[]> => {
  const changed: string[] = [];
  for (const [unit, worktree] of looking.state.worktrees) {
    if (worktree.state !== 'ready' || without.includes(unit)) continue;
    const { files } = await look(looking, worktree, worktree.recorded);
    if (files.length > 0) changed.push(unit);
  }
  return changed;
};

const differingIn = async (looking: Looking, without: readonly string[]): Promise<readonly Differing[]> => {
  const {
    state,
    machine: { ground },
  } = looking;
  const differing: Differing[] = [];
  for (const [unit, worktree] of state.worktrees) {
    if (worktree.state !== 'ready' || without.includes(unit)) continue;
    const reach = inFlightIn(state, unit);
    const { files: all } = await look(looking, worktree, worktree.recorded);
    const files = all.filter((file) => !matchesAny(reach, file.path));
    if (files.length === 0) continue;
    for (const { path } of files)
      if (!isPeoples(looking, { unit, path }))
        ground.broke(`somebody is asked about ${path}, and nobody changed it`);
    const found = await look(looking, worktree, footing(state, unit) ?? worktree.head);
    differing.push({ unit, worktree, files, mayStay: hindranceTo(state, unit, found) === undefined });
  }
  return differing;
};

/** Whether a person changed what they are asked about, or an agent may have that must not. */
const isPeoples = ({ machine: { ground, processes }, state }: Looking, { unit, path }: Place): boolean => {
  const mayNot = ({ call }: Process): boolean => {
    const node = state.index.steps.get(call.path)?.node;
    return unitOf(state, call.path) === unit && node !== undefined && !mayWrite(node);
  };
  return ground.byHand.some((one) => one.unit === unit && one.path === path) || processes.all.some(mayNot);
};

const look = ({ machine: { ground, schedule }, life }: Looking, { path, branch }: Worktree, from: Head) =>
  inspect(ground, path, branch, from, (what) => schedule.turn(life, `compare: ${what}`));

const answersTo = async (
  looking: Looking,
  differing: readonly Differing[],
  choice: DriftAnswer['choice'],
): Promise<readonly DriftAnswer[]> => {
  const { ground } = looking.machine;
  const answers: DriftAnswer[] = [];
  for (const { unit, worktree, files } of differing) {
    const { files: list, ...found } = await look(looking, worktree, worktree.head);
    for (const content of ground.folder(worktree.path).files.values()) ground.displaced.add(content);
    const said = { unit, choice, verdict: 'drift', files: files.map(kindOf) };
    const head = { ...worktree.head };
    answers.push({ ...said, head, found: { ...found, files: { count: list.length, list } } });
  }
  return answers;
};

const kindOf = (file: ChangedFile): DriftAnswer['files'][number] => ({
  path: file.path,
  kind: 'deleted' in file ? 'DELETED' : 'DRIFT',
});
