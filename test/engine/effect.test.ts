import { describe, expect, it } from 'vitest';
import { type Effect, effectKey, isLook, isStop, type Look, lookedAt } from '../../src/engine/effect.js';
import { begun, codeStep, given, group } from '../support/run.js';

const pair = { ...group('pair', codeStep('one'), codeStep('two')), parallel: {} };
const state = given(begun({ ...group('outer', pair, codeStep('last')), parallel: {} }, codeStep('alone')));

const intent = { event: { seq: 7 } } as never;
const EFFECTS: ReadonlyArray<readonly [key: string, effect: Effect]> = [
  ['record StopRun', { kind: 'record', command: { type: 'StopRun', reason: 'passed' } }],
  ['observe a', { kind: 'observe', path: 'a' }],
  ['merge a', { kind: 'merge', path: 'a' }],
  ['inspect checkpoint a', { kind: 'inspect', purpose: 'checkpoint', path: 'a' }],
  ['inspect placeholder a', { kind: 'inspect', purpose: 'placeholder', path: 'a' }],
  ['salvage', { kind: 'salvage', units: ['a'] }],
  ['stop 7', { kind: 'stop', intent }],
  ['work 7', { kind: 'perform', intent }],
  ['work 7', { kind: 'settle', intent }],
];

describe('an effect', () => {
  it.each(EFFECTS)('is known among those under way as %s', (key, effect) => {
    expect(effectKey(effect)).toBe(key);
  });

  it('is a look where it changes nothing', () => {
    expect(EFFECTS.filter(([, effect]) => isLook(effect)).map(([key]) => key)).toEqual([
      'observe a',
      'merge a',
      'inspect checkpoint a',
      'inspect placeholder a',
      'salvage',
    ]);
  });

  it('ends the life only where it stops the run', () => {
    expect(EFFECTS.filter(([, effect]) => isStop(effect)).map(([key]) => key)).toEqual(['record StopRun']);
    expect(isStop({ kind: 'record', command: { type: 'PassGroup', path: 'a' } })).toBe(false);
  });
});

describe('the worktree that a look looks at', () => {
  it.each<readonly [Look, readonly string[]]>([
    [{ kind: 'observe', path: 'alone' }, ['']],
    [{ kind: 'observe', path: 'outer/pair/one' }, ['outer/pair/one']],
    [{ kind: 'inspect', purpose: 'checkpoint', path: 'outer/last' }, ['outer/last']],
    [{ kind: 'merge', path: 'outer/pair/one' }, ['outer/pair']],
    [{ kind: 'merge', path: 'outer/pair' }, ['']],
    [{ kind: 'merge', path: 'nowhere' }, ['']],
    [{ kind: 'salvage', units: ['', 'outer/last'] }, ['', 'outer/last']],
  ])('%j is that of %j: of a merge, the one that takes it in', (look, units) => {
    expect(lookedAt(state, look)).toEqual(units);
  });
});
