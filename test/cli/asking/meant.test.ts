import { describe, expect, it } from 'vitest';
import { meant } from '../../../src/cli/asking/meant.js';

const CHOICES = [
  { value: 'review', label: 'Review: show it' },
  { value: 'redo', label: 'Redo step: run it anew' },
  { value: 'fresh', label: 'Start fresh' },
  { value: 1, label: '#1 calm-fox  w', names: ['1', 'calm-fox'] },
  { value: 2, label: '#10 wild-cat  w', names: ['10', 'wild-cat'] },
  { value: false, label: 'None: back to the question' },
];

describe('of the choices, somebody means', () => {
  it('all by nothing, and none that are there by a word that is not theirs', () => {
    expect(meant(CHOICES, ' ')).toEqual([0, 1, 2, 3, 4, 5]);
    expect(meant(CHOICES, 'proceed')).toEqual([]);
  });

  it('one by its word, by its label and by its name, also by how they begin', () => {
    expect(meant(CHOICES, 'fresh')).toEqual([2]);
    expect(meant(CHOICES, ' START fr')).toEqual([2]);
    expect(meant(CHOICES, 'wild')).toEqual([4]);
    expect(meant(CHOICES, 're')).toEqual([0, 1]);
  });

  it('one by its whole name, though that of another begins so', () => {
    expect(meant(CHOICES, '1')).toEqual([3]);
  });

  it('by a number that one and no longer one, by whatever it is called', () => {
    const runs = ['1', '30'].map((number, value) => ({
      value,
      label: `#${number}  w  stopped`,
      names: [number, `#${number}`, `2026112${value}-030405-abcdef`],
    }));
    expect(['3', '#3', '2', '0'].map((typed) => meant(runs, typed))).toEqual([[], [], [], []]);
    expect(['30', '#30', '#1', '20261121-03'].map((typed) => meant(runs, typed))).toEqual([
      [1],
      [1],
      [0],
      [1],
    ]);
  });

  it('nothing of it by a no, unless that is the name of one', () => {
    expect(['n', 'No', 'q', 'quit'].map((no) => meant(CHOICES, no))).toEqual([
      'none',
      'none',
      'none',
      'none',
    ]);
    expect(meant([{ value: 'no', label: 'no: leave it' }], 'no')).toEqual([0]);
    expect(meant(CHOICES, 'none')).toEqual([5]);
  });
});
