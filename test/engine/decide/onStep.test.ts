import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/events/catalogue.js';
import type { StepNode } from '../../../src/events/tree.js';
import {
  attempt,
  call,
  caused,
  commit,
  decided,
  failed,
  finished,
  gate,
  gateEnded,
  IDENT,
  lifeBegan,
  passed,
  step,
  stepFailed,
  unitStands,
} from '../../support/moments.js';
import { agent, BRANCH, begun, COMMIT, codeStep, draft, group, object, TREE } from '../../support/run.js';

const nodes = begun(codeStep('a', ['bash', 'bash_2'], 2), codeStep('b'));
const inStep = [...nodes, step('a')];
const a = [...inStep, attempt('a')];
const REFS = 'refs/refold/20261121-040000-1a2b3c';

describe('a step', () => {
  const start = { type: 'StartStep', path: 'a' } as const;

  it('starts once, on the head of its worktree', () => {
    expect(decided(nodes, start)).toStrictEqual([caused(4, step('a'))]);
    expect(decided(inStep, start)).toBe('a has started');
    expect(decided(nodes, { type: 'StartStep', path: 'x' })).toBe('there is no step x');
  });

  it('starts because of the one before it, else of the group that holds it', () => {
    expect(
      decided([...inStep, passed('a'), draft('LogRepaired', { after: 6, torn: [] })], {
        ...start,
        path: 'b',
      }),
    ).toStrictEqual([caused(6, step('b'))]);
    const grouped = [...begun(group('g', codeStep('a'))), step('g'), attempt('g', 1, {}), lifeBegan(2)];
    expect(decided(grouped, { ...start, path: 'g/a' })).toStrictEqual([caused(6, step('g/a'))]);
  });

  const units = [
    ...begun({ ...group('g', codeStep('u'), codeStep('v')), parallel: {} }),
    step('g'),
    ...unitStands('g/u', 6),
    step('g/u'),
  ];

  it('of a parallel one starts because of that, in a worktree of its own', () => {
    expect(decided(units, { ...start, path: 'g/v' })).toBe('g/v has no worktree');
    expect(decided([...units, ...unitStands('g/v', 9)], { ...start, path: 'g/v' })).toStrictEqual([
      caused(5, step('g/v')),
    ]);
  });

  const judged: StepNode = {
    ...codeStep('a'),
    before: group('first', codeStep('x')),
    gates: [{ name: 'judge', kind: 'validate', steps: [codeStep('look')] }],
  };
  const validated = [...begun(judged), step('a'), attempt('a'), step('a/first'), step('a/judge')];

  it('that belongs to the work of another starts again in each attempt of it', () => {
    for (const path of ['a/judge', 'a/first'])
      expect(decided(validated, { ...start, path })).toBe(`${path} has started`);
    const again = [...validated, failed('a'), attempt('a', 2)];
    for (const path of ['a/judge', 'a/first'])
      expect(decided(again, { ...start, path })).toMatchObject([{ data: { path } }]);
  });

  it('that judges starts again behind each turn of the agent', () => {
    const turn = [...validated, call('a'), finished(9)];
    expect(decided(turn, { ...start, path: 'a/judge' })).toMatchObject([{ data: { path: 'a/judge' } }]);
    expect(decided(turn, { ...start, path: 'a/first' })).toBe('a/first has started');
  });
});

describe('an attempt', () => {
  const start = { type: 'StartAttempt', path: 'a' } as const;

  it('begins in a step that runs, when the one before has failed, while one is left', () => {
    expect(decided(inStep, start)).toStrictEqual([caused(5, attempt('a'))]);
    expect(decided(nodes, start)).toBe('a does not run');
    expect(decided([...a, passed('a')], start)).toBe('a does not run');
    expect(decided(a, start)).toBe('a is in an attempt');
    expect(decided([...a, failed('a')], start)).toStrictEqual([caused(7, attempt('a', 2))]);
    expect(decided([...a, failed('a'), attempt('a', 2), failed('a', 2)], start)).toBe(
      'a has no attempt left',
    );
  });

  it('says which overrides act on it, and whether it begins from the base', () => {
    const retry = { attempts: 2, overrides: [{ from: 1, reset: true }] };
    const node: StepNode = { name: 'a', type: 'gates', retry };
    expect(decided([...begun(node), step('a')], start)).toStrictEqual([
      caused(5, attempt('a', 1, { reset: true, overrides: [0] })),
    ]);
  });

  it('needs the agent that it borrows', () => {
    const borrower = { ...codeStep('a'), agent: { name: '{x}', provider: '', variable: 'x' } };
    expect(decided([...begun(borrower), step('a')], start)).toBe('a has no agent: {x} has not run');
  });
});

describe('a call', () => {
  const intend = { type: 'IntendCall', path: 'a' } as const;
  const first = call('a', 1, { prompt: ['do it'] });

  it('is made once in an attempt, and again where it was cut off', () => {
    expect(decided(a, intend)).toStrictEqual([caused(6, first)]);
    for (const no of [nodes, inStep, [...a, failed('a')]])
      expect(decided(no, intend)).toBe('a is in no attempt');
    expect(decided([...a, first], intend)).toBe('a has its call');
    const cut = draft('CallInterrupted', { intent: 7, why: '', output: { text: '' }, leftovers: 0 });
    expect(decided([...a, first, cut], intend)).toMatchObject([{ data: { call: 2, attempt: 1 } }]);
  });

  it('needs an agent', () => {
    expect(decided([...inStep, attempt('a', 1, {})], intend)).toBe('a has no agent');
  });

  it('tells which names of its prompt nothing answers to, the first time', () => {
    const asking = { ...codeStep('a'), prompt: ['do ', { variable: 'x.y' }] };
    const unknown = [...begun(asking), step('a'), attempt('a')];
    const told = draft('VariablesUnknown', { path: 'a', attempt: 1, names: ['x.y'] });
    expect(decided(unknown, intend)).toStrictEqual([
      caused(6, told),
      caused(7, call('a', 1, { prompt: ['do '] })),
    ]);
    const cut = draft('CallInterrupted', { intent: 7, why: '', output: { text: '' }, leftovers: 0 });
    expect(decided([...unknown, call('a'), cut], intend)).toMatchObject([{ type: 'CallIntended' }]);
  });
});

describe('a gate', () => {
  const intend = { type: 'IntendGate', path: 'a', gate: 'bash' } as const;

  it('runs once in an attempt, and again where it was cut off', () => {
    expect(decided(a, intend)).toStrictEqual([caused(6, gate('a'))]);
    expect(decided([...a, gate('a'), gateEnded(7, 'passed')], intend)).toBe('gate bash of a has run');
    const cut = draft('GateInterrupted', { intent: 7, why: '' });
    expect(decided([...a, gate('a'), cut], intend)).toMatchObject([{ type: 'GateIntended' }]);
  });

  it('is one of the step, in an attempt that goes on', () => {
    for (const no of [nodes, inStep, [...a, failed('a')]])
      expect(decided(no, intend)).toBe('a has no gate bash to run');
    expect(decided(a, { ...intend, gate: 'x' })).toBe('a has no gate x to run');
  });
});

describe('a reset', () => {
  it('takes a step back to its base where its attempt says so', () => {
    const moved = [
      ...nodes,
      step('a', object('c', 1), object('e', 1)),
      attempt('a', 1, { agent, reset: true }),
    ];
    const data = { branch: BRANCH, to: object('c', 1), tree: object('e', 1), keeps: `${REFS}/before-7` };
    const about = { why: 'retry', ident: IDENT, path: 'a', attempt: 1 };
    expect(decided(moved, { type: 'IntendReset', path: 'a' })).toStrictEqual([
      caused(6, draft('ResetIntended', { ...data, ...about })),
    ]);
    for (const no of [nodes, inStep, a])
      expect(decided(no, { type: 'IntendReset', path: 'a' })).toBe('a has nothing to reset');
  });
});

describe('a placeholder', () => {
  it('is unwound to the base of its step', () => {
    const placeholder = object('c', 1);
    const parked = [
      ...a,
      commit('placeholder', { path: 'a' }),
      draft('PlaceholderCommitted', {
        intent: 7,
        path: 'a',
        commit: placeholder,
        tree: object('e', 1),
        parent: COMMIT,
        base: COMMIT,
        reason: 'gate',
      }),
      stepFailed('a', placeholder),
    ];
    const data = { path: 'a', branch: BRANCH, placeholder, to: COMMIT, tree: TREE };
    expect(decided(parked, { type: 'IntendUnwind', path: 'a' })).toStrictEqual([
      caused(9, draft('UnwindIntended', { ...data, keeps: `${REFS}/placeholder-10` })),
    ]);
    for (const no of [nodes, a, [...a, stepFailed('a')]] as readonly (readonly Draft[])[])
      expect(decided(no, { type: 'IntendUnwind', path: 'a' })).toBe('a has no placeholder');
  });
});
