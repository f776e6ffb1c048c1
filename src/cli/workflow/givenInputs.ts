import * as E from 'fp-ts/lib/Either.js';
import type { Workflow } from '../../workflow/load.js';
import { withNearest } from '../../workflow/nearest.js';
import type { GivenValue } from '../../workflow/settings.js';
import { type UsageError, usage } from '../failure/failure.js';
import { type NamingOption, namedValues } from '../namedValues.js';

type Values = readonly GivenValue[];

/** The values of a command line over those of before. */
export const settingsOf = (set: readonly string[], before: Values): E.Either<UsageError, Values> => {
  const given = namedValues(SET, set);
  // A run that is replayed was given values before; the command line has the last word.
  const over = (values: Values): Values => [
    ...new Map([...before, ...values].map((one) => [one.name, one])).values(),
  ];
  return E.map(over)(given);
};

const SET: NamingOption = { option: '--set', names: /^[\p{L}_][\p{L}\p{N}_.-]*$/u };

/** What was given, and what the workflow says that its inputs are where nobody gives them. */
export const withDefaults = (set: Values, { inputs }: Pick<Workflow, 'inputs'>): Values => [
  ...set,
  ...inputs.flatMap(({ name, default: value }) =>
    value === undefined || set.some((one) => one.name === name) ? [] : [{ name, value }],
  ),
];

/** A run of a workflow that says what it is given is given that, and nothing that means nothing to it. */
export const keptInputs = <A extends { readonly workflow: Workflow; readonly set: Values }>(
  workflow: string,
  loaded: A,
): E.Either<UsageError, A> => {
  const { inputs, names } = loaded.workflow;
  const declared = inputs.map(({ name }) => name);
  const known = new Set([...declared, ...names]);
  const stranger = loaded.set.find(({ name }) => !known.has(name));
  if (stranger && declared.length > 0) {
    const message = withNearest(`${workflow} has no input \`${stranger.name}\``, stranger.name, declared);
    return E.left(usage(message, `its inputs are ${declared.join(', ')}`));
  }
  const asked = inputs.filter(({ isAsked }) => isAsked);
  const lacking = asked.filter(
    ({ name }) => !loaded.set.some((one) => one.name === name && one.value !== ''),
  );
  if (lacking.length === 0) return E.right(loaded);
  const them = lacking.map(({ name }) => `\`${name}\``).join(' and ');
  const example = lacking.map(({ name }) => `--set ${name}="…"`).join(' ');
  return E.left(
    usage(
      `${workflow} needs ${them}, and nothing gives ${lacking.length === 1 ? 'it' : 'them'}`,
      `write \`${example}\``,
    ),
  );
};
