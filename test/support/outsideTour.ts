import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, createBench, exited } from './refold.js';

/** A workflow that refold does not run: it is checkpointed, drifts, goes back, has a file restored, and is done. */
export const takeOutsideTour = async (): Promise<Bench> => {
  const bench = createBench();
  const { repository, refold } = bench;
  repository.write({ 'src/auth.ts': 'one\n', 'notes "of"\tit.md': 'notes\n' });
  const name = NAME;
  const first = ['--step', '6', '--var', 'story=E3-S7', '--command', '/gaia-dev-story E3-S7'];
  const files = ['--file', 'src/auth.ts', '--file', 'notes "of"\tit.md'];
  exited(await refold(['checkpoint', name, ...first, ...files]));
  repository.write({ 'src/auth.ts': 'two\n' });
  rmSync(join(repository.root, 'notes "of"\tit.md'));
  exited(await refold(['checkpoint', name, '--step', '7', '--title', 'green_complete', ...files]));
  repository.write({ 'src/auth.ts': 'three\n' });
  exited(await refold(['resume', name]), 3);
  exited(await refold(['resume', name, '--on-drift', 'proceed']));
  exited(await refold(['restore', 'src/auth.ts', name]), 2);
  exited(await refold(['restore', 'src/auth.ts', name, '--force']));
  exited(await refold(['resume', name, '--at', '6', '--on-drift', 'proceed']));
  exited(await refold(['complete', name]));
  return bench;
};

/** The name of a workflow that refold does not run. */
export const NAME = 'dev-story-E3-S7';

/** A workflow that refold does not run, two steps of which are done. */
export const checkpointed = async (): Promise<Bench> => {
  const bench = createBench();
  bench.repository.write({ 'src/auth.ts': 'one\n', 'src/odd "name"\t.ts': 'odd\n' });
  const files = ['--file', 'src/auth.ts', '--file', 'src/odd "name"\t.ts'];
  const said = ['--var', 'story=E3-S7', '--command', '/gaia-dev-story E3-S7'];
  exited(await bench.refold(['checkpoint', NAME, '--step', '6', ...said, ...files]));
  bench.repository.write({ 'src/auth.ts': 'two\n' });
  const again = ['--title', 'green_complete', '--file', 'src/auth.ts'];
  exited(await bench.refold(['checkpoint', NAME, '--step', '7', ...again]));
  return bench;
};
