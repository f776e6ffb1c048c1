import type { Parts, PayloadRef, Template } from '../events/content.js';
import type { StepPath } from '../events/ids.js';
import { variablesIn } from '../events/variablesIn.js';
import type { RunState } from '../projections/runState/state.js';
import { type Value, valueFor } from '../projections/variables.js';

/** How deep the inputs of called workflows may name each other. */
const MAX_DEPTH = 20;

/**
 * Puts values in the place of the variables of a template, as a step sees them. What was put in is never looked at
 * again, so a text may hold whatever it likes.
 */
export const render = (state: RunState, path: StepPath, template: Template, depth = 0): Parts =>
  joined(
    template.flatMap((part) => {
      if (typeof part === 'string' || !('variable' in part)) return [part];
      const value = filled(state, valueFor(state, path, part.variable), depth);
      // A variable that has a line to itself takes the line along.
      return isEmpty(value) ? [] : [part.before ?? '', ...value, part.after ?? ''];
    }),
  );

/** The names in a template that nothing answers to where a step uses it, also in what it was handed by its callers. */
export const unknownIn = (
  state: RunState,
  path: StepPath,
  template: Template,
  depth = 0,
): readonly string[] => [
  ...new Set(
    variablesIn(template).flatMap((name) => {
      const value = valueFor(state, path, name);
      if (!value) return [name];
      return 'template' in value && depth < MAX_DEPTH
        ? unknownIn(state, value.at, value.template, depth + 1)
        : [];
    }),
  ),
];

const filled = (state: RunState, value: Value | undefined, depth: number): Parts => {
  if (!value) return [];
  if ('template' in value) {
    return depth >= MAX_DEPTH ? [] : render(state, value.at, value.template, depth + 1);
  }
  return 'text' in value.content ? [value.content.text] : [value.content.payload];
};

const isEmpty = (parts: Parts): boolean => parts.every((part) => part === '');

/** Neighbouring texts as one, so that a prompt is as few parts as can be. */
const joined = (parts: Parts): Parts => {
  const result: (string | PayloadRef)[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (typeof part === 'string' && typeof last === 'string') result[result.length - 1] = last + part;
    else if (part !== '') result.push(part);
  }
  return result;
};
