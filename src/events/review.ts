import * as t from 'io-ts';
import { openSet } from './openSet.js';
import { record } from './record.js';

/** What a worker says for its work: how each criterion is met, and where to look. */
export const Case = record(
  {
    summary: t.string,
    coverage: t.readonlyArray(record({ criterion: t.string, addressedBy: t.string }, { evidence: t.string })),
  },
  { workArounds: t.readonlyArray(t.string), uncertainties: t.readonlyArray(t.string) },
);
export type Case = t.TypeOf<typeof Case>;

/** What a work is rejected for. */
export const Category = openSet(
  'scope_creep',
  'acceptance_gap',
  'weak_test',
  'tests_pass_but_wrong',
  'half_finished',
  'spec_violation',
);

/** What an evaluator says of a work; one that rejects it says for what, and what to do next. */
export const Verdict = record(
  { verdict: openSet('accept', 'reject') },
  {
    category: Category,
    concern: t.string,
    evidence: t.readonlyArray(t.string),
    nextStep: t.string,
  },
);
export type Verdict = t.TypeOf<typeof Verdict>;

/** What became of a turn that was judged, in words. */
export const judgementWords = ({
  accepted,
  category,
  failedGates = [],
}: {
  readonly accepted: boolean;
  readonly category?: string | undefined;
  readonly failedGates?: readonly string[];
}): string => {
  if (accepted) return 'accepted';
  const why = [
    ...(category === undefined ? [] : [category]),
    ...failedGates.map((gate) => `gate ${gate} failed`),
  ];
  return `rejected (${why.join(', ')})`;
};
