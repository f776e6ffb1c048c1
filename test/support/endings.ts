import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Bench, createBench } from './refold.js';

const WORKFLOW = `
name: ends
steps:
  - {name: do, type: code, agent: {scripted: scenario.yaml}, prompt: do}
`;

const SCENARIO = `
turns:
  - {step: do, do: [{write: {new.txt: new, "sub/changed.txt": changed}}, {delete: gone.txt}]}
`;

/** The files of the user's branch that a run of these benches finds, and changes. */
const FILES = { 'sub/changed.txt': 'first', 'gone.txt': 'going', 'other.txt': 'other' };

/** A bench with a run that has passed, and changed, made and deleted a file. */
export const passedRun = async (): Promise<Bench> => {
  const bench = createBench();
  bench.repository.commit(FILES);
  const run = await bench.refold(['run', bench.workflow(WORKFLOW, SCENARIO)]);
  expect(run.exit, run.stderr).toBe(0);
  return bench;
};

/** The id of a run of a bench. */
export const idOf = (bench: Bench, number?: number): string =>
  bench.runFolder(number).split('/').at(-1) ?? '';

/** The refs that begin like this, without that beginning. */
export const refsUnder = (bench: Bench, beginning: string): readonly string[] => {
  const listed = bench.repository.git('for-each-ref', '--format=%(refname)', beginning);
  return listed === '' ? [] : listed.split('\n').map((ref) => ref.slice(beginning.length));
};

/** The files of the checkout that a run changes, and what stands there. */
export const filesOf = ({ repository }: Bench): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    ['new.txt', 'sub/changed.txt', 'gone.txt'].map((path) => {
      const file = join(repository.root, path);
      return [path, existsSync(file) ? readFileSync(file, 'utf8') : undefined];
    }),
  );

export const BEFORE = { 'new.txt': undefined, 'sub/changed.txt': 'first', 'gone.txt': 'going' };
export const AFTER = { 'new.txt': 'new', 'sub/changed.txt': 'changed', 'gone.txt': undefined };

/** The bytes of a run's log. */
export const logOf = (bench: Bench): string => readFileSync(join(bench.runFolder(), 'events.jsonl'), 'utf8');

/** Where a run stands, by its own word. */
export const statusOf = async (bench: Bench): Promise<string> =>
  JSON.parse((await bench.refold(['show', '1', '--json'])).stdout).status;
