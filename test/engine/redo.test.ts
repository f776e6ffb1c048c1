import { describe, expect, it } from 'vitest';
import { leftByReplay, redoOf } from '../../src/engine/redo.js';
import type { Draft } from '../../src/events/catalogue.js';
import { attempt, passed, step, stepFailed, unitStands } from '../support/moments.js';
import { begun, COMMIT, codeStep, given, group, TREE } from '../support/run.js';

const nodes = begun(codeStep('a'), {
  ...group('g', group('u', codeStep('x')), group('v', codeStep('x'))),
  parallel: { max: 2 },
});
const redo = (units: readonly string[], ...drafts: readonly Draft[]) =>
  redoOf(given([...nodes, ...drafts]), units);

describe('what is done again where files go back', () => {
  it('is the innermost step that was under way there, or failed', () => {
    expect(redo([''], step('a'), attempt('a'))).toEqual({ how: 'replay', from: 'a' });
    expect(redo([''], step('a'), attempt('a'), stepFailed('a'))).toEqual({ how: 'replay', from: 'a' });
  });

  it('is none between two steps: the files go back by themselves', () => {
    expect(redo([''])).toEqual({ how: 'reset' });
    expect(redo([''], step('a'), attempt('a'), passed('a'))).toEqual({ how: 'reset' });
  });

  it('is the step that holds all of them, where files of several units have changed', () => {
    const units = [
      step('g'),
      attempt('g', 1, {}),
      ...unitStands('g/u', 7),
      ...unitStands('g/v', 9),
      step('g/u'),
      attempt('g/u', 1, {}),
      step('g/u/x'),
      step('g/v'),
    ];
    expect(redo(['g/u'], ...units)).toEqual({ how: 'replay', from: 'g/u/x' });
    expect(redo(['g/u', 'g/v'], ...units)).toEqual({ how: 'replay', from: 'g' });
    expect(redo(['', 'g/v'], ...units)).toEqual({ how: 'replay', from: 'g' });
    expect(redo(['g/u'], ...units, passed('g/u/x'), passed('g/u'))).toEqual({ how: 'replay', from: 'g/u' });
  });

  it('is not one thing where some go back with a step and others by themselves', () => {
    const unit = [step('g'), attempt('g', 1, {}), passed('g'), ...unitStands('g/u', 8), step('g/u')];
    expect(redo(['', 'g/u'], ...unit)).toBeUndefined();
  });
});

describe('a replay', () => {
  it('takes back or leaves behind the worktrees of what it clears, and goes on with the others as they are', () => {
    const run = given([
      ...nodes,
      ...['g', 'g/u', 'g/v'].map((path) => step(path)),
      ...unitStands('g/u', 8),
      ...unitStands('g/v', 10),
    ]);
    const left = (from: string, ...resets: readonly string[]) => {
      const plan = { from, cut: 1, cleared: [from], resetTo: COMMIT, settling: [] };
      const to = { commit: COMMIT, tree: TREE };
      return leftByReplay(run, { ...plan, resets: resets.map((unit) => ({ unit, to })) });
    };
    expect(left('g/u/x', 'g/u')).toEqual(['g/u']);
    expect(left('g/v')).toEqual(['g/v']);
    expect(left('a', '')).toEqual(['', 'g/u', 'g/v']);
  });
});
