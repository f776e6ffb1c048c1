import type { LookAtLaunch } from '../../ports/launches.js';
import { liveness } from './identity.js';
import { durationIn, exitIn, mailboxOf } from './mailbox.js';

/** Looks at launches whose mailboxes lie in a folder, whoever began them. */
export const lookAtLaunches =
  (folder: string): LookAtLaunch =>
  (intent, launcher) => {
    const mailbox = mailboxOf(folder, intent);
    const left = exitIn(mailbox);
    const ms = durationIn(mailbox);
    if (typeof left === 'number') return { found: 'finished', ms };
    return { found: left === undefined && liveness(launcher) === 'alive' ? 'at work' : 'gone', ms };
  };
