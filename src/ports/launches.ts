import type { Seq } from '../events/ids.js';
import type { ProcessIdentity } from '../events/process.js';

/** What became of a program whose engine is gone: it runs, it has left its outcome, or nothing is left of it. */
export interface LaunchFound {
  readonly found: 'at work' | 'finished' | 'gone';
  /** How long it ran by now. */
  readonly ms: number;
}

/** Looks at the launch of an intent, by its mailbox and its launcher; nothing is changed. */
export type LookAtLaunch = (intent: Seq, launcher: ProcessIdentity) => LaunchFound;

/** What a program prints while it runs, listened to from beside. */
export interface Listening {
  /** The bytes that were added since the last time. */
  readonly more: () => Uint8Array;
  /** Whether there was output to listen to: when a program has ended, what it printed is put away. */
  readonly heard: () => boolean;
  readonly end: () => void;
}

/** Listens to the program of an intent. */
export type ListenTo = (intent: Seq) => Listening;
