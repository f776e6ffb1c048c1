import type { LifeFacts } from '../engine/command.js';
import type { WritableRun } from '../ports/runStore.js';
import { VERSION } from './version.js';

/** What this process brings to the life that it begins; `named` are the torn tails that events name already. */
export const lifeFacts = (run: WritableRun, named: ReadonlySet<string> = new Set()): LifeFacts => ({
  lease: run.lease,
  refold: VERSION,
  process: run.holder,
  torn: run.torn.filter(({ file }) => !named.has(file)),
});
