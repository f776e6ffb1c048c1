import type { EventOf, IntentType } from '../../events/catalogue.js';
import type { StepPath } from '../../events/ids.js';
import { mayWrite, taskFiles } from '../stepIndex.js';
import type { RunAccumulator, RunState } from './state.js';
import { type HeadState, recordedAt } from './worktreeState.js';

type IntentEvent = { [T in IntentType]: EventOf<T> }[IntentType];

/** What was seen in the worktree of a step, though it works beside it, is what is recorded of it from then on. */
export const noteSeen = (run: RunAccumulator, path: string, seen: HeadState, seq: number): void => {
  const place = run.index.steps.get(path);
  const worktree = place && run.worktrees.get(place.unit);
  if (worktree) worktree.recorded = recordedAt(seen, seq);
};

/**
 * Whether the run is brought to rest for a replay: what lies in its worktrees is kept, and nobody has said that it may stay,
 * so that a resume, should the replay be cut off, has it to ask about.
 */
export const restsForReplay = ({ stopping }: Pick<RunState, 'stopping'>): boolean =>
  stopping?.isForReplay === true;

/** Notes that files of a worktree may change from now on, as something begins that may write there. */
export const noteTouched = (run: RunAccumulator, unit: string, intent: IntentEvent): void => {
  const worktree = run.worktrees.get(unit);
  if (worktree) worktree.recorded.reach = together(worktree.recorded.reach, reachOf(run, intent));
};

/**
 * Where files of a worktree may have changed since they were recorded by what was announced there, as patterns of paths:
 * it was begun after that, or has not come to its end.
 */
export const inFlightIn = (run: RunState, unit: string): readonly string[] =>
  [...run.intents.values()]
    .filter((intent) => intent.unit === unit)
    .reduce((reach, { event }) => together(reach, reachOf(run, event)), reachSince(run, unit));

/** Where something may have written since the files of a worktree were recorded. */
export const reachSince = ({ worktrees }: Pick<RunState, 'worktrees'>, unit: string): readonly string[] =>
  worktrees.get(unit)?.recorded.reach ?? [];

/** The reach of what may have written to any file. */
export const EVERYWHERE: readonly string[] = ['.'];

const together = (one: readonly string[], other: readonly string[]): readonly string[] => {
  const all = new Set([...one, ...other]);
  return all.has('.') ? EVERYWHERE : [...all];
};

/** Where something that was announced may write: an agent whose task names files, among these. */
const reachOf = ({ index }: Pick<RunState, 'index'>, { type, data }: IntentEvent): readonly string[] => {
  switch (type) {
    case 'CallIntended':
      return reachOfAgent(index, data.path);
    case 'CommitIntended':
      return data.kind === 'merge' ? EVERYWHERE : [];
    case 'ContextIntended':
      return data.source.bash === undefined ? [] : EVERYWHERE;
    default:
      return WRITING.has(type) ? EVERYWHERE : [];
  }
};

const reachOfAgent = (index: RunState['index'], path: StepPath): readonly string[] => {
  const node = index.steps.get(path)?.node;
  if (node && !mayWrite(node)) return [];
  const files = taskFiles(index, path);
  return files.length === 0 ? EVERYWHERE : files;
};

/** Intents that may change any file of a worktree on their way to what they say. */
const WRITING: ReadonlySet<IntentType> = new Set<IntentType>([
  'WorktreeIntended',
  'SetupIntended',
  'GateIntended',
  'ResetIntended',
]);
