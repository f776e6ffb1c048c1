import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessIdentity } from '../../events/process.js';
import { liveness } from './identity.js';
import { exitIn, type Mailbox } from './mailbox.js';

/** How often the mailbox of a process is looked at, in milliseconds: soon at first, seldom later. */
const FIRST_LOOK_MS = 5;
const LAST_LOOK_MS = 100;

/** How a followed process ended: with what the launcher left, or without a word. */
export type FollowEnd = number | 'untold' | 'gone';

/**
 * Waits for the end of a launch by its mailbox and its process, in the same way whether it was started here or by an
 * engine that is gone. `exited` makes it quicker where this process is the parent.
 */
export const follow = async (
  mailbox: Mailbox,
  launcher: ProcessIdentity,
  exited: Promise<void> = new Promise(() => undefined),
): Promise<FollowEnd> => {
  let over = false;
  const ended = exited.then(() => {
    over = true;
  });
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, LAST_LOOK_MS)) {
    const dead = over || liveness(launcher) !== 'alive';
    const exit = exitIn(mailbox);
    if (exit !== undefined) return exit;
    if (dead) return 'gone';
    await Promise.race([delay(pause), ended]);
  }
};
