import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { change, drifting } from '../support/drifting.js';
import { type Bench, createBench, hasWritten, until } from '../support/refold.js';
import { inTmux, onScreen } from '../support/tmux.js';

/** A run whose agent works until it is finished. */
const atWork = async () => {
  const bench = createBench();
  bench.repository.commit({});
  const gate = join(bench.folder, 'finished');
  const script = `touch said; until test -f '${gate}'; do sleep 0.02; done; echo x > done.txt`;
  const agent = `{command: [sh, -c, ${JSON.stringify(script)}]}`;
  const file = bench.workflow(`name: w\nsteps: [{name: think, type: code, agent: ${agent}, prompt: x}]`);
  const run = bench.start(['run', file]);
  await until(() => hasWritten(bench, 'said'));
  return { bench, run, finish: () => writeFileSync(gate, '') };
};

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
      const { bench, run, finish } = await atWork();
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
