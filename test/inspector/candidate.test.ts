import { expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import { candidateLine } from '../../src/inspector/text/candidate.js';
import { summaryOf } from '../../src/projections/summary.js';
import { attempt, failed, passed, step, stopped } from '../support/moments.js';
import { begun, codeStep, given, group } from '../support/run.js';

const lineOf = (drafts: readonly Draft[]): string => {
  const summary = summaryOf(given(drafts), { held: false });
  if (!summary) throw new Error('there is no run');
  return candidateLine(summary, summary.updatedAt);
};

it('a run among those to go on with tells which step of how many it stands at', () => {
  const beginning = [
    ...begun(codeStep('tests'), group('build', codeStep('impl'), codeStep('check')), codeStep('docs')),
    step('tests'),
    attempt('tests'),
  ];
  expect(lineOf(beginning)).toContain('  w  interrupted at step 1 of 4, tests  ');
  expect(lineOf([...beginning, failed('tests', 1, { reason: 'gate' }), stopped('failed')])).toContain(
    '  w  failed at step 1 of 4, tests (gate)  ',
  );
  const within = [...beginning, passed('tests'), step('build')];
  expect(lineOf(within)).toContain('  interrupted at step 2 of 4, build  ');
  expect(lineOf([...within, step('build/impl')])).toContain('  interrupted at step 2 of 4, build/impl  ');
  expect(lineOf(begun(codeStep('tests')))).toContain('  w  prepared  ');
});
