import type { ObjectId, Seq } from '../../events/ids.js';
import type { Handlers } from '../projection.js';
import { mayWrite } from '../stepIndex.js';
import { accepted } from './drifted.js';
import { attemptOf } from './onStep.js';
import type { RunAccumulator } from './state.js';

/** What it means that somebody said what becomes of files that were not as recorded. */
export const onDrift = {
  DriftResolved: (run, { data, seq }) => {
    const { unit = '', choice, files, snapshot } = data;
    const worktree = run.worktrees.get(unit);
    if (!worktree || choice !== 'proceed') return;
    const paths = files.map(({ path }) => path);
    worktree.drift = accepted(worktree.drift, paths, seq);
    const kept = [...run.intents.values()].find(
      ({ type, event }) => type === 'CommitIntended' && event.data.ref === snapshot,
    );
    if (kept?.type === 'CommitIntended') takeAsFound(run, unit, kept.event.data.tree, seq);
  },

  FindingsVoided: (run, { data, seq }) => {
    const attempt = attemptOf(run, data.path, data.attempt);
    if (!attempt) return;
    for (const gate of data.gates) attempt.gates.delete(gate);
    attempt.voided = seq;
  },
} satisfies Handlers<RunAccumulator>;

/** Who may only look, and is under way or about to try again, begins from what was found: it is not its doing. */
const takeAsFound = ({ steps, index }: RunAccumulator, unit: string, tree: ObjectId, seen: Seq): void => {
  for (const step of steps.values()) {
    const place = index.steps.get(step.path);
    if (step.state !== 'running' || !place || place.unit !== unit || mayWrite(place.node)) continue;
    step.stands = { ...step.stands, tree, seen };
    if (step.attempt) step.attempt.start = { ...step.attempt.start, tree, seen };
  }
};
