import type { LookAtLaunch } from '../../ports/launches.js';
import { liveness } from './identity.js';
import { exitIn, mailboxOf } from './mailbox.js';

/** Looks at launches whose mailboxes lie in a folder, whoever began them. */
export const lookAtLaunches =
  (folder: string): LookAtLaunch =>
  (intent, launcher) => {
    const left = exitIn(mailboxOf(folder, intent));
    if (typeof left === 'number') return 'finished';
    return left === undefined && liveness(launcher) === 'alive' ? 'at work' : 'gone';
  };
