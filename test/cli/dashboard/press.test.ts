import { describe, expect, it } from 'vitest';
import { type Choosing, kept, press } from '../../../src/cli/dashboard/press.js';
import type { Board } from '../../../src/projections/board.js';

const run = (id: string) => ({ run: id, repository: 'r', number: 1, fault: '' });
const board: Board = { active: [], damaged: ['a', 'b', 'c'].map(run), recent: [] };
const at = (chosen: string | undefined, sees: Choosing['sees'] = 'runs'): Choosing => ({ chosen, sees });
const asked = (chosen: string) => at(chosen, 'question');

describe('a key on the dashboard', () => {
  it('moves the choice, and never beyond the ends', () => {
    const to = (from: string, key: string) => press(at(from), board, key);
    expect(to('a', 'down')).toEqual({ does: 'choose', choosing: at('b') });
    expect(to('a', 'j')).toEqual({ does: 'choose', choosing: at('b') });
    expect(to('b', 'k')).toEqual({ does: 'choose', choosing: at('a') });
    expect(to('a', 'up')).toEqual({ does: 'choose', choosing: at('a') });
    expect(to('b', 'pagedown')).toEqual({ does: 'choose', choosing: at('c') });
    expect(to('c', 'home')).toEqual({ does: 'choose', choosing: at('a') });
    expect(to('a', 'G')).toEqual({ does: 'choose', choosing: at('c') });
    expect(to('c', 'g')).toEqual({ does: 'choose', choosing: at('a') });
  });

  it('does something to the run that is chosen, and nothing where there is none', () => {
    expect(press(at('b'), board, 'return')).toMatchObject({ does: 'act', deed: 'open' });
    expect(press(at('b'), board, 'f')).toMatchObject({ does: 'act', deed: 'follow' });
    expect(press(at('b'), board, 'o')).toMatchObject({ does: 'act', deed: 'output' });
    expect(press(at('b'), board, 'm')).toMatchObject({ does: 'act', deed: 'messages' });
    expect(press(at('b'), board, 'r')).toMatchObject({ does: 'act', deed: 'resume' });
    expect(press(at('b'), board, 'R')).toMatchObject({ does: 'act', deed: 'resume' });
    expect(press(at(undefined), board, 'r')).toEqual({ does: 'choose', choosing: at(undefined) });
  });

  it('discards only behind a yes', () => {
    expect(press(at('b'), board, 'd')).toEqual({ does: 'choose', choosing: asked('b') });
    expect(press(asked('b'), board, 'y')).toEqual({ does: 'act', deed: 'discard', choosing: at('b') });
    for (const key of ['n', 'q', 'return', 'd', 'j'])
      expect(press(asked('b'), board, key), key).toEqual({ does: 'choose', choosing: at('b') });
  });

  it('asks nothing of a run of which nothing is left to discard, and says so until the next key', () => {
    const outside = (status: string) => ({ run: 'o', outside: true, status });
    const own = (done: boolean) => ({ run: 'o', status: 'discarded', kept: { refs: '', done } });
    const sees = (entry: object) => press(at('o'), { ...board, recent: [entry] } as unknown as Board, 'd');
    for (const entry of [own(true), outside('completed'), outside('discarded')])
      expect(sees(entry)).toEqual({ does: 'choose', choosing: at('o', 'refusal') });
    for (const entry of [own(false), outside('active'), { run: 'o', status: 'failed' }, run('o')])
      expect(sees(entry)).toEqual({ does: 'choose', choosing: asked('o') });
    expect(press(at('b', 'refusal'), board, 'y')).toEqual({ does: 'choose', choosing: at('b') });
    expect(press(at('b', 'refusal'), board, 'j')).toEqual({ does: 'choose', choosing: at('c') });
    expect(kept(at('b', 'refusal'), board, board)).toEqual(at('b', 'refusal'));
  });

  it('tells what all keys do, until the next one', () => {
    expect(press(at('b'), board, '?')).toEqual({ does: 'choose', choosing: at('b', 'keys') });
    for (const key of ['?', 'q', 'd', 'y', 'return'])
      expect(press(at('b', 'keys'), board, key), key).toEqual({ does: 'choose', choosing: at('b') });
  });

  it('leaves by q and by Ctrl-C, also while something is asked or the keys are shown', () => {
    expect(press(at('b'), board, 'q')).toEqual({ does: 'quit' });
    expect(press(at('b'), board, 'ctrl-c')).toEqual({ does: 'quit' });
    expect(press(asked('b'), board, 'ctrl-c')).toEqual({ does: 'quit' });
    expect(press(at('b', 'keys'), board, 'ctrl-c')).toEqual({ does: 'quit' });
  });
});

describe('what is chosen', () => {
  const without = (id: string): Board => ({
    ...board,
    damaged: board.damaged.filter((one) => one.run !== id),
  });

  it('stays chosen wherever it moves', () => {
    expect(kept(asked('c'), board, board)).toEqual(asked('c'));
    expect(kept(at('c'), board, { ...board, damaged: [...board.damaged].reverse() })).toEqual(at('c'));
  });

  it('is what stands in its place once it is gone, of which nothing was asked', () => {
    expect(kept(at('b'), board, without('b'))).toEqual(at('c'));
    expect(kept(asked('b'), board, without('b'))).toEqual(at('c'));
    expect(kept(at('c', 'keys'), board, without('c'))).toEqual(at('b', 'keys'));
    expect(kept(at('c'), board, { ...board, damaged: [] })).toEqual(at(undefined));
    expect(kept(at(undefined), board, board)).toEqual(at('a'));
  });
});
