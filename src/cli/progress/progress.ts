import type { Stored } from '../../events/stored.js';
import { duration } from '../../inspector/text/duration.js';
import { cut } from '../../inspector/text/fit.js';
import { logLine } from '../../inspector/text/log.js';
import { paintWith } from '../../inspector/text/paint.js';
import { createProgress, underWay } from '../../inspector/text/progress.js';
import { apply } from '../../projections/projection.js';
import type { RunState } from '../../projections/runState/state.js';
import { subjects } from '../../projections/subjects.js';
import type { Context } from '../context.js';
import { sizeOf } from '../terminal.js';

/** How often the line of what is under way is drawn anew, in milliseconds. */
const FRAME_MS = 120;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** Follows a run on standard error. */
export interface Follower {
  readonly observe: (stored: Stored) => void;
  /** Says something that is no event. */
  readonly tell: (text: string) => void;
  readonly end: () => void;
}

/**
 * Tells a person how a run goes on: a line for what happened, and on a terminal one more that shows what is under way
 * and for how long. With `--verbose`, a line for every event.
 */
export const followRun = (context: Context, state: RunState): Follower => {
  const onTerminal = process.stderr.isTTY === true && !context.quiet;
  const paint = paintWith(onTerminal && !context.env.NO_COLOR);
  const progress = createProgress(paint, state);
  const following = progress.empty();
  const about = subjects.empty();
  let since: string | undefined;
  let frame = 0;
  let drawn = false;

  const wipe = (): void => {
    if (drawn) process.stderr.write('\r\u001b[2K');
    drawn = false;
  };

  const draw = (): void => {
    wipe();
    const current = underWay(state);
    if (!current) return;
    frame += 1;
    const spent = duration(Math.max(0, Date.now() - Date.parse(current.since)));
    const line = `${FRAMES[frame % FRAMES.length]} ${current.words}  ${spent}`;
    process.stderr.write(paint.dim(cut(line, sizeOf(process.stderr).columns - 1)));
    drawn = true;
  };

  const timer = onTerminal ? setInterval(draw, FRAME_MS).unref() : undefined;
  return {
    observe: (stored) => {
      wipe();
      apply(progress, following, stored);
      apply(subjects, about, stored);
      const lines = following.lines.splice(0);
      for (const line of context.verbose ? [logLine(stored, { since, step: about.latest }, paint)] : lines)
        context.tell(line);
      since = stored.event.at;
    },
    tell: (text) => {
      wipe();
      context.tell(text);
    },
    end: () => {
      clearInterval(timer);
      wipe();
    },
  };
};
