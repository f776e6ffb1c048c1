import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AFTER, filesOf, idOf, passedRun, refsUnder, statusOf } from '../support/endings.js';
import { type Bench, exited } from '../support/refold.js';

const ONE_STEP = 'name: w\nsteps: [{name: a, gate: [bash: "true"]}]';

/** How the end of a run is brought about, and what has to be so afterwards. */
const ENDINGS: Readonly<Record<string, (bench: Bench, work?: readonly string[]) => Promise<void>>> = {
  discard: async (bench: Bench, work: readonly string[] = []) => {
    expect(existsSync(bench.worktree())).toBe(false);
    expect(refsUnder(bench, 'refs/heads/')).toEqual(['main']);
    const kept = ['main', ...work].map((name) =>
      expect.stringMatching(new RegExp(`discarded-\\d+/${name}$`)),
    );
    expect(refsUnder(bench, 'refs/refold/')).toEqual(kept);
    if (work.length > 0) {
      const ref = `refs/refold/${refsUnder(bench, 'refs/refold/').at(-1)}`;
      expect(bench.repository.git('show', `${ref}:of a person.txt`)).toBe('mine');
    }
    expect(await statusOf(bench)).toBe('discarded');
  },
  apply: async (bench: Bench) => {
    const { git } = bench.repository;
    expect(git('log', '--first-parent', '--format=%s', 'main').split('\n')).toHaveLength(2);
    expect(git('status', '--porcelain')).toBe('');
    expect(filesOf(bench)).toEqual(AFTER);
    expect(await statusOf(bench)).toBe('integrated');
  },
  archive: async (bench: Bench) => {
    expect(existsSync(bench.worktree())).toBe(false);
    expect(refsUnder(bench, 'refs/heads/')).toEqual(['main']);
    expect(await statusOf(bench)).toBe('archived');
  },
};

/** The command that is killed is the same that finishes what it had begun. */
const POINTS = [0, 1, 2].flatMap((more) => [[more, 'before'] as const, [more, 'after'] as const]);

describe.each(Object.entries(ENDINGS))('%s', (command, holds) => {
  it.each(POINTS)(
    'that is killed at its event %s, %s it is on disk, is finished by the same command',
    async (more, when) => {
      const bench = await passedRun();
      if (command === 'archive') await bench.refold(['apply']);
      const at = `${bench.events().length + 1 + more}`;
      await bench.refold([command, '1'], {
        program: 'refold-crashing',
        env: { CRASH_AT: at, CRASH_WHEN: when },
      });
      const cutOff = (await bench.refold(['resume', '1'])).stderr;
      const finished = await bench.refold([command, '1']);
      expect(finished.exit, `${cutOff}${finished.stderr}`).toBe(0);
      if (cutOff.includes('cut off')) expect(cutOff).toContain(`\`refold ${command} 1\` finishes it`);
      await holds(bench);
      expect((await bench.refold(['verify', '1'])).exit).toBe(0);
    },
  );

  it('that was cut off is told of by `show`, with what finishes it, and by a new run, which names no other way', async () => {
    const bench = await passedRun();
    if (command === 'archive') await bench.refold(['apply']);
    const intent = `${bench.events().length + 2}`;
    const env = { CRASH_AT: intent, CRASH_WHEN: 'after' };
    await bench.refold([command, '1'], { program: 'refold-crashing', env });
    const finishes = `\`refold ${command} ${idOf(bench)}\` finishes it`;
    expect((await bench.refold(['show', '1'])).stdout).toContain(`cut off   ${finishes}`);
    if (command === 'apply') {
      const refused = exited(await bench.refold(['run', bench.workflow(ONE_STEP)]), 2).stderr;
      expect(refused).toContain(`hint: ${finishes}`.replace('it', 'its merge'));
      expect(refused).not.toMatch(/refold (resume|discard)/);
    }
    exited(await bench.refold([command, '1']));
    expect((await bench.refold(['show', '1'])).stdout).not.toContain('cut off');
  });

  it('that is killed behind any git that it calls is finished by the same command', async () => {
    for (let call = 1; ; call += 1) {
      const bench = await passedRun();
      if (command === 'archive') await bench.refold(['apply']);
      writeFileSync(join(bench.worktree(), 'of a person.txt'), 'mine');
      const args = [command, '1', ...(command === 'apply' ? ['--on-drift', 'proceed'] : [])];
      const killed = await bench.refold(args, { env: killingGit(bench, call) });
      const isOver = killed.signal === null;
      const finished = await bench.refold(args);
      expect(finished.exit, `git ${call}: ${finished.stderr}`).toBe(0);
      await holds(bench, ['work/main']);
      if (isOver) return;
    }
  });
});

/** A git that kills refold right behind the so-and-so-many-th thing that it was told to do. */
const killingGit = (bench: Bench, call: number): NodeJS.ProcessEnv => {
  const folder = join(bench.folder, 'bin');
  const calls = join(bench.folder, 'calls');
  mkdirSync(folder);
  const script = `#!/bin/sh
PATH=\${PATH#*:}
git "$@"
exit=$?
echo x >> '${calls}'
test "$(wc -l < '${calls}')" -eq ${call} && kill -9 $PPID
exit $exit
`;
  writeFileSync(join(folder, 'git'), script);
  chmodSync(join(folder, 'git'), 0o755);
  return { PATH: `${folder}${delimiter}${bench.env.PATH}` };
};
