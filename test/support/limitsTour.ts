import { expect } from 'vitest';
import { type Bench, createBench } from './refold.js';

const LIMITS = `
name: limits
max_tokens: 100
steps:
  - {name: one, type: code, agent: {scripted: scenario.yaml}, prompt: one}
  - {name: two, type: code, agent: {scripted: scenario.yaml}, prompt: two}
`;

const LIMITS_SCENARIO = `
turns:
  - {step: one, do: [{say: '{"turns": 1, "tokens": 80, "cost": 0.5}'}, {write: {one.txt: one}}]}
  - {step: two, call: 1, do: [{write: {half.txt: half}}, {say: '{"tokens": 20}'}, {hang: true}]}
  - {step: two, do: [{say: '{"tokens": 5}'}, {write: {two.txt: two}}]}
`;

/** A run that comes near a limit, reaches it, and goes on with a higher one. */
export const takeLimitsTour = async (): Promise<Bench> => {
  const bench = createBench();
  bench.repository.commit({ 'readme.txt': 'hello\n' });
  const file = bench.workflow(LIMITS, LIMITS_SCENARIO);
  const stopped = await bench.refold(['run', file, '--max-timeout', '1h']);
  expect(stopped.exit, stopped.stdout + stopped.stderr).toBe(3);
  const passed = await bench.refold(['resume', '--max-tokens', '200', '--on-unknown-spend', 'continue']);
  expect(passed.exit, passed.stdout + passed.stderr).toBe(0);
  return bench;
};
