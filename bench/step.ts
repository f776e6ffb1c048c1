import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { nodeFiles } from '../src/adapters/log/jsonl/files.js';
import { createJsonlStore } from '../src/adapters/log/jsonl/store.js';
import { nodePlatform } from '../src/adapters/log/platform.js';
import { runToStop } from '../src/engine/runner.js';
import type { World } from '../src/engine/world.js';
import type { StepNode } from '../src/events/tree.js';
import { runState } from '../src/projections/runState.js';
import { created, life, object } from '../test/support/run.js';
import { FOLDER, median, ms, type Row, times } from './measure.js';

const STEPS = 300;

/** A world in which nothing takes time: no agent, no gate, no git. */
const idleWorld = (payloads: World['payloads']): World => {
  const unused = (): never => {
    throw new Error('nothing of this kind happens here');
  };
  return {
    payloads,
    platform: nodePlatform,
    clock: { wait: async () => undefined, now: () => new Date().toISOString(), randomHex: () => '0' },
    agents: { launch: unused, settle: unused, stop: unused, forget: unused },
    gates: { run: unused, clear: unused, stop: unused, forget: unused },
    workspace: {
      ensure: () => TE.right(undefined),
      presence: () => TE.right('there'),
      inspect: (_, __, head) =>
        TE.right({ tree: head.tree, tip: head.commit, descends: true, head: { attached: true }, files: [] }),
      commit: () => TE.right(object('c', 1)),
      reset: unused,
      unwind: unused,
      reattach: unused,
      remove: unused,
      merge: unused,
      provide: unused,
      diff: unused,
      readFirst: unused,
      clearAnswers: unused,
      tryApply: unused,
      isTakenBack: unused,
      strayWork: unused,
      apply: unused,
      holds: unused,
      between: unused,
      tryDispose: unused,
      dispose: unused,
    },
  };
};

/** Steps one after the other. */
const inARow = Array.from({ length: STEPS }, (_, n): StepNode => ({ name: `s${n}`, type: 'gates' }));

/** So many tasks in one `each`. */
const tasks = (count: number): readonly StepNode[] => [
  {
    name: 'all',
    type: 'split',
    tasks: Array.from({ length: count }, (_, n) => ({ name: `t${n}`, slug: `t${n}`, description: '' })),
    each: [{ name: 'do', type: 'gates' }],
  },
];

/** What a run of these steps costs for each of so many. */
const runOnce = async (
  steps: readonly StepNode[],
  count: number,
): Promise<{ readonly perStep: number; readonly syncs: number }> => {
  const home = mkdtempSync(join(FOLDER, 'step-'));
  let syncs = 0;
  const files = {
    ...nodeFiles,
    fdatasyncSync: (fd: number) => {
      syncs += 1;
      nodeFiles.fdatasyncSync(fd);
    },
  };
  const facts = created(...steps);
  const made = await createJsonlStore(home, files).create({ repository: 'repo-123456', run: facts.run })();
  if (E.isLeft(made)) throw new Error(made.left._tag);
  const { run } = made.right;
  const engine = {
    world: idleWorld(run.payloads),
    log: run.log,
    state: runState.empty(),
    observe: () => undefined,
    listen: () => () => undefined,
  };
  syncs = 0;
  const began = performance.now();
  const end = await runToStop(engine, [{ type: 'CreateRun', facts, life: life() }]);
  const took = performance.now() - began;
  if (E.isLeft(end) || end.right.stop?.reason !== 'passed') throw new Error('the run did not pass');
  await run.release()();
  rmSync(home, { recursive: true });
  return { perStep: took / count, syncs: syncs / count };
};

const FEW_TASKS = 50;
const MANY_TASKS = 500;

const perTask = async (count: number): Promise<number> => {
  const runs = [];
  for (let n = 0; n < 5; n += 1) runs.push(await runOnce(tasks(count), count));
  return median(runs.map((one) => one.perStep));
};

/** What the engine itself costs a step, durably, and whether that grows with the tasks of a run. */
export const rows = async (): Promise<readonly Row[]> => {
  mkdirSync(FOLDER, { recursive: true });
  const runs = [];
  for (let n = 0; n < 7; n += 1) runs.push(await runOnce(inARow, STEPS));
  const few = await perTask(FEW_TASKS);
  const many = await perTask(MANY_TASKS);
  const syncs = median(runs.map((one) => one.syncs));
  return [
    {
      work: 'engine, per step (no agent, no gate, git excluded), durable',
      ours: ms(median(runs.map((one) => one.perStep))),
      beside: `${syncs.toFixed(1)} fdatasync of it`,
      ratio: times(syncs),
      target: '≤ 2 fdatasync + 0.5 ms',
    },
    {
      work: `engine, per task of ${MANY_TASKS} in one \`each\``,
      ours: ms(many),
      beside: `${ms(few)}, per task of ${FEW_TASKS}`,
      ratio: times(many / few),
      target: 'flat',
    },
  ];
};
