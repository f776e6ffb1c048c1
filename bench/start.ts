import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { repositoryAt } from '../test/support/repository.js';
import { FOLDER, inTurn, ms, type Row, timed, times } from './measure.js';

const REFOLD = resolve('dist/bin/refold.js');

/** Starts of whole processes, beside node that does nothing. */
export const rows = async (): Promise<readonly Row[]> => {
  const folder = resolve(FOLDER, 'start');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const repository = repositoryAt(join(folder, 'repo'), join(folder, 'user'));
  repository.commit({});
  repository.write({ '../w.yaml': 'name: w\nsteps: [{name: look, gate: [{bash: "true"}]}]' });
  const env = { ...process.env, REFOLD_HOME: join(folder, 'home') };
  const start = (...args: readonly string[]): Promise<number> =>
    timed(() => {
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: repository.root, env });
      if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
    });
  await start(REFOLD, 'run', '../w.yaml', '-q');
  const commands: ReadonlyArray<readonly [readonly string[], string]> = [
    [['--version'], '≤ 1.3 ×'],
    [['show'], '≤ 1.3 ×'],
    [['verify'], '≤ 1.3 ×'],
    [['workflows', 'check', '../w.yaml'], '≤ 1.5 ×'],
  ];
  const found: Row[] = [];
  for (const [args, target] of commands) {
    const { ours, peer, ratio } = await inTurn(
      11,
      () => start(REFOLD, ...args),
      () => start('-e', '0'),
    );
    found.push({
      work: `start: refold ${args.join(' ')}`,
      ours: ms(ours),
      beside: `node -e 0: ${ms(peer)}`,
      ratio: times(ratio),
      target,
    });
  }
  return found;
};
