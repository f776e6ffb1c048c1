import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { at, change, drifting } from '../support/drifting.js';
import { type Bench, mend, ofType } from '../support/refold.js';
import { atTerminal, CTRL_C, DOWN, ENTER } from '../support/terminal.js';

const ASKED = 'What is to become of this?';

const text = (bench: Bench, path = 'src/auth.ts'): string => readFileSync(at(bench, path), 'utf8');

/** A resume that asks again, as one of two changed files was put back. */
const onePutBack = async () => {
  const bench = await drifting();
  change(bench);
  rmSync(at(bench, 'other.txt'));
  const asked = atTerminal(bench, ['resume', '1']);
  await asked.shows(ASKED);
  asked.press(`restore${ENTER}`);
  await asked.shows('Which file is to be put back?');
  asked.press(DOWN + ENTER);
  await asked.shows('missing: 1 file');
  await asked.shows(ASKED);
  return { bench, asked };
};

/** Who chose nothing is told so. */
const choseNothing = async ({ ended }: ReturnType<typeof atTerminal>): Promise<void> => {
  const { exit, stdout } = await ended;
  expect([exit, stdout]).toEqual([2, expect.stringContaining('nothing was chosen, and nothing was changed')]);
};

describe('at a terminal, a run whose files somebody changed', () => {
  it('shows them, reviews checkpoint and now, and goes on when a person proceeds', async () => {
    const bench = await drifting();
    change(bench);
    rmSync(at(bench, 'other.txt'));
    mend(bench);
    const asked = atTerminal(bench, ['resume', '1']);
    await asked.shows(ASKED);
    asked.press(ENTER);
    await asked.shows('+mine');
    await asked.shows(ASKED);
    asked.press(DOWN + ENTER);
    const { exit, stdout } = await asked.ended;
    expect([exit, stdout]).toEqual([
      0,
      expect.stringContaining('src/auth.ts: DRIFT (sha256 does not match)'),
    ]);
    expect(stdout).toContain('+1 −1');
    expect(ofType(bench, 'DriftResolved')[0]?.data).toMatchObject({ choice: 'proceed', count: 2 });
  });

  it('puts one file back and asks about the others, and asks again about what changed meanwhile', async () => {
    const { bench, asked } = await onePutBack();
    mend(bench);
    writeFileSync(at(bench, 'base.txt'), 'meanwhile\n');
    asked.press(`proceed${ENTER}`);
    await asked.shows('base.txt: CHANGED');
    await asked.shows(ASKED);
    asked.press(`proceed${ENTER}`);
    const { exit, stdout } = await asked.ended;
    expect([exit, stdout]).toEqual([0, expect.stringContaining('src/auth.ts is as it was recorded')]);
    expect(ofType(bench, 'DriftResolved')[0]?.data).toMatchObject({ count: 2 });
  });

  it('tells who chooses nothing in the end what was put back before', async () => {
    const { asked } = await onePutBack();
    asked.press(CTRL_C);
    const { exit, stdout } = await asked.ended;
    expect([exit, stdout]).toEqual([2, expect.stringContaining('put back before that: src/auth.ts;')]);
  });

  it('goes back to the question where no file is to be put back after all, and ends where a person leaves', async () => {
    const bench = await drifting();
    change(bench);
    const before = bench.events();
    const asked = atTerminal(bench, ['resume', '1']);
    for (const leaving of [DOWN + ENTER, CTRL_C]) {
      await asked.shows(ASKED);
      asked.press(`restore${ENTER}`);
      await asked.shows('Which file is to be put back?');
      asked.press(leaving);
    }
    await choseNothing(asked);
    expect([bench.events(), text(bench)]).toEqual([before, 'mine\n']);
  });

  it('asks again about what changed while a person chose to do the step anew', async () => {
    const bench = await drifting();
    change(bench);
    mend(bench);
    const asked = atTerminal(bench, ['resume', '1']);
    await asked.shows(ASKED);
    writeFileSync(at(bench, 'base.txt'), 'meanwhile\n');
    asked.press(DOWN + DOWN + ENTER);
    await asked.shows('base.txt: CHANGED');
    await asked.shows(ASKED);
    asked.press(DOWN + DOWN + ENTER);
    expect((await asked.ended).exit).toBe(0);
    expect(ofType(bench, 'DriftResolved')[0]?.data).toMatchObject({ choice: 'redo', count: 2 });
    expect(text(bench, 'base.txt')).toBe('b\n');
  });

  it('does what is typed; Enter alone, a word for none and one for several do nothing', async () => {
    const bench = await drifting();
    change(bench);
    mend(bench);
    const before = bench.events();
    const asked = atTerminal(bench, ['resume', '1']);
    for (const typed of ['', 'review', 'Rev']) {
      await asked.shows(ASKED);
      asked.press(`${typed}${ENTER}`);
      await asked.shows('+mine');
    }
    await asked.shows(ASKED);
    asked.press(`sure${ENTER}`);
    await asked.shows('sure names none of these; nothing is chosen');
    asked.press(`re${ENTER}`);
    await asked.shows('re names several of these; nothing is chosen');
    expect(bench.events()).toEqual(before);
    asked.press(`proceed${ENTER}`);
    expect((await asked.ended).exit).toBe(0);
    expect(ofType(bench, 'DriftResolved')[0]?.data).toMatchObject({ choice: 'proceed' });
  });

  it('is left as it is by abort, by a no and by Ctrl-C', async () => {
    const bench = await drifting();
    change(bench);
    const before = bench.events();
    for (const leaving of [`abort${ENTER}`, `n${ENTER}`, `quit${ENTER}`, CTRL_C]) {
      const asked = atTerminal(bench, ['resume', '1']);
      await asked.shows('Abort: leave everything as it is');
      asked.press(leaving);
      await choseNothing(asked);
    }
    expect([bench.events(), text(bench)]).toEqual([before, 'mine\n']);
  });
});
