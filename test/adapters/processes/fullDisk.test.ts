import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { describe, expect, it } from 'vitest';
import { createAgents } from '../../../src/adapters/agents/agents.js';
import { DEFINITIONS } from '../../../src/adapters/agents/definitions.js';
import { bash } from '../../../src/adapters/gates/bash.js';
import { createGates } from '../../../src/adapters/gates/gates.js';
import { lookAtLaunches } from '../../../src/adapters/processes/lookAtLaunch.js';
import { createSupervisor } from '../../../src/adapters/processes/supervisor.js';
import type { ProcessIdentity } from '../../../src/events/process.js';
import type { Call } from '../../../src/ports/agents.js';
import { right } from '../../contracts/runStore.js';
import { temporaryFolder } from '../../support/folder.js';

const ENV = { PATH: process.env.PATH };

const nothing = (): TE.TaskEither<never, void> => TE.right(undefined);

/** Agents and gates of a run on a disk that is full, or not. */
const createBench = () => {
  const home = temporaryFolder();
  const worktree = join(home, 'worktree');
  const folder = join(home, 'attempts');
  mkdirSync(worktree);
  const run = `full-disk-${process.pid}`;
  const agents = (hasRoom: boolean) =>
    createAgents(
      createSupervisor(folder, () => hasRoom),
      DEFINITIONS,
      ENV,
      () => ({}),
    );
  const gates = (hasRoom: boolean) =>
    createGates(
      createSupervisor(folder, () => hasRoom),
      [bash],
      ENV,
    );
  const call = (script: string): Call => ({
    ...{ run, seq: 7, path: 'a', attempt: 1, call: 1, worktree, maxMs: undefined, readBefore: 0 },
    agent: { name: 'command', provider: 'command', command: ['sh', '-c', script] },
  });
  const gate = (command: string) => ({
    run,
    seq: 8,
    worktree,
    gate: { name: 'test', kind: 'bash', command },
  });
  return { folder, agents, gates, call, gate };
};

/** Launches an agent, and says which launcher it had besides how it ended. */
const launch = async (bench: ReturnType<typeof createBench>, hasRoom: boolean, script: string) => {
  let launcher: ProcessIdentity | undefined;
  const end = await bench.agents(hasRoom).launch(
    bench.call(script),
    { prompt: 'p' },
    ({ pid, start }) =>
      TE.fromIO(() => {
        launcher = { pid, start, host: 'here', boot: 'now' } as unknown as ProcessIdentity;
      }),
    nothing,
  )();
  return { end, launcher: launcher as unknown as ProcessIdentity };
};

describe('on a full disk', () => {
  it.each(['exit 1', 'kill -9 0'])('an agent that fails by `%s` has not failed', async (script) => {
    const bench = createBench();
    const { end } = await launch(bench, false, script);
    expect(end).toMatchObject({
      left: { _tag: 'DiskFull', doing: 'running command', path: bench.folder },
    });
  });

  it('an agent whose end was of no worth is asked again by a later life', async () => {
    const bench = createBench();
    const { launcher } = await launch(bench, false, 'exit 1');
    expect(lookAtLaunches(bench.folder)(7, launcher).found).toBe('gone');
    const settled = await bench.agents(true).settle(bench.call('exit 1'), launcher, nothing, nothing)();
    expect(right(settled)).toMatchObject({ ended: 'interrupted', why: 'no room was left on the disk' });
  });

  it('an agent that succeeds has succeeded, and one that fails where there is room has failed', async () => {
    expect(right((await launch(createBench(), false, 'exit 0')).end)).toMatchObject({ succeeded: true });
    expect(right((await launch(createBench(), true, 'exit 1')).end)).toMatchObject({ succeeded: false });
  });

  it('a gate that fails has judged nothing, and one that passes has', async () => {
    const bench = createBench();
    expect(await bench.gates(false).run(bench.gate('exit 1'))()).toMatchObject({
      left: { _tag: 'DiskFull', doing: 'running gate test', path: bench.folder },
    });
    expect(right(await bench.gates(false).run(bench.gate('exit 0'))())).toMatchObject({ result: 'passed' });
    expect(right(await bench.gates(true).run(bench.gate('exit 1'))())).toMatchObject({ result: 'failed' });
  });
});
