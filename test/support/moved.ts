import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, createBench, exited, mend } from './refold.js';

export const LOOKS = `
name: w
steps:
  - {name: write, type: code, agent: {scripted: scenario.yaml}, prompt: p}
  - {name: look, gate: [{bash: "echo half >> notes.txt; test -f ../../../../../mended"}]}
`;
export const WRITES = 'turns: [{step: write, do: [{write: {a.txt: a}}]}]';

/** A run that failed over something that can be mended, and refold as it is started elsewhere. */
export const failedRun = async (): Promise<Bench & { readonly at: (cwd: string) => Bench['refold'] }> => {
  const bench = createBench();
  bench.repository.commit({ 'readme.txt': 'hello' });
  exited(await bench.refold(['run', bench.workflow(LOOKS, WRITES)]), 1);
  const at =
    (cwd: string): Bench['refold'] =>
    (args, options = {}) =>
      bench.refold(args, { cwd, ...options });
  return { ...bench, at };
};

/** A run that goes on where its repository has gone, which then comes back. */
export const takeMovedTour = async (): Promise<Bench> => {
  const bench = await failedRun();
  const place = rename(bench);
  mend(bench);
  exited(await bench.at(place)(['resume', '--moved']));
  renameSync(place, bench.repository.root);
  return bench;
};

/** Gives the repository another name; answers where it is then. */
export const rename = (bench: Bench, name = 'renamed'): string => {
  const place = join(bench.folder, name);
  renameSync(bench.repository.root, place);
  return place;
};
