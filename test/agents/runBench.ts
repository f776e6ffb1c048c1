import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { type ModelServer, startModelServer } from '../support/modelServer/server.js';
import { killAll, processesWith } from '../support/processes.js';
import { type Bench, createBench, hasEvent, until } from '../support/refold.js';
import { commandFolder } from './install.js';
import type { Program } from './programs.js';

/** A bench whose agents are real programs that ask a model server of ours. */
export interface RunBench extends Bench {
  readonly server: ModelServer;
  /** Writes a workflow; its first step waits until `go` is called, so that the worktree is known before any agent is. */
  readonly steps: (steps: string) => string;
  /** Waits until the worktree stands. */
  readonly stands: () => Promise<void>;
  /** Waits for that, then lets the agents begin. */
  readonly go: () => Promise<void>;
  /** Makes the programs forget all that they have kept. */
  readonly forget: () => void;
  /** Whether the program has a text among all that it keeps. */
  readonly remembers: (text: string) => boolean;
  /** The processes of the program, and all that they began. */
  readonly processes: () => readonly number[];
}

export const createRunBench = async (...programs: readonly Program[]): Promise<RunBench> => {
  const bench = createBench();
  const server = await startModelServer();
  const user = String(bench.env.HOME);
  const TMPDIR = join(bench.folder, 'tmp');
  mkdirSync(TMPDIR);
  const prepare = (): void => {
    const settings = programs.map((one) => [one.bin, { env: one.prepare(user, server.url) }] as const);
    // What only these tests need goes the way of a machine's own settings.
    mkdirSync(bench.home, { recursive: true, mode: 0o700 });
    writeFileSync(join(bench.home, 'config.yaml'), stringify({ agents: Object.fromEntries(settings) }));
  };
  prepare();
  bench.repository.commit({ 'a.txt': 'a\n' });
  const env = {
    ...bench.env,
    TMPDIR,
    PATH: [...programs.map(commandFolder), bench.env.PATH].join(delimiter),
  };
  const processes = (): readonly number[] =>
    processesWith(`HOME=${user}`).filter((pid) => pid !== process.pid);
  onTestFinished(async () => {
    killAll(processes());
    await until(() => processes().length === 0);
  });
  const start: Bench['start'] = (args, options = {}) =>
    bench.start(args, { ...options, env: { ...env, ...options.env } });
  const gate = join(bench.folder, 'go');
  const stands = (): Promise<void> => until(() => hasEvent(bench, 'WorktreeCreated'));
  return {
    ...bench,
    server,
    start,
    refold: (args, options) => start(args, options).ended,
    steps: (steps) =>
      bench.workflow(
        `name: w\nsteps:\n  - {name: ready, gate: [{bash: "until test -e '${gate}'; do sleep 0.05; done"}]}\n${steps}`,
      ),
    stands,
    go: async () => {
      await stands();
      writeFileSync(gate, '');
    },
    forget: () => {
      rmSync(user, { recursive: true, force: true });
      mkdirSync(user);
      prepare();
    },
    processes,
    remembers: (text) => spawnSync('grep', ['-rqaF', text, user]).status === 0,
  };
};

/** The types of the events so far; none while there is no log yet. */
