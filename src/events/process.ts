import * as t from 'io-ts';
import { Ordinal } from './ids.js';
import { record } from './record.js';

/**
 * A process, named so that no later process of the same pid is taken for it: its start time as the system tells it,
 * and the host, boot and pid namespace in which the pid means something.
 */
export const ProcessIdentity = record({
  pid: Ordinal,
  start: t.string,
  host: t.string,
  boot: t.string,
  pidns: t.string,
});
export type ProcessIdentity = t.TypeOf<typeof ProcessIdentity>;
