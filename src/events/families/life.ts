import * as t from 'io-ts';
import { event } from '../define.js';
import { Count, Ordinal, Sha256 } from '../ids.js';
import { ProcessIdentity } from '../process.js';
import { record } from '../record.js';

export const LifeBegan = event({
  v: 1,
  about: 'A process took the lease and became the only writer of this log.',
  data: record({ life: Ordinal, lease: Ordinal, refold: t.string, process: ProcessIdentity }),
  say: (d) => `life ${d.life} began (lease ${d.lease}, pid ${d.process.pid}, refold ${d.refold})`,
});

export const LogRepaired = event({
  v: 1,
  about: 'A torn tail, left by a crash in the middle of a write, was set aside in a file of its own.',
  data: record({
    after: Count,
    torn: t.readonlyArray(record({ file: t.string, size: Count, sha256: Sha256 })),
  }),
  say: (d) =>
    `repaired after seq ${d.after}: ${d.torn.map((p) => `${p.size} bytes to ${p.file}`).join(', ')}`,
});
