import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withAgentAtWork } from '../support/agentAtWork.js';
import { manyRuns } from '../support/manyRuns.js';
import { killAll, processesWith } from '../support/processes.js';
import { type Bench, createBench, until } from '../support/refold.js';
import { inTmux, onScreen } from '../support/tmux.js';

/** Ends everything of a run at once, as the loss of power would. */
const killEverythingOf = (bench: Bench): void => {
  const run = bench.events()[0]?.data.run;
  killAll([...processesWith(`REFOLD_ATTEMPT=${run}/`), ...ownersOf(bench)]);
};

const ownersOf = (bench: Bench): readonly number[] =>
  bench
    .events()
    .flatMap(({ type, data }) =>
      type === 'LifeBegan' ? [(data.process as { readonly pid: number }).pid] : [],
    );

inTmux('on a terminal, the dashboard', () => {
  it('shows how a run goes on, and that it has passed', async () => {
    const { bench, file, finish, isAtWork } = withAgentAtWork();
    const { shows, screen } = onScreen(bench, ['dashboard']);
    await shows('there are no runs yet');
    const run = bench.start(['run', file]);
    await isAtWork();
    await shows(/▸ #1 +running +think +\d\.\d s +slow/);
    const before = screen();
    await until(() => screen() !== before);
    finish();
    expect((await run.ended).exit).toBe(0);
    await shows(/recent\n▸ #1 +passed/);
  });

  it('shows a run whose owner was killed as interrupted, goes on with it by a key, and follows it by another', async () => {
    const { bench, file, finish, isAtWork } = withAgentAtWork();
    const run = bench.start(['run', file]);
    await isAtWork();
    const { shows, press, terminal } = onScreen(bench, ['dashboard']);
    await shows(/#1 +running/);
    press('f');
    await shows('▶ think');
    press('C-c');
    await shows('the run goes on; `refold attach 1` follows it again');
    press('x');
    await shows(/#1 +running/);
    press('o');
    await shows(/^\$ refold log --output --follow \S+ +\(Ctrl-C leaves it\)\n[\s\S]*a first word/);
    press('C-c');
    await shows('any key goes back');
    press('x');
    await shows(/#1 +running/);
    killEverythingOf(bench);
    await run.ended;
    await shows(/#1 +interrupted/);
    finish();
    press('r');
    await shows('✓ think');
    await shows('any key goes back');
    press('x');
    await shows(/recent\n▸ #1 +passed/);
    expect(terminal()).toEqual({ cursor: false, other: true });
    press('C-c');
    await shows('left with 0');
    expect(terminal()).toEqual({ cursor: true, other: false });
  });

  it('asks before it discards, and takes anything but a yes for a no', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow('name: w\nsteps: [{name: look, gate: [{bash: "false"}]}]');
    expect((await bench.refold(['run', file])).exit).toBe(1);
    const { shows, press } = onScreen(bench, ['dashboard']);
    await shows(/#1 +failed/);
    press('d');
    await shows('discard #1');
    press('x');
    await shows('q quit');
    expect(bench.events().at(-1)?.type).toBe('RunStopped');
    press('d');
    await shows('discard #1');
    press('y');
    await shows('any key goes back');
    press('x');
    await shows(/#1 +discarded[\s\S]*its worktree is gone/);
    press('d');
    await shows(/#1 of \S+ is discarded already: nothing is left to discard/);
    press('y');
    await shows('q quit');
  });

  it('fits into a small terminal, whatever becomes of its size', async () => {
    const bench = createBench();
    manyRuns(bench.home, 30);
    const { shows, screen, press, resize } = onScreen(bench, ['dashboard'], 40, 10);
    await shows('▸ #30');
    const lines = screen().split('\n');
    expect(lines).toHaveLength(10);
    expect(lines.filter((line) => /^[▸ ] #/.test(line))).toHaveLength(7);
    press('d');
    await shows(/discard #30 of shop\? \(y\/n\) Its log and\nits work are kept, its worktree goes$/);
    press('n');
    await shows('? keys  q quit');
    press('End');
    await shows('▸ #4 ');
    resize(120, 30);
    await shows(/▸ #4 .*shop/);
    resize(20, 10);
    await shows(/^refold {2}0 at work\n[\s\S]*\nenter open {2}r resume\n\? keys {2}q quit$/);
    press('?');
    await shows('any key goes back');
    resize(20, 4);
    await shows(/^refold {2}0 at work\nenter open {2}r resume\n… and more keys\nany key goes back$/);
  });

  it('stays on the run that is chosen while others come and go, and writes the lines that change, no more', async () => {
    const bench = createBench();
    manyRuns(bench.home, 200);
    const { shows, press, written } = onScreen(bench, ['dashboard'], 80, 24);
    await shows('1 of 200');
    const whole = written();
    press('j');
    await shows(/ 2 of 200 [\s\S]*▸ #198 /);
    expect(written() - whole).toBeLessThan(whole / 2);
    const above = bench.runFolder(199);
    manyRuns(bench.home, 204, 'wörld-日本-👩‍🚀-1a2b3c', 201);
    await shows(/of 204 [\s\S]*▸ #198 /);
    rmSync(above, { recursive: true });
    await shows(/of 203 [\s\S]*▸ #198 /);
  });

  it('shows 200 runs, and the terminal is as it was when it is told to end', async () => {
    const bench = createBench();
    manyRuns(bench.home, 200);
    const { shows, press, pid, terminal } = onScreen(bench, ['dashboard']);
    await shows('0 at work, 150 unfinished, 50 recent');
    press('End');
    await shows(/▸ #4 /);
    process.kill(pid(), 'SIGTERM');
    await shows('left with 143');
    await shows('before');
    expect(terminal()).toEqual({ cursor: true, other: false });
  });
});

inTmux('a dashboard that breaks', () => {
  it('tells so on the screen that stays', async () => {
    const bench = createBench();
    const breaks = 'process.on("SIGUSR2",()=>{throw new Error("broken")})';
    const env = { ...bench.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(breaks)}` };
    const { shows, pid, terminal } = onScreen({ ...bench, env }, ['dashboard']);
    await shows('there are no runs yet');
    process.kill(pid(), 'SIGUSR2');
    await shows('error: this is a bug in refold: Error: broken');
    await shows('left with 70');
    expect(terminal()).toEqual({ cursor: true, other: false });
  });
});

inTmux('a run that is shown in tmux', () => {
  it('has a session of its own name, in this life and in the next ones, with what its agents print', async () => {
    const { bench, file, finish, isAtWork } = withAgentAtWork();
    const { shows, screen } = onScreen(bench, ['run', file, '--tmux', '--detach']);
    await shows('left with 0');
    const name = /tmux attach -t (\S+)/.exec(screen())?.[1];
    expect(name).toMatch(/^refold-the-repository-[0-9a-f]{6}-1$/);
    await isAtWork();
    killEverythingOf(bench);
    finish();
    const resumed = await bench.refold(['resume', '1', '--tmux', '--json'], {
      env: { TMUX: `${join(bench.folder, 'tmux')},0,0` },
    });
    expect([resumed.exit, JSON.parse(resumed.stdout).tmux]).toEqual([0, name]);
    const attached = await bench.refold(['attach', '1']);
    expect([attached.exit, attached.stdout]).toEqual([0, expect.stringContaining('✓ think')]);
  });
});

inTmux('on a terminal, the line of what is under way', () => {
  it('leaves nothing behind where the terminal is narrower, whatever its characters are', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const gate = join(bench.folder, 'finished');
    const name = '日本語の手順'.repeat(4);
    const file = bench.workflow(
      `name: slow\nsteps: [{name: ${name}, type: code, agent: {command: [sh, -c, "until test -f '${gate}'; do sleep 0.02; done"]}, prompt: x}]`,
    );
    const { shows, screen } = onScreen(bench, ['run', file], 30, 40);
    // Each frame has been drawn over another one by then.
    for (const frame of ['⠋', '⠸', '⠴', '⠧', '⠋']) await shows(frame);
    expect(screen().match(/^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] .*$/gm)).toEqual([expect.stringMatching(/…$/)]);
    writeFileSync(gate, '');
    await shows('left with 0');
    expect(screen()).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/);
  });
});
