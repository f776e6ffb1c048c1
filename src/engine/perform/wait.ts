import * as TE from 'fp-ts/lib/TaskEither.js';
import { msBetween } from '../../events/time.js';
import type { RunState } from '../../projections/runState/state.js';
import type { Command } from '../command.js';
import type { Effect } from '../effect.js';
import type { World } from '../world.js';

/** How long it takes at most until a stop is noticed, in milliseconds. */
const LOOK_MS = 100;

/**
 * Waits until a call is to be made again, also where an earlier life began to. The state is that of the loop, which goes
 * on meanwhile: a run that is asked to stop is not held up.
 */
export const wait = (
  { clock }: World,
  state: RunState,
  { path, since, ms }: Extract<Effect, { kind: 'wait' }>,
): TE.TaskEither<never, Command> =>
  TE.fromTask(async (): Promise<Command> => {
    for (let left = remaining(); left > 0 && !state.stopping; left = remaining())
      await clock.wait(Math.min(left, LOOK_MS));
    return { type: 'EndWait', path };

    // A clock that was set back does not prolong it.
    function remaining(): number {
      const passed = msBetween(since, clock.now());
      return passed < 0 ? 0 : ms - passed;
    }
  });
