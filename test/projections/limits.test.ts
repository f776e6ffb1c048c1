import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { isAtRest, planResume } from '../../src/engine/recover.js';
import type { Draft } from '../../src/events/catalogue.js';
import type { LimitSetting } from '../../src/events/limits.js';
import { budgetLines, resumeLine } from '../../src/inspector/text/plan.js';
import { limitsOf } from '../../src/projections/limits.js';
import { project } from '../../src/projections/projection.js';
import { fromDocument, toDocument } from '../../src/projections/runState/document.js';
import { runState } from '../../src/projections/runState.js';
import { writeLog } from '../support/lines.js';
import { attempt, call, finished, step } from '../support/moments.js';
import { begun, codeStep, created, draft, given } from '../support/run.js';

const set = (limit: string, value: number, from = 'w.yaml'): LimitSetting => ({ limit, value, from });

const held = (...limits: readonly LimitSetting[]): readonly Draft[] => [
  draft('RunCreated', { ...created(codeStep('a')), limits }),
  ...begun(codeStep('a')).slice(1),
  step('a'),
  attempt('a'),
  call('a'),
];
const shown = draft('ActivitySeen', { intent: 7, read: 1, tokens: 30, cost: 0.25, estimated: 0.75 });

describe('what is used of a limit', () => {
  const all = held(
    set('tokens', 100),
    set('budget', 2),
    set('timeout', 1_000),
    set('disk', 500),
    set('iterations', 3),
  );
  const usedOf = (drafts: readonly Draft[], gauge = {}) =>
    limitsOf(given(drafts), gauge).map(({ limit, used, estimated }) => [limit, used, estimated]);

  it('is what calls have used that are over, and what those have shown that are not', () => {
    expect(usedOf([...all, shown])).toEqual([
      ['tokens', 30, undefined],
      ['budget', 0.75, 0.5],
      ['timeout', 0, undefined],
      ['disk', undefined, undefined],
      ['iterations', undefined, undefined],
    ]);
    const ended = finished(7, {
      usage: { tokensIn: 10, tokensOut: 25 },
      estimate: { cost: 0.8, of: '2026-11-21' },
    });
    expect(usedOf([...all, shown, ended]).slice(0, 2)).toEqual([
      ['tokens', 35, undefined],
      ['budget', 0.8, 0.8],
    ]);
    const gauge = { now: '2026-11-21T04:00:00.750Z', bytes: 400 };
    expect(usedOf(all, gauge).slice(2, 4)).toEqual([
      ['timeout', 750, undefined],
      ['disk', 400, undefined],
    ]);
  });

  it('is known of a run whose fold is taken up again from a snapshot', () => {
    const { stored } = writeLog(
      [...all, shown, draft('LimitNeared', { limit: 'tokens', value: 100, used: 80 })].map((one) => [[one]]),
    );
    for (let cut = 0; cut <= stored.length; cut += 1) {
      const document = JSON.parse(JSON.stringify(toDocument(project(runState, stored.slice(0, cut)))));
      expect(project(runState, stored.slice(cut), fromDocument(document))).toEqual(project(runState, stored));
    }
  });
});

describe('a run that stopped at a limit', () => {
  const stopped = [
    ...held(set('tokens', 100), set('timeout', 60_000)),
    shown,
    finished(7, { usage: { tokensOut: 100 } }),
    draft('RunStopped', { reason: 'budget_tokens', limit: 'tokens' }),
  ];
  const planned = (...limits: readonly LimitSetting[]) => {
    const plan = planResume(given(stopped), { missing: [], changed: [] }, limits);
    if (E.isLeft(plan)) throw new Error(plan.left._tag);
    return plan.right;
  };

  it('is at rest: its work is kept, so that it can be replayed', () => {
    expect(isAtRest(given(stopped))).toBe(true);
  });

  it('is planned with what is used of its limits before and after, and with a clock that starts anew', () => {
    const plan = planned(set('tokens', 300, '--max-tokens'), set('disk', 9, '--max-disk'));
    expect(plan.was).toBe('stopped (budget)');
    expect(plan.budget).toEqual({
      before: [
        { limit: 'tokens', value: 100, from: 'w.yaml', used: 100 },
        { limit: 'timeout', value: 60_000, from: 'w.yaml', used: 0 },
      ],
      after: [
        { limit: 'tokens', value: 300, from: '--max-tokens', used: 100 },
        { limit: 'timeout', value: 60_000, from: 'w.yaml', used: 0 },
        { limit: 'disk', value: 9, from: '--max-disk' },
      ],
    });
    expect(resumeLine(plan)).toBe(
      'resume plan: go on with a; max_tokens 100 → 300; wall clock reset; max_disk 9 bytes; last stop: budget_tokens',
    );
    expect(budgetLines(plan)).toEqual([
      '  max_tokens: 100 of 300 (33 %) used; set by --max-tokens',
      '  max_timeout: 0ms of 1m (0 %) used; set by w.yaml',
      '  max_disk: 9 bytes; set by --max-disk',
    ]);
  });

  it('is planned without a word of limits where there are none', () => {
    const plan = planResume(given(begun(codeStep('a'))), { missing: [], changed: [] });
    expect(plan).not.toHaveProperty('right.budget');
  });
});
