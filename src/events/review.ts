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

/** What becomes of a turn whose worker has not said that it is done, where that is asked for. */
export const NOT_DONE = 'not_done';

/** What becomes of a turn that its evaluator accepts, and for which its own worker does not stand. */
export const NOT_AGREED = 'not_agreed';

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

/** What an agent has signalled: that all is done, that it holds up, or that it does not and why. */
export const Signals = record({}, { done: t.boolean, pass: t.boolean, fail: t.string });
export type Signals = t.TypeOf<typeof Signals>;

/** Signals in words, in the order in which they are told. */
export const signalWords = ({ done, pass, fail }: Signals): readonly string[] => [
  ...(done ? ['DONE'] : []),
  ...(pass ? ['PASS'] : []),
  ...(fail === undefined ? [] : ['FAIL']),
];

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
  if (category === NOT_DONE) return 'not done yet';
  const why = [
    ...(category === undefined ? [] : [category]),
    ...failedGates.map((gate) => `gate ${gate} failed`),
  ];
  return why.length === 0 ? 'rejected' : `rejected (${why.join(', ')})`;
};
