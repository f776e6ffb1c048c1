import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { type Bench, createBench, exited, started } from '../support/refold.js';
import { repositoryAt } from '../support/repository.js';

const STEPS = 10;
const NAME = 'release-1.2';
const PAGE = readFileSync('docs/outside.md', 'utf8');

/** The script of the document, as it stands there. */
const [, SCRIPT = ''] = /```sh\n(#!\/bin\/sh\n[\s\S]*?)```/.exec(PAGE) ?? [];

/** What is said, line by line, without ids, the place of what is kept, and what the document leaves out. */
const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => line !== '' && !/^\s*…$|step [2-5] is done|part-[2-5]\.txt {2}/.test(line))
    .map((line) => line.replace(/\d{8}-\d{6}-[0-9a-f]{6}/, 'id').replace(/(?<= kept: ).*/, 'a payload'));

/** What the document shows below a command, as often as the command stands there. */
const shownBelow = (command: string): readonly (readonly string[])[] =>
  PAGE.split(/^(?:\$ |```)/m)
    .filter((shown) => shown.split(/ {3}#|\n/)[0] === command)
    .map((shown) => linesOf(shown.slice(shown.indexOf('\n'))));

/** A refold that notes each step that a script has done, and can kill the script before or behind its checkpoint. */
const refoldThat = (bench: Bench): string => `#!/bin/sh
if [ "$1" = checkpoint ]; then
  echo "$4" >> '${join(bench.folder, 'did.txt')}'
  if [ "$KILL" = "before $4" ]; then kill -9 $PPID; exit 1; fi
fi
'${process.execPath}' '${join(inject('programs'), 'refold.js')}' "$@"
code=$?
if [ "$1" = checkpoint ] && [ "$KILL" = "behind $4" ]; then kill -9 $PPID; fi
exit $code
`;

const scripted = (): Bench => {
  const bench = createBench();
  bench.repository.write({ 'release.sh': SCRIPT, '../bin/refold': refoldThat(bench) });
  chmodSync(join(bench.folder, 'bin/refold'), 0o755);
  return bench;
};

const pathOf = (bench: Bench): string => `${join(bench.folder, 'bin')}:${bench.env.PATH}`;

const play = (bench: Bench, kill = '', ...args: readonly string[]) => {
  const env = { ...bench.env, PATH: pathOf(bench), KILL: kill };
  return started(spawn('sh', ['release.sh', ...args], { cwd: bench.repository.root, env })).ended;
};

const did = (bench: Bench): readonly number[] =>
  readFileSync(join(bench.folder, 'did.txt'), 'utf8').trim().split('\n').map(Number);

describe('the script of ten steps in the document', () => {
  it('goes on where it was, killed at each of its steps, before and behind its checkpoint, and begins anew once it is completed', async () => {
    const bench = scripted();
    const again: number[] = [];
    for (let step = 1; step <= STEPS; step += 1) {
      expect((await play(bench, `before ${step}`)).signal).toBe('SIGKILL');
      expect((await play(bench, `behind ${step}`)).signal).toBe('SIGKILL');
      again.push(step, step);
      expect(did(bench)).toEqual(again);
    }
    exited(await play(bench));
    expect(did(bench)).toEqual(again);
    for (let step = 1; step <= STEPS; step += 1)
      expect(existsSync(join(bench.repository.root, `out/part-${step}.txt`))).toBe(true);
    expect(exited(await bench.refold(['resume', NAME]), 2).stderr).toMatch(
      /^No active workflows to resume$/m,
    );
    exited(await bench.refold(['verify', NAME]));
    exited(await play(bench));
    expect(did(bench)).toEqual([...again, ...Array.from({ length: STEPS }, (_, step) => step + 1)]);
  });

  it('says what the document says that it does, and goes on by the command that it recorded', async () => {
    const bench = scripted();
    const killed = await play(bench, 'before 7');
    expect(killed.signal).toBe('SIGKILL');
    const told = exited(await bench.refold(['resume', NAME]));
    expect([linesOf(told.stderr + told.stdout)]).toEqual(shownBelow(`refold resume ${NAME}`));
    bench.repository.write({ 'out/part-2.txt': 'mine\n' });
    const drifted = exited(await play(bench), 3);
    const restore = ['restore', 'out/part-2.txt', NAME, '--force'];
    const restored = exited(await bench.refold(restore));
    expect([linesOf(restored.stderr)]).toEqual(shownBelow(`refold ${restore.join(' ')}`));
    const resumed = await play(bench, 'before 8');
    const all = [`${killed.stderr}Killed\n`, drifted.stderr, resumed.stderr];
    expect(all.map(linesOf)).toEqual(shownBelow('sh release.sh'));
    exited(await bench.refold(['resume', NAME, '--exec'], { env: { PATH: pathOf(bench) } }));
    expect(did(bench)).toEqual([1, 2, 3, 4, 5, 6, 7, 7, 8, 8, 9, 10]);
  });

  it('does nothing where files are not as they were, or what it kept is damaged, before somebody said what', async () => {
    const bench = scripted();
    expect((await play(bench, 'behind 4')).signal).toBe('SIGKILL');
    bench.repository.write({ 'out/part-2.txt': 'mine\n' });
    expect(exited(await play(bench), 3).stderr).toContain('out/part-2.txt: DRIFT');
    expect(did(bench)).toEqual([1, 2, 3, 4]);
    expect((await play(bench, 'behind 5', '--on-drift', 'proceed')).signal).toBe('SIGKILL');
    const { files } = JSON.parse(exited(await bench.refold(['resume', NAME, '--json'])).stdout);
    writeFileSync(files.at(-1).content, 'something else');
    expect(exited(await play(bench), 4).stderr).toContain('--at 4');
    expect(did(bench)).toEqual([1, 2, 3, 4, 5]);
    exited(await play(bench, '', '--at', '4', '--on-drift', 'proceed'));
    expect(did(bench)).toEqual([1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10]);
    exited(await bench.refold(['verify', NAME]));
  });

  it('begins at its first step in a second repository, while the run of the first one is active', async () => {
    const bench = scripted();
    expect((await play(bench, 'behind 3')).signal).toBe('SIGKILL');
    const { run } = JSON.parse(exited(await bench.refold(['show', NAME, '--json'])).stdout);
    const repository = repositoryAt(join(bench.folder, 'blog'), join(bench.folder, 'user'));
    repository.write({ 'release.sh': SCRIPT });
    expect(exited(await play({ ...bench, repository })).stderr).toContain(
      `another repository has it: ${run} (`,
    );
    expect(did(bench)).toEqual([1, 2, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    exited(await play(bench));
    expect(did(bench).slice(13)).toEqual([4, 5, 6, 7, 8, 9, 10]);
  });

  it('begins anew where that is said, by the same script', async () => {
    const bench = scripted();
    expect((await play(bench, 'behind 2')).signal).toBe('SIGKILL');
    bench.repository.write({ 'out/part-2.txt': 'mine\n' });
    exited(await play(bench, '', '--on-drift', 'fresh'));
    expect(did(bench)).toEqual([1, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});
