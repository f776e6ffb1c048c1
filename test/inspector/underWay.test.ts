import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import { paintWith } from '../../src/inspector/text/paint.js';
import { showText } from '../../src/inspector/text/show.js';
import { summaryOf } from '../../src/projections/summary.js';
import { AT } from '../support/lines.js';
import { attempt, call, step } from '../support/moments.js';
import { begun, codeStep, draft, given } from '../support/run.js';

const plain = paintWith(false);

describe('show, of an agent that is not done', () => {
  it('says what it has shown so far', () => {
    const shown = [
      ...begun(codeStep('impl')),
      step('impl'),
      attempt('impl'),
      call('impl'),
      draft('ActivitySeen', { intent: 7, read: 1, tokens: 1_500, estimated: 0.75 }),
    ];
    const summary = summaryOf(given(shown), { held: false });
    expect(summary && showText(summary, plain)).toContain(
      '\n  under way $0.7500 estimated, 1,500 tokens shown so far by 1 call\n',
    );
  });
});

describe('show, of an agent that went on behind a dead engine', () => {
  it('says that it may have used more than it had shown, of every limit that counts it', () => {
    const [created, ...more] = begun(codeStep('impl'));
    const limits = [
      { limit: 'budget', value: 20, from: 'w.yaml' },
      { limit: 'timeout', value: 60_000, from: 'w.yaml' },
    ];
    const shown = [
      draft('RunCreated', { ...(created as Extract<Draft, { type: 'RunCreated' }>).data, limits }),
      ...more,
      ...[step('impl'), attempt('impl'), call('impl')],
      draft('ActivitySeen', { intent: 7, read: 1, tokens: 1_500, cost: 0.5 }),
    ];
    for (const found of ['at work', 'finished'] as const) {
      const outliving = [{ path: 'impl', pid: 8, found, since: AT, ms: 5_000 }];
      const summary = summaryOf(given(shown), { held: false }, { outliving });
      const words = summary && showText(summary, plain);
      expect(words).toContain(
        'under way ≥ $0.5000, ≥ 1,500 tokens shown so far by 1 call; what 1 agent used alone a resume finds out\n',
      );
      expect(words).toContain(
        'max_budget: ≥ $0.5000 of $20.00 (2 %) used, what 1 call used is unknown; set by w.yaml\n',
      );
      expect(words).not.toContain('max_timeout: ≥');
    }
    const heard = summaryOf(given(shown), { held: false });
    expect(heard && showText(heard, plain)).not.toContain('≥');
  });
});
