import type { Seq } from '../events/ids.js';
import type { ProcessIdentity } from '../events/process.js';

/** What became of a program whose engine is gone: it runs, it has left its outcome, or nothing is left of it. */
export type LaunchFound = 'at work' | 'finished' | 'gone';

/** Looks at the launch of an intent, by its mailbox and its launcher; nothing is changed. */
export type LookAtLaunch = (intent: Seq, launcher: ProcessIdentity) => LaunchFound;
