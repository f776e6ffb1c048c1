import * as t from 'io-ts';
import { strictRecord } from '../events/record.js';
import { Caps, Duration, Step } from './schema/step.js';
import { Amount, isMapping, isText, list, Name, Times } from './schema/value.js';

/** A workflow file as a person writes it. */
export const WorkflowFile = strictRecord(
  { name: Name, steps: list(Step, 'steps') },
  {
    max_budget: Amount,
    max_tokens: Times,
    max_timeout: Duration,
    budget: Caps,
    description: t.unknown,
    inputs: t.unknown,
    review: t.unknown,
  },
);
export type WorkflowFile = t.TypeOf<typeof WorkflowFile>;

/** Keys of the root that are accepted and mean nothing here. */
export const IDLE_KEYS = ['description', 'review'] as const;

/** The names that a workflow says its caller gives: a list of them, or the keys of a mapping. */
export const inputsOf = ({ inputs }: WorkflowFile): readonly string[] => {
  if (Array.isArray(inputs)) return inputs.filter(isText);
  return isMapping(inputs) ? Object.keys(inputs) : [];
};

/** Limits of the whole run that are read and not held to yet. */
export const LIMIT_KEYS = ['max_budget', 'max_tokens', 'max_timeout'] as const;
