import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import type { StepNode } from '../../src/events/tree.js';
import {
  attempt,
  call,
  caused,
  commit,
  decided,
  finished,
  gate,
  gateEnded,
  lifeBegan,
  planned,
  saw,
  step,
  stopped,
} from '../support/moments.js';
import { begun, codeStep, draft, life } from '../support/run.js';

const bash = (name: string) => ({ name, kind: 'bash', command: 'true' }) as const;
const node: StepNode = { ...codeStep('a'), gates: [bash('one'), bash('two')] };
const plan = { was: 'x', retried: [], skipped: 0, pending: { count: 0, next: [] }, settling: [] };

/** A step behind its agent, of `node` or another one. */
const worked = (of: StepNode): readonly Draft[] => {
  const before = [...begun(of), step('a'), attempt('a'), call('a')];
  return [...before, finished(before.length), saw('a')];
};

/** The same, with its first gate passed and the second cut off. */
const betweenGates = (): readonly Draft[] => {
  const before = [...worked(node), gate('a', 'one')];
  const second = [...before, gateEnded(before.length, 'passed'), gate('a', 'two')];
  return [
    ...second,
    draft('GateInterrupted', { intent: second.length, why: 'the engine was gone while it ran' }),
    stopped('interrupted'),
  ];
};

const resumed = (stood: readonly Draft[], changed: readonly string[]): readonly Draft[] => {
  const drafts = decided(stood, { type: 'ResumeRun', plan, life: life(2), changed });
  if (typeof drafts === 'string') throw new Error(drafts);
  return drafts.slice(2);
};

const voided = (gates: readonly string[]): Draft => draft('FindingsVoided', { path: 'a', attempt: 1, gates });

const again = [lifeBegan(2), draft('RunResumed', plan)];

describe('what gates found', () => {
  it('holds where files are as they were recorded: only what was cut off runs again', () => {
    expect(resumed(betweenGates(), [])).toEqual([]);
    expect(planned([...betweenGates(), ...again])).toEqual([{ type: 'IntendGate', path: 'a', gate: 'two' }]);
  });

  it('is void where files are others by now: all of them run again', () => {
    const stood = betweenGates();
    expect(resumed(stood, [''])).toEqual([caused(stood.length + 2, voided(['one']))]);
    expect(planned([...stood, ...again, voided(['one'])])).toEqual([
      { type: 'IntendGate', path: 'a', gate: 'one' },
    ]);
  });

  it('holds in a worktree in which nothing has changed', () => {
    expect(resumed(betweenGates(), ['g/other'])).toEqual([]);
  });

  it('holds for a commit that is intended: it has the files that they saw', () => {
    const stood = [
      ...betweenGates().slice(0, -2),
      commit('checkpoint', { path: 'a' }),
      stopped('interrupted'),
    ];
    expect(resumed(stood, [''])).toEqual([]);
  });
});

describe('what was seen behind an agent', () => {
  it('is looked at once more before it is committed where files are others by now', () => {
    const stood = [...worked(codeStep('a')), stopped('interrupted')];
    expect(planned([...stood, ...again])).toEqual([{ type: 'CommitWork', path: 'a' }]);
    expect(resumed(stood, [''])).toEqual([caused(stood.length + 2, voided([]))]);
    expect(planned([...stood, ...again, voided([])])).toEqual([expect.stringContaining('inspect')]);
  });
});
