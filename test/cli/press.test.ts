import { describe, expect, it } from 'vitest';
import { kept, press } from '../../src/cli/dashboard/press.js';
import type { Board } from '../../src/projections/board.js';

const run = (id: string) => ({ run: id, repository: 'r', number: 1, fault: '' });
const board: Board = { active: [], damaged: ['a', 'b', 'c'].map(run), recent: [] };
const at = (chosen: string | undefined, asks = false) => ({ chosen, asks });

describe('a key on the dashboard', () => {
  it('moves the choice, and never beyond the ends', () => {
    const to = (from: string, key: string) => press(at(from), board, key);
    expect(to('a', 'down')).toEqual({ does: 'choose', choosing: at('b') });
    expect(to('a', 'j')).toEqual({ does: 'choose', choosing: at('b') });
    expect(to('b', 'k')).toEqual({ does: 'choose', choosing: at('a') });
    expect(to('a', 'up')).toEqual({ does: 'choose', choosing: at('a') });
    expect(to('b', 'pagedown')).toEqual({ does: 'choose', choosing: at('c') });
    expect(to('c', 'home')).toEqual({ does: 'choose', choosing: at('a') });
  });

  it('does something to the run that is chosen, and nothing where there is none', () => {
    expect(press(at('b'), board, 'return')).toMatchObject({ does: 'act', deed: 'open' });
    expect(press(at('b'), board, 'f')).toMatchObject({ does: 'act', deed: 'follow' });
    expect(press(at('b'), board, 'o')).toMatchObject({ does: 'act', deed: 'output' });
    expect(press(at('b'), board, 'r')).toMatchObject({ does: 'act', deed: 'resume' });
    expect(press(at(undefined), board, 'r')).toEqual({ does: 'choose', choosing: at(undefined) });
  });

  it('discards only behind a yes', () => {
    expect(press(at('b'), board, 'd')).toEqual({ does: 'choose', choosing: at('b', true) });
    expect(press(at('b', true), board, 'y')).toEqual({ does: 'act', deed: 'discard', choosing: at('b') });
    for (const key of ['n', 'q', 'return', 'd', 'j'])
      expect(press(at('b', true), board, key), key).toEqual({ does: 'choose', choosing: at('b') });
  });

  it('leaves by q and by Ctrl-C, also while something is asked', () => {
    expect(press(at('b'), board, 'q')).toEqual({ does: 'quit' });
    expect(press(at('b'), board, 'ctrl-c')).toEqual({ does: 'quit' });
    expect(press(at('b', true), board, 'ctrl-c')).toEqual({ does: 'quit' });
  });
});

describe('what is chosen', () => {
  it('stays chosen wherever it moves, and is the first one where it is gone', () => {
    expect(kept(at('c', true), board)).toEqual(at('c', true));
    expect(kept(at('x', true), board)).toEqual(at('a'));
    expect(kept(at('x'), { ...board, damaged: [] })).toEqual(at(undefined));
  });
});
