import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import type { StepNode } from '../../src/events/tree.js';
import { valueFor } from '../../src/projections/variables.js';
import { attempt, passed, step } from '../support/moments.js';
import { begun, codeStep, given } from '../support/run.js';

const split: StepNode = {
  name: 'tasks',
  type: 'split',
  tasks: [
    { name: 'First one', slug: 'first', description: 'do it' },
    {
      name: 'T-002: Two',
      slug: 't-002',
      description: '',
      id: 'T-002',
      title: 'Two',
      criteria: ['it builds', 'it runs'],
    },
  ],
  overview: { text: 'all of it' },
  each: [codeStep('do')],
};
const nodes = begun(codeStep('before'), split);

const valuesAt = (path: string, names: readonly string[], drafts: readonly Draft[] = nodes) =>
  names.map((name) => {
    const value = valueFor(given(drafts), path, name);
    return value && 'content' in value && 'text' in value.content ? value.content.text : undefined;
  });

describe('a variable of a task', () => {
  const names = ['task.name', 'task.id', 'task.title', 'task.criteria'];

  it('is of its requirement, its criteria one in a line; without one, its name is its title', () => {
    expect(valuesAt('tasks/t-002/do', names)).toEqual([
      'T-002: Two',
      'T-002',
      'Two',
      '- it builds\n- it runs',
    ]);
    expect(valuesAt('tasks/first/do', names)).toEqual(['First one', '', 'First one', '']);
    expect(valuesAt('before', names)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('a variable of all tasks', () => {
  it('is what they are about, and which of them have passed by now', () => {
    expect(valuesAt('tasks/t-002/do', ['overview', 'progress'])).toEqual(['all of it', 'none yet']);
    const first = [
      step('tasks'),
      attempt('tasks'),
      step('tasks/first'),
      attempt('tasks/first'),
      passed('tasks/first'),
    ];
    expect(valuesAt('tasks/t-002/do', ['progress'], [...nodes, ...first])).toEqual(['- First one']);
    expect(valuesAt('before', ['overview', 'progress'])).toEqual([undefined, undefined]);
  });
});
