import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkpointed, NAME } from '../support/outsideTour.js';
import { type Bench, exited } from '../support/refold.js';
import { atTerminal, DOWN, ENTER } from '../support/terminal.js';

const ASKED = 'What is to become of this?';
const FILE = 'src/auth.ts';

const at = (bench: Bench): string => join(bench.repository.root, FILE);

/** One whose files somebody changed: `two` is recorded, `mine` is there. */
const changed = async (): Promise<Bench> => {
  const bench = await checkpointed();
  bench.repository.write({ [FILE]: 'mine\n' });
  return bench;
};

describe('at a terminal, a workflow that refold does not run and whose files somebody changed', () => {
  it('is reviewed and gone on with; what changes while somebody thinks is asked about again', async () => {
    const bench = await changed();
    const asked = atTerminal(bench, ['resume', NAME]);
    await asked.shows(ASKED);
    asked.press(`review${ENTER}`);
    await asked.shows('+mine');
    await asked.shows(ASKED);
    rmSync(at(bench));
    asked.press(DOWN + ENTER);
    await asked.shows(`${FILE}: DELETED`);
    await asked.shows(ASKED);
    asked.press(`proceed${ENTER}`);
    const { exit, stdout } = await asked.ended;
    expect([exit, stdout]).toEqual([0, expect.stringContaining('+1 −1')]);
    expect(stdout).toMatch(/to be processed again\s+src\/auth\.ts\s/);
    expect(stdout).toContain(`Resuming ${NAME} at step 8.`);
  });

  it('begins anew, and no file is touched', async () => {
    const bench = await changed();
    const asked = atTerminal(bench, ['resume', NAME]);
    await asked.shows(ASKED);
    asked.press(`fresh${ENTER}`);
    expect(await asked.ended).toMatchObject({ exit: 0, stdout: expect.stringContaining('Invoke: /gaia') });
    expect(readFileSync(at(bench), 'utf8')).toBe('mine\n');
    expect(bench.events().at(-1)?.data).toEqual({ how: 'begun anew' });
  });

  it('is left as it is by abort, and by Enter alone before that', async () => {
    const bench = await changed();
    const before = bench.events();
    const asked = atTerminal(bench, ['resume', NAME]);
    await asked.shows(ASKED);
    asked.press(ENTER);
    await asked.shows('+mine');
    await asked.shows(ASKED);
    asked.press(`abort${ENTER}`);
    expect(await asked.ended).toMatchObject({
      exit: 2,
      stdout: expect.stringContaining('nothing was chosen'),
    });
    expect([bench.events(), readFileSync(at(bench), 'utf8')]).toEqual([before, 'mine\n']);
  });

  it('has a file put back, and what that replaced can be had', async () => {
    const bench = await changed();
    const asked = atTerminal(bench, ['resume']);
    await asked.shows('? [y/n]');
    asked.press(`y${ENTER}`);
    await asked.shows(ASKED);
    asked.press(DOWN + DOWN + DOWN + ENTER);
    await asked.shows('Which file is to be put back?');
    asked.press(ENTER);
    const { exit, stdout } = await asked.ended;
    expect([exit, readFileSync(at(bench), 'utf8')]).toEqual([0, 'two\n']);
    const [kept = ''] = /(?<=is kept: )[^\r\n]+/.exec(stdout) ?? [];
    expect(readFileSync(kept, 'utf8')).toBe('mine\n');
    expect(stdout).toContain(`Resuming ${NAME} at step 8.`);
  });
});

describe('without a terminal, such a one', () => {
  it('is left as it is by abort and by review, cannot have a step redone, and goes back to an earlier step where that is said', async () => {
    const bench = await changed();
    const before = bench.events();
    exited(await bench.refold(['resume', NAME, '--on-drift', 'abort']), 3);
    const review = exited(await bench.refold(['resume', NAME, '--on-drift', 'review', '--exec']), 3);
    expect(review.stderr).toMatch(/\+1 −1[\s\S]*-two\n {2}\+mine\n/);
    expect(exited(await bench.refold(['resume', NAME, '--on-drift', 'redo']), 2).stderr).toContain('redo');
    expect(bench.events()).toEqual(before);
    writeFileSync(at(bench), 'one\n');
    const back = exited(await bench.refold(['resume', NAME, '--at', '6', '--json'])).stdout;
    expect(JSON.parse(back)).toMatchObject({ verdict: 'clean', checkpoint: { step: 6 }, resumeAt: 7 });
  });
});
