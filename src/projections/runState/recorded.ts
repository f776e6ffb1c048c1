import type { EventOf, IntentType } from '../../events/catalogue.js';
import { mayWrite } from '../stepIndex.js';
import type { RunAccumulator, RunState } from './state.js';
import { type HeadState, recordedAt } from './worktreeState.js';

type IntentEvent = { [T in IntentType]: EventOf<T> }[IntentType];

/** What was seen in the worktree of a step is what is recorded of it from then on. */
export const noteSeen = (run: RunAccumulator, path: string, seen: HeadState, seq: number): void => {
  const place = run.index.steps.get(path);
  const worktree = place && run.worktrees.get(place.unit);
  if (worktree && place.node.worktree !== 'none') worktree.recorded = recordedAt(seen, seq);
};

/** Notes that files of a worktree may change from now on, as something begins that may write there. */
export const noteTouched = (run: RunAccumulator, unit: string, intent: IntentEvent): void => {
  const worktree = run.worktrees.get(unit);
  if (worktree && mayChange(run, intent)) worktree.recorded.touched = intent.seq;
};

/**
 * Whether files of a worktree may have changed since they were recorded by what was announced there: it was begun after
 * that, or has not come to its end.
 */
export const isInFlight = (run: RunState, unit: string): boolean => {
  const { touched = 0, seq = 0 } = run.worktrees.get(unit)?.recorded ?? {};
  const open = [...run.intents.values()].filter((intent) => intent.unit === unit);
  return touched > seq || open.some(({ event }) => mayChange(run, event));
};

const mayChange = ({ index }: Pick<RunState, 'index'>, { type, data }: IntentEvent): boolean => {
  if (type === 'CommitIntended') return data.kind === 'merge';
  const node = type === 'CallIntended' ? index.steps.get(data.path)?.node : undefined;
  return WRITING.has(type) && (node === undefined || mayWrite(node));
};

/** Intents that may change files of a worktree on their way to what they say. */
const WRITING: ReadonlySet<IntentType> = new Set<IntentType>([
  'WorktreeIntended',
  'SetupIntended',
  'ContextIntended',
  'CallIntended',
  'GateIntended',
  'ResetIntended',
]);
