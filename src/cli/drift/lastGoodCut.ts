import * as E from 'fp-ts/lib/Either.js';
import { neededIn } from '../../engine/mayProceed.js';
import type { EventReader } from '../../ports/eventLog.js';
import type { Head, Repositories } from '../../ports/workspace.js';
import { loadForkPoint } from '../../projections/forkPoint.js';
import { load } from '../../projections/load.js';
import { recordedFiles } from '../../projections/recordedFiles.js';
import type { RunState } from '../../projections/runState/state.js';

/** How many checkpoints are looked at, the latest first. */
const LOOKED_AT = 50;

/** The cut behind the latest checkpoint of the run's own worktree from which a fork finds all that it goes on from, if there is one. */
export const lastGoodCut =
  (repositories: Repositories, gitDir: string, log: EventReader) => async (): Promise<number | undefined> => {
    const loaded = await load(log, recordedFiles)();
    if (E.isLeft(loaded)) return undefined;
    const { checkpoints } = loaded.right.value;
    const isWhole = async (heads: readonly Head[]): Promise<boolean> => {
      const lost = await repositories.lacks(gitDir, heads)();
      return E.isRight(lost) && lost.right.length === 0;
    };
    const latest = checkpoints
      .filter(({ unit, kind }) => unit === '' && (kind === 'checkpoint' || kind === 'merge'))
      .toReversed();
    for (const { cut, commit, tree } of latest.slice(0, LOOKED_AT)) {
      // Its own commit is looked for first: what else is needed there is told only by the log up to it.
      if (!(await isWhole([{ commit, tree }]))) continue;
      const point = await loadForkPoint(log, cut)();
      if (E.isRight(point) && (await isWhole(neededBy(point.right.state)))) return cut;
    }
    return undefined;
  };

/** All that a run cannot go on without, in any of its worktrees. */
export const neededBy = (state: RunState): readonly Head[] =>
  [...state.worktrees]
    .filter(([unit, worktree]) => unit === '' || worktree.state !== 'none')
    .flatMap(([unit]) => neededIn(state, unit));
