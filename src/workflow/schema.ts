import * as t from 'io-ts';
import { strictRecord } from '../events/record.js';
import { limitCodec } from './limits.js';
import { Caps, Step } from './schema/step.js';
import { isMapping, isText, list, Name } from './schema/value.js';

/** A workflow file as a person writes it. */
export const WorkflowFile = strictRecord(
  { name: Name, steps: list(Step, 'steps') },
  {
    max_budget: limitCodec('budget'),
    max_tokens: limitCodec('tokens'),
    max_timeout: limitCodec('timeout'),
    max_disk: limitCodec('disk'),
    on_unknown_spend: limitCodec('on_unknown_spend'),
    budget: Caps,
    description: t.unknown,
    inputs: t.unknown,
    review: t.unknown,
  },
);
export type WorkflowFile = t.TypeOf<typeof WorkflowFile>;

/** Keys of the root that are accepted and mean nothing here. */
export const IDLE_KEYS = ['description', 'review'] as const;

/** What a workflow says that its caller gives. */
export interface Input {
  readonly name: string;
  readonly required: boolean;
  /** The command line has to give it as well, where nobody calls. */
  readonly isAsked: boolean;
  /** What it is where nobody gives it. */
  readonly default?: string;
}

/**
 * The inputs that a workflow declares: a list of names, or a mapping, in which `{required: false}` and a `default` spare
 * the caller, and `{required: true}` asks for it on the command line too.
 */
export const inputsOf = ({ inputs }: { readonly inputs?: unknown }): readonly Input[] => {
  if (Array.isArray(inputs))
    return inputs.filter(isText).map((name) => ({ name, required: true, isAsked: false }));
  if (!isMapping(inputs)) return [];
  return Object.entries(inputs).map(([name, about]) => {
    const { required, default: usual } = isMapping(about) ? about : {};
    const isGiven = ['string', 'number', 'boolean'].includes(typeof usual);
    return {
      name,
      required: required !== false && !isGiven,
      isAsked: required === true && !isGiven,
      ...(isGiven ? { default: String(usual) } : {}),
    };
  });
};

/** What limits a run of this workflow; of one that another calls, that other's limits count. */
export const LIMIT_KEYS = [
  'max_budget',
  'max_tokens',
  'max_timeout',
  'max_disk',
  'on_unknown_spend',
] as const;
