import * as t from 'io-ts';
import { Content } from '../content.js';
import { event } from '../define.js';
import { Count, Int, Ordinal, Seq, StepPath } from '../ids.js';
import { record } from '../record.js';
import { GateNode } from '../tree.js';

/** What a gate found; a gate whose tool is absent is skipped, never passed. */
const GateResult = t.keyof({ passed: null, failed: null, skipped: null });

export const GateIntended = event({
  v: 1,
  settledBy: 'rerun',
  about: 'A gate is about to run.',
  data: record({ path: StepPath, attempt: Ordinal, gate: GateNode }),
  say: (d) => `gate ${d.gate.name}${d.gate.command ? `: ${d.gate.command}` : ''}`,
});

export const GateFinished = event({
  v: 1,
  outcome: true,
  about: 'A gate ended, with its result and what it printed.',
  data: record(
    { intent: Seq, result: GateResult, output: Content, ms: Count, leftovers: Count },
    { exit: Int, error: t.string },
  ),
  say: (d) => `gate ${d.result}${d.error ? `: ${d.error}` : ''}`,
});

export const GateInterrupted = event({
  v: 1,
  outcome: true,
  about: 'A gate was cut off and says nothing; it runs again.',
  data: record({ intent: Seq, why: t.string }),
  say: (d) => `gate interrupted: ${d.why}`,
});
