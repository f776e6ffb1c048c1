import * as t from 'io-ts';
import { event } from '../define.js';
import { Count, Ordinal, Seq, StepPath } from '../ids.js';
import { openSet } from '../openSet.js';
import { record } from '../record.js';
import { judgementWords } from '../review.js';

const turnOf = { path: StepPath, attempt: Ordinal, iteration: Ordinal };

export const TurnNudged = event({
  v: 1,
  about:
    'A turn of a worker came to nothing that could be judged: it changed nothing and stated no case (`quiet`), also said nothing (`empty`), or stated one that cannot be read (`case`). The worker is told so in `text` and turns again, after `waitMs` where there is one.',
  data: record(
    { ...turnOf, why: openSet('quiet', 'empty', 'case'), streak: Ordinal, text: t.string },
    { waitMs: Count },
  ),
  say: (d) => `nudged (${d.why}, ${d.streak} since the last verdict)`,
});

export const CallPostponed = event({
  v: 1,
  about:
    'A call of a worker or an evaluator failed, the one after the other: it is made again after `waitMs`.',
  data: record({ path: StepPath, attempt: Ordinal, call: Seq, failures: Ordinal, waitMs: Count }),
  say: (d) => `called again in ${d.waitMs / 1000} s (${d.failures} failed in a row)`,
});

export const WorkJudged = event({
  v: 1,
  about:
    'What became of an iteration: the work is accepted, or the worker turns again. It is accepted only if the evaluator says so and no gate failed. `category` is what the evaluator rejects it for, or `parse_failed` where there was nothing that could be read, which `concern` tells of.',
  data: record(
    { ...turnOf, accepted: t.boolean },
    { category: t.string, concern: t.string, failedGates: t.readonlyArray(t.string) },
  ),
  say: (d) => `iteration ${d.iteration}: ${judgementWords(d)}`,
});
