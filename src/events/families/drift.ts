import * as t from 'io-ts';
import { event } from '../define.js';
import { Count, Ordinal, StepPath } from '../ids.js';
import { openSet } from '../openSet.js';
import { record } from '../record.js';

export const DriftResolved = event({
  v: 1,
  about:
    'Files were not as they had been recorded when somebody went on with the run, who said what becomes of them: they stay and are handed to the next step, go back, by themselves or with a step that runs anew, or a new run takes the place of this one. What was found is kept under the ref `snapshot`; of a run that is begun afresh, under refs that begin so.',
  data: record(
    {
      choice: openSet('proceed', 'redo', 'fresh'),
      verdict: openSet('drift', 'missing', 'unknown'),
      count: Count,
      /** The first of the files. */
      files: t.readonlyArray(
        record({ path: t.string, kind: openSet('DRIFT', 'DELETED', 'ADDED', 'CHANGED', 'UNKNOWN') }),
      ),
      snapshot: t.string,
    },
    { unit: StepPath },
  ),
  say: (d) => `${d.verdict}: ${d.choice} with ${d.count} file${d.count === 1 ? '' : 's'} changed by someone`,
});

export const FindingsVoided = event({
  v: 1,
  about:
    'The files of an attempt are others by now than its gates found them: these run again, what judges it begins anew, and what lies there is looked at once more before it is committed.',
  data: record({ path: StepPath, attempt: Ordinal, gates: t.readonlyArray(t.string) }),
  say: (d) =>
    `files changed since; ${d.gates.length > 0 ? `${d.gates.join(', ')} again` : 'to be looked at again'}`,
});
