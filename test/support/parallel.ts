import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, createBench } from './refold.js';

export const AGENT = 'type: code, agent: {scripted: scenario.yaml}, prompt: "do"';

interface Parallel {
  readonly bench: Bench;
  readonly file: string;
  /** Changes what the agents do from now on. */
  readonly turns: (turns: string) => void;
}

/** A workflow whose agents' turns may name files beside the repository as `$F/…`. */
export const parallel = (steps: string, turns: string): Parallel => {
  const bench = createBench();
  bench.repository.commit({ 'a.txt': 'a\n', 'sub/b.txt': 'b\n' });
  const inFolder = (text: string): string => `turns:\n${text}`.replaceAll('$F', bench.folder);
  const file = bench.workflow(`name: w\nsteps:\n${steps}`, inFolder(turns));
  const scenario = join(bench.folder, 'workflow', 'scenario.yaml');
  return { bench, file, turns: (text) => writeFileSync(scenario, inFolder(text)) };
};

export const calls = (bench: Bench): readonly unknown[] =>
  bench
    .events()
    .filter(({ type }) => type === 'CallIntended')
    .map(({ data }) => data.path);

export const at = (bench: Bench, path: string): string | undefined => {
  const full = join(bench.worktree(), path);
  return existsSync(full) ? readFileSync(full, 'utf8') : undefined;
};

export const unitsOf = (bench: Bench): readonly string[] => readdirSync(join(bench.runFolder(), 'units'));

export const unitFolder = (bench: Bench, name: string): string =>
  join(bench.runFolder(), 'units', unitsOf(bench).find((folder) => folder.startsWith(`${name}-`)) ?? '');

export const history = (bench: Bench): readonly string[] =>
  bench.repository
    .git('log', '--first-parent', '--format=%s', `main..refold/${runOf(bench)}/main`)
    .split('\n');

export const runOf = (bench: Bench): string => bench.runFolder().split('/').at(-1) ?? '';

/** Two units that change files of their own; each waits until the other is at work as well. */
export const PAIR = `  - {name: g, parallel: true, steps: [{name: a, ${AGENT}}, {name: b, ${AGENT}}]}\n`;
export const MEET = (unit: string, other: string, writes: string): string =>
  `  - {step: g/${unit}, do: [{run: [touch, "$F/${unit}"]}, {until: "$F/${other}"}, {write: {${writes}}}]}\n`;
