import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkpointed, NAME } from '../support/outsideTour.js';
import { createBench, exited } from '../support/refold.js';

it('a file is put back with the permissions that it had, also where it is gone or nobody may read it any more', async () => {
  const bench = createBench();
  const files = { secret: 0o600, shared: 0o664, 'run.sh': 0o750 };
  const pathOf = (file: string): string => join(bench.repository.root, file);
  for (const [file, mode] of Object.entries(files)) {
    bench.repository.write({ [file]: file });
    chmodSync(pathOf(file), mode);
  }
  const named = Object.keys(files).flatMap((file) => ['--file', file]);
  exited(await bench.refold(['checkpoint', 'm', '--step', '1', ...named]));
  // Of the mode only what git keeps is compared: whether the file is run.
  chmodSync(pathOf('secret'), 0o666);
  expect(exited(await bench.refold(['resume', 'm'])).stderr).toContain('clean');
  chmodSync(pathOf('secret'), 0o766);
  expect(exited(await bench.refold(['resume', 'm']), 3).stderr).toContain('mode 100644 is 100755 now');
  for (const [file, mode] of Object.entries(files)) {
    // Who is root reads it all the same; anybody else cannot keep what is there, and is told so.
    chmodSync(pathOf(file), process.getuid?.() === 0 ? 0o000 : 0o400);
    exited(await bench.refold(['restore', file, 'm', '--force']));
    expect(statSync(pathOf(file)).mode & 0o777, file).toBe(mode);
    rmSync(pathOf(file));
    exited(await bench.refold(['restore', file, 'm', '--force']));
    expect(statSync(pathOf(file)).mode & 0o777, file).toBe(mode);
  }
  expect(exited(await bench.refold(['resume', 'm'])).stderr).toContain('clean');
});

it('a file that is named where somebody is, is put back there, and one that is not recorded there by its path from the root', async () => {
  const bench = createBench();
  const { root } = bench.repository;
  const both = { 'base.txt': 'root', 's/base.txt': 'sub', 's/own.txt': 'own' };
  bench.repository.write(both);
  const named = Object.keys(both).flatMap((file) => ['--file', file]);
  exited(await bench.refold(['checkpoint', 'm', '--step', '1', ...named]));
  bench.repository.write({ 'base.txt': 'x', 's/base.txt': 'x', 's/own.txt': 'x' });
  for (const file of ['base.txt', 's/own.txt'])
    exited(await bench.refold(['restore', file, 'm', '--force'], { cwd: join(root, 's') }));
  const now = Object.keys(both).map((file) => readFileSync(join(root, file), 'utf8'));
  expect(now).toEqual(['x', 'sub', 'own']);
});

describe('a workflow that refold does not run', () => {
  it('names the choices that it has where another word is said of its files', async () => {
    const bench = await checkpointed();
    bench.repository.write({ 'src/auth.ts': 'three\n' });
    const before = bench.events();
    for (const word of ['nonsense', 'redo'])
      expect(exited(await bench.refold(['resume', NAME, '--on-drift', word]), 2).stderr).toBe(
        `error: \`--on-drift ${word}\` says nothing\nhint: give one of proceed, fresh, review, abort\n`,
      );
    expect(bench.events()).toEqual(before);
  });

  it('is not given up once it is completed, and is told how it is put away', async () => {
    const bench = await checkpointed();
    exited(await bench.refold(['complete', NAME]));
    const before = bench.events();
    const { stderr } = exited(await bench.refold(['discard', NAME]), 2);
    expect(stderr).toContain(`${NAME} was completed at `);
    expect(stderr).toContain(`hint: \`refold archive ${NAME}\` puts it away; `);
    expect(bench.events()).toEqual(before);
    expect(JSON.parse(exited(await bench.refold(['show', NAME, '--json'])).stdout).status).toBe('completed');
  });

  it('names a later run of its name that is completed, wherever an earlier one is damaged', async () => {
    const bench = await checkpointed();
    const anew = exited(await bench.refold(['checkpoint', NAME, '--step', '8', '--new'])).stderr;
    expect(anew).toMatch(/note: #1 \S+ of that name is active still; `refold discard 1` gives it up/);
    // The newest that is active is the one that is completed.
    expect(exited(await bench.refold(['complete', NAME])).stderr).not.toContain('note: ');
    const older =
      /note: this is #1 \S+, which is active still; run #2 of that name, begun later, is completed/;
    for (const command of [['resume'], ['checkpoint', '--step', '7']])
      expect(exited(await bench.refold([...command.slice(0, 1), NAME, ...command.slice(1)])).stderr).toMatch(
        older,
      );
    const { content } = JSON.parse((await bench.refold(['resume', NAME, '--json'])).stdout).files[0];
    const told = async (command: string, ...more: readonly string[]): Promise<string> =>
      exited(await bench.refold([command, NAME, ...more]), 4).stderr;
    const isDone = 'run #2 of that name, begun later, is completed\nhint: ';
    writeFileSync(content, 'something else');
    expect(await told('resume')).toContain(`${isDone}nothing was changed; if that was the rest`);
    const log = join(bench.runFolder(), 'events.jsonl');
    const sound = readFileSync(log, 'utf8');
    writeFileSync(log, sound.replace('green', 'grown'));
    expect(await told('resume')).toContain(`${isDone}nothing was changed; if that was the rest`);
    expect(await told('checkpoint', '--step', '8')).toContain(isDone);
    expect(await told('complete')).toContain(isDone);
    writeFileSync(log, '');
    expect(await told('resume')).toContain(isDone);
    writeFileSync(log, sound);
    exited(await bench.refold(['discard', NAME]));
    expect(exited(await bench.refold(['resume', NAME]), 2).stderr).toContain('No active workflows');
  });
});
