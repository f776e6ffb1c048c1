import { expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import { summaryOf } from '../../src/projections/summary.js';
import { called } from '../support/reviewed.js';
import { draft, given } from '../support/run.js';

const verdictsIn = (drafts: readonly Draft[]) =>
  summaryOf(given(drafts), { held: false })?.steps[0]?.verdicts;

const judged = (more: object): Draft =>
  draft('WorkJudged', { path: 'a', attempt: 1, iteration: 1, accepted: false, ...more });

it('a step that is shown tells how often its work was judged, over all lives, and what was said last', () => {
  const reviewed = [...called(), judged({ category: 'weak_test' }), judged({ failedGates: ['bash'] })];
  expect(verdictsIn(reviewed)).toEqual({ count: 2, last: 'rejected (gate bash failed)' });
  expect(verdictsIn([...reviewed, judged({ accepted: true })])).toEqual({ count: 3, last: 'accepted' });
  expect(verdictsIn(called())).toBeUndefined();
});
