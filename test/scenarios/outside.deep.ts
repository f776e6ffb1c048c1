import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { ended } from '../support/outsideTour.js';
import { type Bench, createBench, started } from '../support/refold.js';

const STEPS = 10;

/** A script of ten steps that tells refold of each; it kills itself before or behind what it tells of one. */
const SCRIPT = `#!/bin/sh
set -e
step=$(refold resume ten --json 2>/dev/null | sed -n 's/.*"resumeAt":\\([0-9]*\\).*/\\1/p')
step=\${step:-1}
while [ "$step" -le ${STEPS} ]; do
  echo "$step" >> did.txt
  echo "work of $step" > "out/$step.txt"
  if [ "$KILL" = "before $step" ]; then kill -9 $$; fi
  refold checkpoint ten --step "$step" --file "out/$step.txt" --var "last=$step" --command "sh ten.sh"
  if [ "$KILL" = "behind $step" ]; then kill -9 $$; fi
  step=$((step + 1))
done
refold complete ten
`;

const scripted = (): Bench => {
  const bench = createBench();
  const refold = `#!/bin/sh\nexec '${process.execPath}' '${join(inject('programs'), 'refold.js')}' "$@"\n`;
  bench.repository.write({ 'ten.sh': SCRIPT, 'out/.keep': '', '../bin/refold': refold });
  chmodSync(join(bench.folder, 'bin/refold'), 0o755);
  return bench;
};

const play = (bench: Bench, kill = '') => {
  const PATH = `${join(bench.folder, 'bin')}:${bench.env.PATH}`;
  const env = { ...bench.env, PATH, KILL: kill };
  return started(spawn('sh', ['ten.sh'], { cwd: bench.repository.root, env })).ended;
};

const did = (bench: Bench): readonly number[] =>
  readFileSync(join(bench.repository.root, 'did.txt'), 'utf8').trim().split('\n').map(Number);

describe('a script of ten steps', () => {
  it('goes on where it was, killed at each of its steps, before and behind its checkpoint', async () => {
    const bench = scripted();
    const again: number[] = [];
    for (let step = 1; step <= STEPS; step += 1) {
      expect((await play(bench, `before ${step}`)).signal).toBe('SIGKILL');
      expect((await play(bench, `behind ${step}`)).signal).toBe('SIGKILL');
      again.push(step, step);
      expect(did(bench)).toEqual(again);
    }
    ended(await play(bench));
    expect(did(bench)).toEqual(again);
    for (let step = 1; step <= STEPS; step += 1)
      expect(existsSync(join(bench.repository.root, `out/${step}.txt`))).toBe(true);
    expect(ended(await bench.refold(['resume', 'ten']), 2).stderr).toContain('No active workflows to resume');
    ended(await bench.refold(['verify', 'ten']));
  });

  it('goes on by the command that it recorded', async () => {
    const bench = scripted();
    expect((await play(bench, 'behind 4')).signal).toBe('SIGKILL');
    const PATH = `${join(bench.folder, 'bin')}:${bench.env.PATH}`;
    ended(await bench.refold(['resume', 'ten', '--exec'], { env: { PATH } }));
    expect(did(bench)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});
