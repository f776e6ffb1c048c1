import { chmodSync, rmSync, statSync } from 'node:fs';
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
});
