import type { Handlers } from '../projection.js';
import { ancestorsOf, indexSteps, removeTasks } from '../stepIndex.js';
import { retryStep } from './onStep.js';
import type { RunAccumulator } from './state.js';

/** What the events of a run as a whole, and of its lives, mean. */
export const onRun = {
  RunCreated: (run, { data, at }) => {
    run.run = data;
    run.createdAt = at;
    run.index = indexSteps(data.workflow.tree);
    run.head = { commit: data.base.commit, tree: data.base.tree };
  },

  LifeBegan: (run, { data, seq, at }) => {
    const newest = run.lives.get(run.life)?.lease ?? 0;
    if (data.lease <= newest) run.secondWriters.push(seq);
    run.lives.set(data.life, { ...data, seq, at });
    run.life = data.life;
    run.lastStop = run.stop;
    run.stop = undefined;
    run.stopping = undefined;
  },

  LogRepaired: (run, { data }) => {
    for (const { file } of data.torn) run.tornFiles.add(file);
  },

  RunResumed: (run, { data }) => {
    for (const { path } of data.retried) {
      const step = run.steps.get(path);
      if (step) retryStep(step);
      for (const at of ancestorsOf(run.index, path)) reopen(run, at);
    }
    if (data.recreates) run.worktree = 'missing';
  },

  RunReplayed: (run, { data }) => {
    const cleared = new Set<string>(data.cleared);
    for (const path of [...run.steps.keys()]) if (isCleared(run, cleared, path)) run.steps.delete(path);
    for (const path of [...run.passed.keys()]) if (isCleared(run, cleared, path)) run.passed.delete(path);
    for (const path of cleared) {
      holdBefore(run, path);
      for (const at of ancestorsOf(run.index, path)) {
        reopen(run, at);
        holdBefore(run, at);
      }
    }
    for (const path of [...run.tasks.keys()]) {
      if (run.steps.has(path)) continue;
      run.tasks.delete(path);
      removeTasks(run.index, path);
    }
    if (data.recreates) run.worktree = 'missing';
  },

  StopRequested: (run, { data, seq }) => {
    const { intent, ...request } = data;
    run.stopping ??= { ...request, seq, workKept: false, givenUp: new Set() };
    if (intent !== undefined) run.stopping.givenUp.add(intent);
  },

  RunStopped: (run, { data, seq, at }) => {
    run.stop = { ...data, seq, at, life: run.life };
    run.stopping = undefined;
  },
} satisfies Handlers<RunAccumulator>;

const isCleared = (run: RunAccumulator, cleared: ReadonlySet<string>, path: string): boolean =>
  cleared.has(path) || ancestorsOf(run.index, path).some((at) => cleared.has(at));

/** What passed among the siblings of a step reaches no further than to it. */
const holdBefore = (run: RunAccumulator, path: string): void => {
  const place = run.index.steps.get(path);
  if (place) run.passed.set(place.parent, Math.min(run.passed.get(place.parent) ?? 0, place.position));
};

/** A group goes on after one of its steps is to run again. */
const reopen = (run: RunAccumulator, path: string): void => {
  const step = run.steps.get(path);
  if (!step) return;
  step.state = 'running';
  step.endedAt = undefined;
  step.head = undefined;
  step.failed = undefined;
  if (step.attempt) step.attempt.failed = undefined;
};
