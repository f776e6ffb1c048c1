import type { StepPath } from '../events/ids.js';
import type { OpenIntent, RunState } from '../projections/runState/state.js';
import type { Command, InspectionPurpose } from './command.js';

export type Intent = RunState['intents'] extends ReadonlyMap<number, infer I> ? I : OpenIntent;

/** Something to do next. What it finds comes back as commands. */
export type Effect =
  /** Nothing but a decision: it is taken at once, before anything is written. */
  | { readonly kind: 'record'; readonly command: Command }
  /** Carry out what an intent of this life announced. */
  | { readonly kind: 'perform'; readonly intent: Intent }
  /** Look how far an intent of an earlier life came, and finish it. */
  | { readonly kind: 'settle'; readonly intent: Intent }
  /** Stop the process behind an intent. */
  | { readonly kind: 'stop'; readonly intent: Intent }
  /** Look what an agent left: its work and its answer. */
  | { readonly kind: 'observe'; readonly path: StepPath }
  /** Look what lies in the worktree. */
  | { readonly kind: 'inspect'; readonly purpose: InspectionPurpose; readonly path?: StepPath };

/** Names an effect among those under way: planning it again does not start it again. */
export const effectKey = (effect: Effect): string => {
  if (effect.kind === 'record') return `record ${effect.command.type}`;
  if (effect.kind === 'observe') return `${INSPECTION}of ${effect.path}`;
  if (effect.kind === 'inspect') return `${INSPECTION}${effect.purpose} ${effect.path ?? ''}`;
  return `${effect.kind === 'stop' ? 'stop' : 'work'} ${effect.intent.event.seq}`;
};

const INSPECTION = 'inspect ';

/** Whether this is the key of a look at the worktree. */
export const isInspection = (key: string): boolean => key.startsWith(INSPECTION);
