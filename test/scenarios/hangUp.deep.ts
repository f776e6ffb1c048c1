import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withAgentAtWork } from '../support/agentAtWork.js';
import { change, drifting } from '../support/drifting.js';
import { type Bench, until } from '../support/refold.js';
import { inTmux, onScreen } from '../support/tmux.js';

/** A command on a screen whose shell outlives the screen, so that no signal comes before the hang-up is seen. */
const onOneThatHangsUp = (bench: Bench, args: readonly string[]) => {
  const temporary = join(bench.folder, 'temporary');
  mkdirSync(temporary);
  const shown = onScreen({ ...bench, env: { ...bench.env, TMPDIR: temporary } }, args);
  let pid: number;
  return {
    ...shown,
    hangUp: (): void => {
      pid = shown.pid();
      shown.hangUp();
    },
    hasEnded: () => until(() => !existsSync(`/proc/${pid}`)),
    bugs: () => readdirSync(temporary).filter((name) => name.startsWith('refold-bug')),
  };
};

inTmux('where the terminal goes away', () => {
  it.each(['itself', 'a command that it let be done'])(
    'a dashboard ends, and calls it no bug, while it shows %s',
    async (what) => {
      const { bench, file, finish, isAtWork } = withAgentAtWork();
      const run = bench.start(['run', file]);
      await isAtWork();
      const { shows, press, hangUp, hasEnded, bugs } = onOneThatHangsUp(bench, ['dashboard']);
      await shows(/#1 +running/);
      if (what !== 'itself') {
        press('f');
        await shows('▶ think');
      }
      hangUp();
      finish();
      expect((await run.ended).exit).toBe(0);
      await hasEnded();
      expect(bugs()).toEqual([]);
    },
  );

  it('a question ends its command, and nothing has changed', async () => {
    const bench = await drifting();
    change(bench);
    const before = bench.events().length;
    const { shows, hangUp, hasEnded, bugs } = onOneThatHangsUp(bench, ['resume', '1']);
    await shows('What is to become of this?');
    hangUp();
    await hasEnded();
    expect([bugs(), bench.events().length]).toEqual([[], before]);
  });
});
