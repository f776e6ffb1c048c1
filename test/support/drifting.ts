import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, createBench, mend } from './refold.js';

/** The files that the first step of `drifting` writes, and a workflow whose second step fails for good at first. */
const WORKFLOW = `name: w
steps:
  - {name: write, type: code, agent: {scripted: scenario.yaml}, prompt: p}
  - {name: check, type: code, agent: {scripted: scenario.yaml}, prompt: "check {drift.files}", gate: [{bash: "test -e ../../../../../mended"}]}
`;

const SCENARIO = `turns:
  - {step: write, do: [{write: {src/auth.ts: "import a\\n", other.txt: "o\\n"}}]}
  - {step: check, do: [{write: {half.txt: "half\\n"}}]}
`;

/** A repository with a run that has stopped because its second step failed; `mended` beside the repository lets it pass. */
export const drifting = async (): Promise<Bench & { readonly file: string }> => {
  const bench = createBench();
  bench.repository.commit({ 'README.md': 'read\n', 'base.txt': 'b\n' });
  const file = bench.workflow(WORKFLOW, SCENARIO);
  const { exit, stderr } = await bench.refold(['run', file]);
  if (exit !== 1) throw new Error(`the run did not fail: ${stderr}`);
  return { ...bench, file };
};

/** Where a file of the run lies. */
export const at = (bench: Bench, path: string): string => join(bench.worktree(), path);

/** What a person does to a file of the run. */
export const change = (bench: Bench, path = 'src/auth.ts'): void => writeFileSync(at(bench, path), 'mine\n');

/** A run that somebody goes on with after changing its files. */
export const takeDriftTour = async (): Promise<Bench> => {
  const bench = await drifting();
  change(bench);
  mend(bench);
  const { exit, stderr } = await bench.refold(['resume', '--on-drift', 'proceed']);
  if (exit !== 0) throw new Error(`the run did not pass: ${stderr}`);
  return bench;
};

/** A run whose gate runs again, as a person changes files while it waits for them. */
export const takeVoidedTour = async (): Promise<Bench> => {
  const bench = createBench();
  bench.repository.commit({});
  const file = bench.workflow(
    'name: w\nsteps: [{name: do, type: code, hitl: after_gate, agent: {scripted: scenario.yaml}, prompt: p, gate: [{bash: "test -s made.txt"}]}]',
    'turns: [{step: do, do: [{write: {made.txt: made}}]}]',
  );
  await bench.refold(['run', file]);
  change(bench, 'made.txt');
  const { exit, stderr } = await bench.refold(['resume', '--continue', '--on-drift', 'proceed']);
  if (exit !== 0) throw new Error(`the run did not pass: ${stderr}`);
  return bench;
};
