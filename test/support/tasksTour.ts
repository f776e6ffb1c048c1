import { expect } from 'vitest';
import { type Bench, createBench } from './refold.js';

const TASKS = `
name: tasks
steps:
  - name: todo
    tasks: {dir: todo}
    each: [{name: work, type: code, agent: {scripted: scenario.yaml}, prompt: "{overview} {task.criteria} {progress}"}]
`;

const TASKS_SCENARIO = `
turns:
  - {step: todo/t-001/work, do: [{write: {one.txt: one}}]}
  - {step: todo/t-002/work, do: [{write: {two.txt: two}}, {exit: 1}]}
  - {step: todo/t-003/work, do: [{write: {three.txt: three}}]}
`;

/** A run through tasks that somebody changes when one of them has failed. */
export const takeTasksTour = async (): Promise<Bench> => {
  const bench = createBench();
  bench.repository.commit({ 'readme.txt': 'hello\n' });
  const file = bench.workflow(TASKS, TASKS_SCENARIO);
  const write = (name: string, title: string): void =>
    bench.repository.write({
      [`../workflow/todo/${name}`]: `# ${title}\n\n## Acceptance criteria\n\n- it is there\n`,
    });
  write('overview.md', 'All of it');
  write('T-001-one.md', 'One');
  write('T-002-two.md', 'Two');
  expect((await bench.refold(['run', file])).exit).toBe(1);
  write('T-003-three.md', 'Three');
  expect((await bench.refold(['resume'])).exit).toBe(1);
  return bench;
};
