import type { EventOf, IntentType } from '../../events/catalogue.js';
import { mayWrite } from '../stepIndex.js';
import type { RunAccumulator } from './state.js';
import { type HeadState, recordedAt } from './worktreeState.js';

type IntentEvent = { [T in IntentType]: EventOf<T> }[IntentType];

/** What was seen in the worktree of a step is what is recorded of it from then on. */
export const noteSeen = (run: RunAccumulator, path: string, seen: HeadState, seq: number): void => {
  const place = run.index.steps.get(path);
  const worktree = place && run.worktrees.get(place.unit);
  if (worktree && place.node.worktree !== 'none') worktree.recorded = recordedAt(seen, seq);
};

/** Notes that files of a worktree may change from now on, as something begins that may write there. */
export const noteTouched = (
  { worktrees, index }: RunAccumulator,
  unit: string,
  { type, data, seq }: IntentEvent,
): void => {
  const worktree = worktrees.get(unit);
  if (!worktree) return;
  const isMerge = type === 'CommitIntended' && data.kind === 'merge';
  const node = type === 'CallIntended' ? index.steps.get(data.path)?.node : undefined;
  const looks = node !== undefined && !mayWrite(node);
  if (isMerge || (WRITING.has(type) && !looks)) worktree.recorded.touched = seq;
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
