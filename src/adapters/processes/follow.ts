import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessIdentity } from '../../events/process.js';
import { liveness } from './identity.js';
import { exitIn, type LastWord, type Mailbox } from './mailbox.js';

/** How often the mailbox of a process is looked at, in milliseconds: soon at first, seldom later. */
const FIRST_LOOK_MS = 5;
const LAST_LOOK_MS = 100;

/** How often a launcher that has said its last word is looked at before it is taken for stuck. */
const LAST_LOOKS = 200;

/** How a followed process ended: with what the launcher left, or without a word. */
export type FollowEnd = number | LastWord | 'gone';

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
  let left = 0;
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, LAST_LOOK_MS)) {
    const dead = over || liveness(launcher) !== 'alive';
    const exit = exitIn(mailbox);
    if (exit !== undefined) {
      // The launcher ends a moment after its last word, and is not to be counted among what the program left behind.
      if (dead || left >= LAST_LOOKS) return exit;
      left += 1;
      pause = FIRST_LOOK_MS;
    } else if (dead) return 'gone';
    await Promise.race([delay(pause), ended]);
  }
};
