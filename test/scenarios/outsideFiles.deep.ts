import { chmodSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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
