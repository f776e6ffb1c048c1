import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/events/catalogue.js';
import { attempt, failed, passed, step, stepFailed, stopped } from '../../support/moments.js';
import { review } from '../../support/reviewed.js';
import { begun, codeStep, draft, given, group } from '../../support/run.js';

const worker = { ...codeStep('do'), review };
const units = { ...group('g', { ...group('u', worker) }, { ...group('v', worker) }), parallel: {} };

/** Two units that were judged once each; the second does not fit to the first. */
const conflicted: readonly Draft[] = [
  ...begun(units),
  step('g'),
  attempt('g', 1, {}),
  ...['g/u', 'g/v'].flatMap((unit) => [
    step(unit),
    attempt(unit, 1, {}),
    step(`${unit}/do`),
    attempt(`${unit}/do`),
    draft('WorkJudged', { path: `${unit}/do`, attempt: 1, iteration: 1, accepted: true }),
    passed(`${unit}/do`),
    passed(unit),
  ]),
  draft('UnitConflicted', { path: 'g/v', with: 'g/u', files: ['x'], count: 1 }),
  failed('g'),
];
const next = [attempt('g', 2, {}), step('g/v'), attempt('g/v', 1, {}), step('g/v/do')];
const judged = (drafts: readonly Draft[], path = 'g/v/do') => given(drafts).steps.get(path)?.ledger.length;

describe('the ledger of a step', () => {
  it('is kept where its unit runs again because it did not fit to another', () => {
    expect(judged([...conflicted, ...next])).toBe(1);
    const again = draft('WorkJudged', { path: 'g/v/do', attempt: 1, iteration: 1, accepted: false });
    expect(judged([...conflicted, ...next, attempt('g/v/do'), again])).toBe(2);
  });

  it('is gone where the step, or what it is in, is replayed, also before the unit began again', () => {
    const replayed = (at: string) =>
      draft('RunReplayed', { from: at, cut: 6, cleared: [at], resetTo: 'c'.repeat(40), settling: [] });
    const begin = [step('g/v'), attempt('g/v', 1, {}), step('g/v/do')];
    const ended = [...conflicted, stepFailed('g'), stopped('failed')];
    expect(judged([...ended, replayed('g/v'), ...begin])).toBe(0);
    const between = [...conflicted, attempt('g', 2, {}), stopped('interrupted')];
    expect(judged([...between, replayed('g/v'), ...begin])).toBe(0);
    expect(judged([...between, replayed('g'), step('g'), attempt('g', 1, {}), ...begin])).toBe(0);
  });
});
