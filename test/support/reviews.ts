import { expect } from 'vitest';
import { type Bench, createBench, type LoggedEvent } from './refold.js';

/** A workflow of one step whose work is judged; more of the step in YAML. */
const reviewedWorkflow = (more = ''): string => `
name: reviewed
steps:
  - name: work
    type: code
    agent: {scripted: scenario.yaml}
    prompt: write "done" to a.txt
    gate: [{bash: "date +%N > report.txt"}]
    review: {agent: {scripted: scenario.yaml}}
    ${more}
`;

const VERDICTS = {
  accept: '{"verdict": "accept", "category": null}',
  reject:
    '{"verdict": "reject", "category": "half_finished", "concern": "only half of it", "evidence": ["a.txt"], "next_step": "finish a.txt"}',
};

/** What an evaluator does that has seen enough. */
export const ACCEPTS = `{write: {.refold/out/verdict.json: '${VERDICTS.accept}'}}`;

/** An evaluator that accepts what is done, by what stands in the worktree. */
const JUDGES = [
  'sh',
  '-c',
  `mkdir -p .refold/out; if grep -q done a.txt; then echo '${VERDICTS.accept}'; else echo '${VERDICTS.reject}'; fi > .refold/out/verdict.json`,
];

/** What an evaluator does that looks at what is there. */
export const LOOKS = `{session: true}, {run: ${JSON.stringify(JUDGES)}}`;

/** A case as a worker states it. */
export const CASE_WRITTEN = `{write: {.refold/out/case.json: '{"summary": "it is done", "ac_coverage": [{"criterion": "a.txt", "addressed_by": "a.txt"}]}'}}`;

/** A bench with such a workflow, and a scenario of these turns of the worker and of what its evaluator does. */
export const reviewedBench = (
  turns: readonly string[],
  { more = '', evaluator = LOOKS }: { readonly more?: string; readonly evaluator?: string } = {},
): { readonly bench: Bench; readonly file: string } => {
  const bench = createBench();
  bench.repository.commit({ 'readme.txt': 'hello\n' });
  const worker = turns.map((turn) => `  - {step: work, ${turn}}\n`).join('');
  const scenario = `turns:\n${worker}  - {step: work/review, do: [${evaluator}]}\n`;
  return { bench, file: bench.workflow(reviewedWorkflow(more), scenario) };
};

/** The prompt of a call, as its event has it. */
export const promptIn = ({ data }: LoggedEvent): string =>
  (data.prompt as readonly unknown[]).filter((part) => typeof part === 'string').join('');

/** A worker whose program fails, that is quiet, does half, states no readable case, and is done. */
const TURNS = [
  'call: 1, do: [{complain: overloaded}, {exit: 1}]',
  'call: 2, do: [{session: true}, {say: hm}]',
  'call: 3, do: [{session: true}, {write: {a.txt: half}}]',
  'call: 4, do: [{session: true}, {write: {a.txt: done, .refold/out/case.json: "done!"}}]',
  `do: [{session: true}, ${CASE_WRITTEN}]`,
];

/** A run in which all happens that a review knows: it is postponed, nudged, rejected, nudged again, and accepted. */
export const takeReviewedTour = async (): Promise<Bench> => {
  const { bench, file } = reviewedBench(TURNS);
  const passed = await bench.refold(['run', file]);
  expect(passed.exit, passed.stdout + passed.stderr).toBe(0);
  return bench;
};
