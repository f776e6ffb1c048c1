import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { keptInputs, settingsOf, withDefaults } from '../../../src/cli/workflow/givenInputs.js';
import type { Workflow } from '../../../src/workflow/load.js';

const INPUTS: Workflow['inputs'] = [
  { name: 'task', required: true, isAsked: true },
  { name: 'who', required: false, isAsked: false, default: 'codex' },
];
const workflow = { inputs: INPUTS, names: new Set(['colour']) } as unknown as Workflow;

const kept = (...set: readonly string[]): unknown => {
  const found = keptInputs('w', { workflow, set: set.map((name) => ({ name, value: 'x' })) });
  return E.isRight(found) ? 'kept' : found.left.message;
};

describe('what a command line gives', () => {
  it('stands over what was given before', () => {
    const before = [
      { name: 'a', value: '0' },
      { name: 'b', value: '0' },
    ];
    expect(settingsOf(['c=x=y', 'a=2'], before)).toEqual(
      E.right([
        { name: 'a', value: '2' },
        { name: 'b', value: '0' },
        { name: 'c', value: 'x=y' },
      ]),
    );
    expect(settingsOf(['colour'], [])).toMatchObject({
      left: { message: '`--set colour` gives no value to a name' },
    });
  });

  it('is what the workflow says itself where it gives nothing', () => {
    expect(withDefaults([], workflow)).toEqual([{ name: 'who', value: 'codex' }]);
    expect(withDefaults([{ name: 'who', value: 'me' }], workflow)).toEqual([{ name: 'who', value: 'me' }]);
  });

  it('has to be all that is asked for, and nothing that means nothing', () => {
    expect(kept('task', 'colour')).toBe('kept');
    expect(kept()).toBe('w needs `task`, and nothing gives it');
    expect(kept('task', 'hwo')).toBe('w has no input `hwo`; did you mean `who`?');
    expect(
      E.isRight(
        keptInputs('w', { workflow: { ...workflow, inputs: [] }, set: [{ name: 'any', value: '' }] }),
      ),
    ).toBe(true);
  });
});
