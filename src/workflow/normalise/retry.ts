import type { RetryNode, RetryOverride } from '../../events/tree.js';
import { plain } from '../plain.js';
import { type GateValue, gateKind } from '../schema/gate.js';
import type { RetryEntry, StepValue } from '../schema/step.js';
import { gateNamesOf } from '../scope.js';
import { agentOf } from './agent.js';
import { type Context, readText, templateOf } from './context.js';

/** A retry policy: how many attempts in all, and what changes when. */
export const retryOf = (context: Context, step: StepValue, entries: readonly RetryEntry[]): RetryNode => ({
  attempts: entries.find(({ exit }) => exit !== undefined)?.exit ?? 1,
  overrides: entries
    .filter(({ exit }) => exit === undefined)
    .map((entry) =>
      plain<RetryOverride>({
        from: entry.attempt,
        not: conditionOf(entry, step.gate ?? []),
        agent: entry.agent === undefined ? undefined : agentOf(context, entry.agent),
        prompt: entry.prompt === undefined ? undefined : templateOf(context, readText(context, entry.prompt)),
        reset: entry.worktree === undefined ? undefined : true,
        newSession: entry.session === undefined ? undefined : true,
      }),
    ),
});

/** The name of the gate that must not have passed: named itself, or by the workflow of a validator. */
const conditionOf = ({ not, validate }: RetryEntry, gates: readonly GateValue[]): string | undefined => {
  if (not !== undefined) return not.replace(/^gate\./, '');
  if (validate === undefined) return undefined;
  const index = gates.findIndex(
    (gate) => gateKind(gate) === 'validate' && typeof gate !== 'string' && gate.validate === validate,
  );
  return gateNamesOf(gates)[index] ?? validate;
};
