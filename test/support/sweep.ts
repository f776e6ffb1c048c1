import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { killAll, processesWith } from './processes.js';
import { type Bench, createBench, until } from './refold.js';
import type { Sweep } from './sweeps.js';

/** What a run comes to, without what may differ from one run to the next: ids, times, lives. */
export interface Result {
  readonly steps: unknown;
  readonly files: Readonly<Record<string, string>>;
  readonly commits: readonly string[];
  readonly status: string;
}

/** A bench with the workflow of a sweep in it. */
export interface SweepBench extends Bench {
  /** The turns that agents took, sorted. */
  readonly tally: () => readonly string[];
}

export const createSweepBench = ({ workflow, scenario, files = () => ({}) }: Sweep): SweepBench => {
  const bench = createBench();
  const tally = join(bench.folder, 'tally of turns');
  const count = (turn: string): string => `{run: [sh, -c, 'echo ${turn} >> "${tally}"']}`;
  const written = { 'sweep.yaml': workflow, 'scenario.yaml': scenario(count), ...files(count) };
  bench.repository.write(
    Object.fromEntries(Object.entries(written).map(([name, text]) => [`../workflow/${name}`, text])),
  );
  bench.repository.commit({ 'old.txt': 'old\n', 'kept.txt': 'kept\n' });
  return { ...bench, tally: () => linesOf(tally).sort() };
};

const linesOf = (path: string): string[] =>
  existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];

export const WORKFLOW_FILE = '../workflow/sweep.yaml';

/** Reads what the only run of a bench came to. */
export const resultOf = async (bench: Bench): Promise<Result> => {
  const shown = await bench.refold(['show', '--json']);
  const summary = JSON.parse(shown.stdout);
  const { git } = bench.repository;
  return {
    status: summary.status,
    steps: summary.steps.map(({ path, state, attempt, attempts, files, gates }: Record<string, unknown>) => ({
      path,
      state,
      attempt,
      attempts,
      files,
      gates,
    })),
    files: filesIn(join(bench.runFolder(), 'worktree')),
    commits: git('log', '--first-parent', '--format=%T %s', `main..${summary.branch}`).split('\n'),
  };
};

const filesIn = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== '.git')
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  );

/** An event of a calm run, and in which of its lives it was written. */
export interface Write {
  readonly life: number;
  readonly at: number;
}

/**
 * The first event of every write of a run: events that went to disk together are there together or not at all, so these
 * are all the places where a kill can make a difference.
 */
export const writesOf = (bench: Bench): readonly Write[] => {
  let life = 0;
  const writes = new Map<number, Write>();
  for (const { seq, type, joins, batch } of bench.events()) {
    const index = typeof batch === 'string' ? Number(batch.split('/')[0]) : 1;
    const at = typeof joins === 'number' ? joins : seq - index + 1;
    if (type === 'LifeBegan') life += 1;
    writes.set(at, { at, life: Math.max(life, 1) });
  }
  return [...writes.values()];
};

/** Processes that bear the marker of a launch of this bench's runs. */
export const agentsOf = (bench: Bench): readonly number[] => {
  const run = bench.runFolder().split('/').at(-1);
  return processesWith(new RegExp(`REFOLD_ATTEMPT=${run}/\\d`));
};

/** Kills every agent and gate of a bench, and waits until none is left. */
export const killAgents = async (bench: Bench): Promise<void> => {
  killAll(agentsOf(bench));
  await until(() => agentsOf(bench).length === 0);
};
