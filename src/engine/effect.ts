import type { StepPath } from '../events/ids.js';
import type { OpenIntent, RunState } from '../projections/runState/state.js';
import { unitOf } from '../projections/worktrees.js';
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
  /** Wait until a call is made again. */
  | { readonly kind: 'wait'; readonly path: StepPath; readonly since: string; readonly ms: number }
  | Look;

/** A look at what lies in worktrees; it changes nothing. */
export type Look =
  /** What an agent left: its work and its answer. */
  | { readonly kind: 'observe'; readonly path: StepPath }
  /** What is to be committed. */
  | { readonly kind: 'inspect'; readonly purpose: InspectionPurpose; readonly path: StepPath }
  /** Whether what a unit did fits to where it is to be merged. */
  | { readonly kind: 'merge'; readonly path: StepPath }
  /** What would be lost by a stop, in the worktrees of these units. */
  | { readonly kind: 'salvage'; readonly units: readonly string[] };

export const record = (command: Command): Effect => ({ kind: 'record', command });

/** Whether nothing but the end of the life follows. */
export const isStop = (effect: Effect): boolean => effect.kind === 'record' && STOPS.has(effect.command.type);

const STOPS: ReadonlySet<string> = new Set(['StopRun', 'RequestStop']);

const LOOKS: ReadonlySet<string> = new Set(['observe', 'inspect', 'merge', 'salvage']);

export const isLook = (effect: Effect): effect is Look => LOOKS.has(effect.kind);

/** The worktrees that are looked at, by their units. */
export const lookedAt = (state: RunState, look: Look): readonly string[] => {
  if (look.kind === 'salvage') return look.units;
  if (look.kind !== 'merge') return [unitOf(state, look.path)];
  return [unitOf(state, state.index.steps.get(look.path)?.parent ?? '')];
};

/** Names an effect among those under way: planning it again does not start it again. */
export const effectKey = (effect: Effect): string => {
  switch (effect.kind) {
    case 'record':
      return `record ${effect.command.type}`;
    case 'observe':
    case 'merge':
      return `${effect.kind} ${effect.path}`;
    case 'inspect':
      return `inspect ${effect.purpose} ${effect.path}`;
    case 'salvage':
      return 'salvage';
    case 'wait':
      return `wait ${effect.path} ${effect.since}`;
    default:
      return `${effect.kind === 'stop' ? 'stop' : 'work'} ${effect.intent.event.seq}`;
  }
};
