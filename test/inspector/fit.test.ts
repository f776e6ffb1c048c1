import { describe, expect, it } from 'vitest';
import { cut, fitted } from '../../src/inspector/text/fit.js';
import { wrapped } from '../../src/inspector/text/wrap.js';

describe('a text that has to fit', () => {
  it('is cut between characters, by the columns that they take', () => {
    expect([cut('日本語', 6), cut('日本語', 5), cut('日本語', 4), cut('abc', 2), cut('abc', 0)]).toEqual([
      '日本語',
      '日本…',
      '日…',
      'a…',
      '',
    ]);
    expect(fitted('日本', 6)).toBe('日本  ');
  });

  it('is broken between words where it is told at all, and never in a command', () => {
    const told = 'error: it is gone\nhint: `refold show 12` tells where it stands\n  · as  it is';
    expect(wrapped(told, 17).split('\n')).toEqual([
      'error: it is gone',
      'hint:',
      '`refold show 12`',
      'tells where it',
      'stands',
      '  · as  it is',
    ]);
    expect(wrapped(told, 80)).toBe(told);
  });
});
