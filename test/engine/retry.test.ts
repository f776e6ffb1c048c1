import { describe, expect, it } from 'vitest';
import {
  attemptsOf,
  overrideActs,
  overridesAfter,
  resolveAgent,
  settingsOf,
} from '../../src/engine/retry.js';
import type { AgentNode, RetryOverride, StepNode } from '../../src/events/tree.js';
import { attempt, gate, gateEnded, step } from '../support/moments.js';
import { agent, begun, codeStep, given, group } from '../support/run.js';

const other: AgentNode = { ...agent, name: 'other' };
const retried = (...overrides: readonly RetryOverride[]): StepNode => ({
  ...codeStep('a', ['bash']),
  retry: { attempts: 5, overrides },
});
/** An attempt on which these overrides act, whose gate ended so. */
const behind = (result: 'passed' | 'failed' | 'skipped', overrides: readonly number[] = [], n = 1) =>
  given([
    ...begun(codeStep('a', ['bash'])),
    step('a'),
    attempt('a', n, { overrides }),
    gate('a', 'bash', n),
    gateEnded(7, result),
  ]).steps.get('a')?.attempt;

describe('a step', () => {
  it('is tried as often as its policy says, without one once', () => {
    expect(attemptsOf(codeStep('a', [], 3))).toBe(3);
    expect(attemptsOf(codeStep('a'))).toBe(1);
  });
});

describe('an override', () => {
  it('acts from its attempt on', () => {
    const node = retried({ from: 2 }, { from: 3 });
    expect(overridesAfter(node, undefined)).toEqual([]);
    expect(overridesAfter(node, behind('passed'))).toEqual([0]);
    expect(overridesAfter(node, behind('passed', [], 2))).toEqual([0, 1]);
    expect(overridesAfter(codeStep('a'), behind('failed'))).toEqual([]);
  });

  it('acts behind an attempt in which its gate has failed', () => {
    const node = retried({ not: 'bash' }, { not: 'nowhere' }, {});
    expect(overridesAfter(node, undefined)).toEqual([]);
    expect(overridesAfter(node, behind('failed'))).toEqual([0]);
    expect(overridesAfter(node, behind('passed'))).toEqual([]);
    expect(overridesAfter(node, behind('skipped'))).toEqual([]);
  });

  it('goes on acting when its condition holds no more', () => {
    expect(overridesAfter(retried({ not: 'bash' }), behind('passed', [0]))).toEqual([0]);
  });

  it('that acts once does so on the attempt that selects it first', () => {
    const node = retried({ from: 2, reset: true }, { from: 3, newSession: true }, { from: 2, reset: false });
    expect(overrideActs(node, [0, 2], [], 'reset')).toBe(true);
    expect(overrideActs(node, [0], [0], 'reset')).toBe(false);
    expect(overrideActs(node, [0, 1], [0], 'newSession')).toBe(true);
    expect(overrideActs(node, [0, 1], [0], 'reset')).toBe(false);
    expect(overrideActs(node, [2], [], 'reset')).toBe(false);
    expect(overrideActs(codeStep('a'), [0], [], 'reset')).toBe(false);
  });
});

describe('an attempt', () => {
  it('runs with what the step says, where nothing overrides it', () => {
    expect(settingsOf(codeStep('a'), [], [])).toEqual({ agent, prompt: ['do it'], reset: false });
    expect(settingsOf({ name: 'g', type: 'group' }, [0], [])).toEqual({
      agent: undefined,
      prompt: [],
      reset: false,
    });
  });

  it('runs with the latest word on its agent and on its prompt', () => {
    const node = retried({ agent: other }, { prompt: ['again'] }, { agent: { ...agent, name: 'third' } });
    expect(settingsOf(node, [0], [])).toMatchObject({ agent: other, prompt: ['do it'] });
    expect(settingsOf(node, [0, 1], [0])).toMatchObject({ agent: other, prompt: ['again'] });
    expect(settingsOf(node, [0, 1, 2], [])).toMatchObject({ agent: { name: 'third' }, prompt: ['again'] });
    expect(settingsOf(node, [7], [])).toMatchObject({ agent, prompt: ['do it'] });
  });

  it('begins from the base of the step where an override says so', () => {
    const node = retried({ reset: true });
    expect(settingsOf(node, [0], []).reset).toBe(true);
    expect(settingsOf(node, [0], [0]).reset).toBe(false);
  });
});

describe('the agent that another step used', () => {
  const borrowed = (variable: string): AgentNode => ({ name: `{${variable}}`, provider: '', variable });
  const borrower = { ...codeStep('b'), agent: borrowed('a') };
  const chain = { ...codeStep('c'), agent: borrowed('b') };
  const nodes = begun(codeStep('a'), borrower, chain, group('g', group('h', borrower), codeStep('near')));

  it('is its own where it borrows none', () => {
    expect(resolveAgent(given(nodes), 'a', agent)).toBe(agent);
    expect(resolveAgent(given(nodes), 'a', undefined)).toBeUndefined();
  });

  it('is what that one was last run with, else what its node says', () => {
    expect(resolveAgent(given(nodes), 'b', borrowed('a'))).toEqual(agent);
    const ran = given([...nodes, step('a'), attempt('a', 1, { agent: other })]);
    expect(resolveAgent(ran, 'b', borrowed('a'))).toEqual(other);
  });

  it('is that of the nearest step of the name, outwards', () => {
    expect(resolveAgent(given(nodes), 'g/h/b', borrowed('a'))).toEqual(agent);
    expect(resolveAgent(given(nodes), 'g/h/b', borrowed('near'))).toEqual(agent);
    const both = given([...nodes, step('g/near'), attempt('g/near', 1, { agent: other })]);
    expect(resolveAgent(both, 'g/h/b', borrowed('near'))).toEqual(other);
    const inner = given([
      ...begun(codeStep('x'), group('g', codeStep('x'), borrower)),
      step('g/x'),
      attempt('g/x', 1, { agent: other }),
    ]);
    expect(resolveAgent(inner, 'g/b', borrowed('x'))).toEqual(other);
  });

  it('is unknown where nobody bears the name, or borrows itself', () => {
    expect(resolveAgent(given(nodes), 'g/h/b', borrowed('nobody'))).toBeUndefined();
    expect(resolveAgent(given(nodes), 'c', borrowed('b'))).toBeUndefined();
    expect(resolveAgent(given(nodes), 'nowhere', borrowed('a'))).toBeUndefined();
    const used = given([...nodes, step('b'), attempt('b', 1, { agent: other })]);
    expect(resolveAgent(used, 'c', borrowed('b'))).toEqual(other);
  });
});
