import type { RunId, StepPath } from '../../events/ids.js';

/** What anchors a log in git: the last lines of the message of every commit that an event led to. */
export const trailers = (
  { run }: { readonly run: RunId },
  { seq, hash }: { readonly seq: number; readonly hash: string },
  step?: StepPath,
): string =>
  `Refold-Run: ${run}\n${step === undefined ? '' : `Refold-Step: ${step}\n`}Refold-Event: ${seq}:${hash}\n`;
