import * as E from 'fp-ts/lib/Either.js';
import type { Comparing } from '../../ports/comparing.js';
import type { EventReader } from '../../ports/eventLog.js';
import { load } from '../../projections/load.js';
import { recordedFiles } from '../../projections/recordedFiles.js';

/** How many checkpoints are looked at, the latest first. */
const LOOKED_AT = 50;

/** The seq of the latest checkpoint of the run's own worktree that the repository still holds as a whole, if there is one. */
export const lastGoodCut =
  (comparing: Comparing, log: EventReader) => async (): Promise<number | undefined> => {
    const loaded = await load(log, recordedFiles)();
    if (E.isLeft(loaded)) return undefined;
    const { run, checkpoints } = loaded.right.value;
    const own = run.worktrees.get('');
    const latest = checkpoints
      .filter(({ unit, kind }) => unit === '' && (kind === 'checkpoint' || kind === 'merge'))
      .toReversed();
    for (const { seq, commit, tree } of own ? latest.slice(0, LOOKED_AT) : []) {
      const spec = { worktree: own?.path ?? '', branch: own?.branch ?? '', recorded: { commit, tree } };
      const compared = await comparing.compare(spec)();
      if (E.isRight(compared) && compared.right.lost.length === 0) return seq;
    }
    return undefined;
  };
