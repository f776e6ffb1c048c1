import { describe, expect, it } from 'vitest';
import type { StepNode } from '../../src/events/tree.js';
import {
  addTasks,
  ancestorsOf,
  childrenOf,
  fromStepOn,
  heldBy,
  indexSteps,
  isGroup,
  isParallel,
  isUnit,
  removeTasks,
  workOf,
} from '../../src/projections/stepIndex.js';
import { codeStep, gateStep, group } from '../support/run.js';

const task = (slug: string) => ({ name: slug, slug, description: '' });
const judged: StepNode = {
  ...codeStep('a', ['bash']),
  before: group('first', codeStep('look')),
  gates: [
    { name: 'bash', kind: 'bash' },
    {
      name: 'judge',
      kind: 'validate',
      steps: [group('pair', codeStep('see'))].map((node) => ({ ...node, parallel: {} })),
      with: [{ name: 'x', value: ['1'] }],
    },
  ],
};
const split: StepNode = { ...codeStep('s'), type: 'split', each: [codeStep('do')], parallel: {} };
const known: StepNode = {
  name: 'k',
  type: 'split',
  tasks: [task('one'), task('two')],
  each: [gateStep('do')],
};
const units: StepNode = {
  ...group('g', group('u', codeStep('x'), codeStep('y')), codeStep('v')),
  parallel: {},
};
const index = () => indexSteps({ name: 'w', steps: [judged, split, known, units, codeStep('z')] });

const facts = (path: string) => {
  const { node: _, children: __, task: ___, ...rest } = index().steps.get(path) ?? { node: '', children: '' };
  return rest;
};

describe('the index of a workflow', () => {
  it('holds every step in workflow order, with those aside around what a step holds', () => {
    expect([...index().steps.keys()]).toEqual([
      'a',
      'a/first',
      'a/first/look',
      'a/judge',
      'a/judge/pair',
      'a/judge/pair/see',
      's',
      'k',
      'k/one',
      'k/one/do',
      'k/two',
      'k/two/do',
      'g',
      'g/u',
      'g/u/x',
      'g/u/y',
      'g/v',
      'z',
    ]);
    expect(index().roots).toEqual(['a', 's', 'k', 'g', 'z']);
  });

  it('knows the place of each', () => {
    expect(facts('a')).toEqual({ path: 'a', parent: '', position: 0, aside: false, inGate: false, unit: '' });
    const aside = { parent: 'a', position: 0, aside: true, unit: '' };
    expect(facts('a/first')).toEqual({ path: 'a/first', inGate: false, ...aside });
    expect(facts('a/judge')).toEqual({ path: 'a/judge', inGate: true, ...aside });
    expect(facts('g/u/y')).toMatchObject({ parent: 'g/u', position: 1, unit: 'g/u' });
    expect(facts('g/v')).toMatchObject({ position: 1, unit: 'g/v' });
    expect(facts('k/two')).toMatchObject({ parent: 'k', position: 1, aside: false, inGate: false, unit: '' });
    expect(index().steps.get('k/two')?.task).toEqual(task('two'));
  });

  it('takes a validator for a workflow, which has no units', () => {
    expect(index().steps.get('a/judge')?.node).toEqual({
      name: 'judge',
      type: 'workflow',
      steps: judged.gates?.[1]?.steps,
      with: [{ name: 'x', value: ['1'] }],
    });
    expect(facts('a/judge/pair/see')).toMatchObject({ inGate: true, unit: '' });
    const pair = index().steps.get('a/judge/pair');
    expect(pair && isParallel(pair)).toBe(false);
  });
});

describe('the tasks of a split', () => {
  it('are units where it is parallel, and are taken out again', () => {
    const own = index();
    const before = [...own.steps.keys()];
    addTasks(own, 's', [task('t'), task('tt')]);
    expect(childrenOf(own, 's')).toEqual(['s/t', 's/tt']);
    expect(own.steps.get('s/tt')).toMatchObject({
      parent: 's',
      position: 1,
      unit: 's/tt',
      aside: false,
      node: { name: 'tt', type: 'task' },
      children: ['s/tt/do'],
    });
    expect(own.steps.get('s/t/do')?.unit).toBe('s/t');
    removeTasks(own, 's');
    expect([...own.steps.keys()]).toEqual(before);
    expect(childrenOf(own, 's')).toEqual([]);
  });

  it('of a step that there is not, or one without steps, are none', () => {
    const own = index();
    addTasks(own, 'nowhere', [task('t')]);
    removeTasks(own, 'nowhere');
    expect(own).toEqual(index());
    addTasks(own, 'z', [task('t')]);
    expect(own.steps.get('z/t')?.children).toEqual([]);
  });
});

describe('a step', () => {
  it('is held by those around it', () => {
    expect(ancestorsOf(index(), 'a/judge/pair/see')).toEqual(['a/judge/pair', 'a/judge', 'a']);
    expect(ancestorsOf(index(), 'a')).toEqual([]);
    expect(ancestorsOf(index(), 'nowhere')).toEqual([]);
  });

  it('holds its steps, what runs before its agent, and its validators; its work rests on the first two', () => {
    expect(heldBy(index(), 'a')).toEqual(['a/first', 'a/judge']);
    expect(heldBy(index(), 'g')).toEqual(['g/u', 'g/v']);
    expect(heldBy(index(), 'nowhere')).toEqual([]);
    expect(workOf(index(), 'a')).toEqual(['a/first']);
    expect(workOf(index(), 'g')).toEqual(['g/u', 'g/v']);
    expect(workOf(index(), 'nowhere')).toEqual([]);
    expect(childrenOf(index(), 'nowhere')).toEqual([]);
  });

  it.each([
    ['k/one/do', ['k/one/do', 'k/two', 'g', 'z']],
    ['z', ['z']],
    ['g/u', ['g/u', 'z']],
    ['g/u/x', ['g/u/x', 'g/u/y', 'z']],
    ['nowhere', []],
  ])('%s comes before %j', (path, later) => {
    expect(fromStepOn(index(), path)).toEqual(later);
  });

  it.each([
    ['g/u', true],
    ['g', false],
    ['g/u/x', false],
    ['z', false],
  ])('%s is a unit: %s', (path, is) => {
    const place = index().steps.get(path);
    expect(place && isUnit(place)).toBe(is);
  });

  it.each([
    ['g', true],
    ['a/first', true],
    ['a/judge', true],
    ['k/one', true],
    ['a', false],
    ['s', false],
  ])('%s only holds others: %s', (path, is) => {
    const place = index().steps.get(path);
    expect(place && isGroup(place)).toBe(is);
  });
});
