import { expect } from 'vitest';
import { type Bench, createBench, type Ended } from './refold.js';

/** A workflow of these steps, in a repository with a commit. */
export const limited = (
  steps: string,
  turns: string,
  root = '',
): { readonly bench: Bench; readonly file: string } => {
  const bench = createBench();
  bench.repository.commit({ 'a.txt': 'a\n' });
  const inFolder = (text: string): string => text.replaceAll('$F', bench.folder);
  const file = bench.workflow(`name: w\n${root}steps:\n${inFolder(steps)}`, `turns:\n${inFolder(turns)}`);
  return { bench, file };
};

export const AGENT = 'type: code, agent: {scripted: scenario.yaml}, prompt: p';

export const says = (report: object): string => `{say: '${JSON.stringify(report)}'}`;

/** A command that stopped at a limit. */
export const stoppedAt = (bench: Bench, { exit, stdout, stderr }: Ended, reason: string): string => {
  expect(exit, stdout + stderr).toBe(3);
  expect(bench.events().at(-1)).toMatchObject({ type: 'RunStopped', data: { reason } });
  return stdout + stderr;
};
