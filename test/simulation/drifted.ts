import type { DriftAnswer } from '../../src/engine/command.js';
import { matchesAny } from '../../src/engine/glob.js';
import { redoOf } from '../../src/engine/redo.js';
import type { ChangedFile } from '../../src/events/files.js';
import type { Head } from '../../src/ports/workspace.js';
import { inFlightIn } from '../../src/projections/runState/recorded.js';
import type { RunState } from '../../src/projections/runState/state.js';
import type { LifeFate } from './fate.js';
import type { Machine } from './machine.js';
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

/**
 * Compares worktrees with what is recorded of them, whoever is at work there, and has somebody say what becomes of what
 * differs; undefined where nobody does.
 */
export const settle = async (
  { machine: { ground, schedule }, life, state }: Looking,
  missing: readonly string[],
  wish: LifeFate['onDrift'],
): Promise<Said | undefined> => {
  const drift: DriftAnswer[] = [];
  for (const [unit, { path, branch, head, recorded, state: is }] of state.worktrees) {
    if (is !== 'ready' || missing.includes(unit)) continue;
    const look = (from: Head) =>
      inspect(ground, path, branch, from, (what) => schedule.turn(life, `compare: ${what}`));
    const reach = inFlightIn(state, unit);
    const files = (await look(recorded)).files.filter((file) => !matchesAny(reach, file.path));
    if (files.length === 0) continue;
    if (wish === 'abort') return undefined;
    const { files: list, ...found } = await look(head);
    // What an agent wrote that may not is taken in with the rest, where its life was cut off before anybody could tell.
    ground.isMeddledWith ||= wish === 'proceed';
    for (const content of ground.folder(path).files.values()) ground.displaced.add(content);
    const answer = { unit, choice: wish, verdict: 'drift', files: files.map(kindOf) };
    drift.push({ ...answer, head: { ...head }, found: { ...found, files: { count: list.length, list } } });
  }
  if (wish !== 'redo' || drift.length === 0) return { drift };
  const redo = redoOf(
    state,
    drift.map(({ unit }) => unit),
  );
  if (redo === undefined) return undefined;
  return redo.how === 'replay' ? { drift, from: redo.from } : { drift };
};

const kindOf = (file: ChangedFile): DriftAnswer['files'][number] => ({
  path: file.path,
  kind: 'deleted' in file ? 'DELETED' : 'DRIFT',
});
