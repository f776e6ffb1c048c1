import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import { attempt, call, decided, finished, planned, saw, step } from '../support/moments.js';
import { called, NEW } from '../support/reviewed.js';
import { draft } from '../support/run.js';

/** The run of these events, held to so many tokens from the end of its latest call on. */
const held = (drafts: readonly Draft[], tokens: number): readonly Draft[] => [
  ...drafts,
  draft('LimitChanged', { limit: 'tokens', value: tokens, from: 'me' }),
];

const stops = (drafts: readonly Draft[]): readonly unknown[] =>
  planned(drafts).map((effect) => (typeof effect === 'object' ? effect.type : effect));

describe('a limit on what agents spend, in a reviewed step', () => {
  const worked = [
    ...called().slice(0, -1),
    finished(7, { usage: { tokensOut: 10 } }),
    saw('a', 1, { tree: NEW }),
  ];

  it('is in the way of the evaluator, once the worker has reached it', () => {
    expect(stops(held(worked, 100))).toEqual(['StartStep']);
    expect(stops(held(worked, 10))).toEqual(['RequestStop']);
  });

  it('counts what an evaluator shows, and stops it', () => {
    const judged = [...worked, step('a/review'), attempt('a/review'), call('a/review')];
    const shown = draft('ActivitySeen', { intent: judged.length, read: 1, tokens: 5 });
    expect(stops(held([...judged, shown], 20))).toEqual(['perform CallIntended']);
    expect(stops(held([...judged, shown], 15))).toEqual(['RequestStop']);
  });

  it('does not wait for a call that it will not let happen', () => {
    const failed = [
      ...called().slice(0, -1),
      finished(7, { succeeded: false, exit: 1, usage: { tokensOut: 10 } }),
      saw('a'),
    ];
    const [postponed] = decided(failed, { type: 'PostponeCall', path: 'a' }) as readonly Draft[];
    expect(stops(held([...failed, postponed as Draft], 100))).toEqual([expect.stringMatching(/^wait a/)]);
    expect(stops(held([...failed, postponed as Draft], 10))).toEqual(['RequestStop']);
  });
});
