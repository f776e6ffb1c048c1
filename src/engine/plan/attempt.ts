import type { Content } from '../../events/content.js';
import type { Seq } from '../../events/ids.js';
import type { Attempt } from '../../projections/runState/state.js';
import { commits, type IndexedStep } from '../../projections/stepIndex.js';
import { type Effect, record } from '../effect.js';
import { isFileGate } from '../fileGates.js';

/** The agent of a step that needs none: it passes every call. */
export const PASS = 'pass';

/** Since when there is what a validator judges: the latest turn of the agent, else the attempt itself, or what others made of its files. */
export const judgedSince = ({ call, seq, voided = 0 }: Attempt): Seq => Math.max(call?.seq ?? seq, voided);

/** Why a call failed, in the words of its agent if it had any. */
export const errorOf = ({ error }: NonNullable<Attempt['call']>): Content =>
  error ?? { text: 'the agent failed and said nothing' };

/** What is to be read for the agent before it is called. */
export const contextOf = ({ path, node }: IndexedStep, attempt: Attempt): Effect | undefined => {
  if (attempt.call && attempt.call.state !== 'interrupted') return undefined;
  for (const index of (node.context ?? []).keys()) {
    const source = attempt.context.get(index);
    if (!source || source.state === 'interrupted') return record({ type: 'IntendContext', path, index });
  }
  return undefined;
};

/** The agent is called, and what it left is looked at however it ended. */
export const agentOf = ({ path, node, children }: IndexedStep, attempt: Attempt): Effect | undefined => {
  const { agent, call, guard, work, turn } = attempt;
  if (!agent || agent.provider === PASS || children.length > 0) return undefined;
  if (turn.due && turn.wait) return { kind: 'wait', path, ...turn.wait };
  if (!call || turn.due || (call.state === 'interrupted' && !guard))
    return record({ type: 'IntendCall', path });
  if (!work) return { kind: 'observe', path };
  if (!guard && call.state !== 'failed') return undefined;
  const isPatient = node.review !== undefined || node.type === 'review';
  return record({ type: isPatient && !guard ? 'PostponeCall' : 'FailAttempt', path });
};

/**
 * A person is asked; the step stands still until someone has answered. The run stops for it as it does when it is asked to:
 * what lies there is kept, so that what changes from then on is known to be nobody's work but a person's.
 */
export const pauseAt = ({ path, node }: IndexedStep, attempt: Attempt, when: string): Effect | undefined => {
  if (node.pause !== when) return undefined;
  const answer = attempt.pauses.get(when);
  if (answer === undefined) return record({ type: 'BeginPause', path, when });
  if (answer === 'abort') return record({ type: 'FailAttempt', path });
  if (answer === 'continue') return undefined;
  const detail = `${path} waits for a person (${when.replace('_', ' ')})`;
  return record({ type: 'RequestStop', reason: 'paused', step: path, detail });
};

/** A gate runs once in an attempt, and again if it was cut off. */
export const gateOf = ({ path }: IndexedStep, attempt: Attempt, name: string): Effect | undefined => {
  const gate = attempt.gates.get(name);
  const due = !gate || gate.state === 'interrupted';
  return due ? record({ type: 'IntendGate', path, gate: name }) : undefined;
};

/** Everything has passed: what lies in the worktree is committed, as it was seen or after one more look. */
export const conclusionOf = (place: IndexedStep, attempt: Attempt): Effect => {
  const { path } = place;
  if (!commits(place)) return record({ type: 'PassStep', path });
  return isAsSeen(place, attempt)
    ? record({ type: 'CommitWork', path })
    : { kind: 'inspect', purpose: 'checkpoint', path };
};

/** Whether nothing but looking has happened since the agent's work was looked at: no program ran, nobody was asked. */
export const isAsSeen = ({ node, children }: IndexedStep, attempt: Attempt): boolean =>
  attempt.work !== undefined &&
  attempt.voided === undefined &&
  children.length === 0 &&
  attempt.pauses.size === 0 &&
  (node.gates ?? []).every(isFileGate);
