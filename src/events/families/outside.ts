import * as t from 'io-ts';
import { event } from '../define.js';
import { KeptFile } from '../files.js';
import { Count, ObjectId, Ordinal, RunId, Seq } from '../ids.js';
import { openSet } from '../openSet.js';
import { record } from '../record.js';

const filesWords = (files: readonly unknown[]): string =>
  files.length === 0 ? '' : `, ${files.length} ${files.length === 1 ? 'file' : 'files'}`;

export const OutsideRunCreated = event({
  v: 1,
  critical: true,
  about:
    'A workflow that refold does not run made its first checkpoint: this log is the run of that name in its repository. It has no worktree and no branch; its files are in the checkout.',
  data: record(
    {
      run: RunId,
      number: Ordinal,
      refold: t.string,
      name: t.string,
      repository: record({ id: t.string, root: t.string, gitDir: t.string }),
    },
    {
      /** The commit that the checkout stood at, by which its repository is known after it was moved. */
      commit: ObjectId,
    },
  ),
  say: (d) => `run #${d.number} ${d.run} of ${d.name}, which refold does not run`,
});

export const OutsideCheckpointMade = event({
  v: 1,
  about:
    'A workflow that refold does not run got this far: its step is done, the run goes on at the next. The files are those that are new, changed or gone since the checkpoint before; what they hold is kept as payloads.',
  data: record(
    {
      step: Count,
      /** Variables that are new or have another value now. */
      vars: t.readonlyArray(record({ name: t.string, value: t.string })),
      files: t.readonlyArray(KeptFile),
    },
    {
      title: t.string,
      /** What goes on with the workflow, as a person or a shell is told it. */
      command: t.string,
      /** Where that was said, from the root of the checkout; absent for the root itself. */
      directory: t.string,
    },
  ),
  say: (d) => `step ${d.step}${d.title === undefined ? '' : ` (${d.title})`}${filesWords(d.files)}`,
});

export const OutsideRunResumed = event({
  v: 1,
  about:
    'The run was handed back to its workflow after this checkpoint; later ones count no more. `found` are files that were not as recorded, and were accepted: they are to be processed again.',
  data: record({ checkpoint: Seq, step: Count }, { found: t.readonlyArray(KeptFile) }),
  say: (d) =>
    `handed over at step ${d.step + 1}${d.found === undefined ? '' : `, accepting what was found${filesWords(d.found)}`}`,
});

export const OutsideFileKept = event({
  v: 1,
  about: 'What lies in the checkout is kept, because a file of a checkpoint is about to take its place.',
  data: record({ file: KeptFile, checkpoint: Seq }),
  say: (d) => `keeping ${d.file.path} as it was found, before it is restored from seq ${d.checkpoint}`,
});

export const OutsideRunClosed = event({
  v: 1,
  about:
    'Nothing is left to resume: the workflow completed, begins from its start, or was given up or put away.',
  data: record({ how: openSet('completed', 'begun anew', 'discarded', 'archived') }),
  say: (d) => d.how,
});
