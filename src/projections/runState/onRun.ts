import { branchRef } from '../../events/branch.js';
import type { DataOf } from '../../events/catalogue.js';
import type { WorkflowTree } from '../../events/tree.js';
import type { Handlers } from '../projection.js';
import { addTasks, ancestorsOf, childrenOf, clearedFrom, indexSteps, isUnit } from '../stepIndex.js';
import { failedIn } from './failedIn.js';
import { countAnew, setLimit } from './onLimit.js';
import { forget, retryStep } from './onStep.js';
import { restsForReplay } from './recorded.js';
import { noteStandstill } from './standstill.js';
import type { RunAccumulator } from './state.js';
import { treeWithTasks } from './treeWithTasks.js';
import { type HeadState, notYetMade, recordedAt } from './worktreeState.js';

/** What the events of a run as a whole, and of its lives, mean. */
export const onRun = {
  RunCreated: (run, { data, seq, at }) => {
    run.run = data;
    run.createdAt = at;
    run.index = indexSteps(data.workflow.tree);
    const place = { path: data.worktree, branch: branchRef(data.branch) };
    run.worktrees.set('', notYetMade(place, { commit: data.base.commit, tree: data.base.tree }, seq));
    for (const limit of data.limits ?? []) setLimit(run, limit);
  },

  RepositoryMoved: (run, { data }) => moveRepository(run, data),

  LifeBegan: (run, { data, seq, at }) => {
    const newest = run.lives.get(run.life)?.lease ?? 0;
    if (data.lease <= newest) run.secondWriters.push(seq);
    if (run.life > 0) noteStandstill(run, data.life, at);
    run.lives.set(data.life, { ...data, seq, at });
    run.life = data.life;
    run.lastStop = run.stop;
    run.stop = undefined;
    run.stopping = undefined;
    countAnew([run.limits.get('timeout')]);
  },

  LogRepaired: (run, { data }) => {
    for (const { file } of data.torn) run.tornFiles.add(file);
  },

  RunResumed: (run, { data }) => {
    // Of many the event names only the first; which ones failed for good is in the state, as it was for the plan.
    const retried = data.retriedCount === undefined ? data.retried.map(({ path }) => path) : failedIn(run);
    for (const path of retried) {
      const step = run.steps.get(path);
      if (step) retryStep(step);
      for (const at of ancestorsOf(run.index, path)) reopen(run, at);
    }
    noteMissing(run, data);
    run.resumed = data;
  },

  TasksTaken: (run, { data }) => {
    if (!run.run) return;
    const { workflow } = run.run;
    const tree = treeWithTasks(workflow.tree, data);
    run.run = { ...run.run, workflow: { ...workflow, tree, files: data.files } };
    indexAnew(run, tree);
  },

  RunReplayed: (run, { data, seq }) => {
    run.replayed = seq;
    run.stop = undefined;
    run.applied = undefined;
    // Of many the event names only the first; which ones had begun is in the state, as it was for the plan.
    const cleared = new Set<string>(
      data.clearedCount === undefined
        ? data.cleared
        : clearedFrom(run.index, data).filter((path) => run.steps.has(path)),
    );
    const base = data.each ? undefined : beginningOf(run, data.from);
    for (const path of firstBySibling(run, cleared)) unmerge(run, path);
    for (const path of cleared) {
      holdBefore(run, path);
      for (const at of ancestorsOf(run.index, path)) {
        reopen(run, at);
        judgeAnew(run, at);
        holdBefore(run, at);
      }
    }
    rewindSessions(run, cleared);
    for (const path of cleared) forget(run, path);
    if (base) run.beginnings.set(data.from, base);
    readAgain(run, data);
    noteMissing(run, data);
  },

  StopRequested: (run, { data, seq }) => {
    const { intent, recreates: _, recreatesUnits: __, ...request } = data;
    run.stopping ??= {
      ...request,
      seq,
      isForReplay: request.reason === 'replay',
      workKept: new Set(),
      givenUp: new Set(),
    };
    if (intent !== undefined) run.stopping.givenUp.add(intent);
    if (run.stopping.reason === 'replay') run.stopping = { ...run.stopping, ...request };
    noteMissing(run, data);
  },

  RunStopped: (run, { data, seq, at }) => {
    noteLookedAt(run, data.reason, seq);
    run.stop = { ...data, seq, at, life: run.life };
    run.stopping = undefined;
  },
} satisfies Handlers<RunAccumulator>;

/** Stops for a failure of the world: what could not be looked at is not known to be as it was. */
const OF_FAILURE: ReadonlySet<string> = new Set(['drift', 'damaged', 'disk_full', 'error']);

/** A stop that was asked for keeps what lies in the worktrees: where it kept nothing, there was nothing but the head. */
const noteLookedAt = (run: RunAccumulator, reason: string, seq: number): void => {
  const { stopping, worktrees } = run;
  if (
    restsForReplay(run) ||
    stopping?.reason !== reason ||
    OF_FAILURE.has(reason) ||
    stopping.givenUp.size > 0
  )
    return;
  for (const [unit, worktree] of worktrees) {
    if (worktree.state !== 'ready' || stopping.workKept.has(unit)) continue;
    worktree.recorded = recordedAt(worktree.head, seq);
  }
};

/** From now on the repository of the run, or the checkout of a workflow outside, is looked for here, and so are the files of it that the run was read from. */
export const moveRepository = (
  run: RunAccumulator,
  { gitDir, root }: Pick<DataOf<'RepositoryMoved'>, 'gitDir' | 'root'>,
): void => {
  if (run.outside) run.outside.repository = { ...run.outside.repository, gitDir, root };
  if (!run.run) return;
  const { repository, workflow, asked } = run.run;
  const moved = (path: string): string =>
    path.startsWith(`${repository.root}/`) ? root + path.slice(repository.root.length) : path;
  const { path, files: were } = workflow;
  const files = were?.map((file) => ({ ...file, path: moved(file.path) }));
  run.run = {
    ...run.run,
    repository: { ...repository, gitDir, root },
    workflow: {
      ...workflow,
      ...(path === undefined ? {} : { path: moved(path) }),
      ...(files ? { files } : {}),
    },
    ...(asked?.spec === undefined ? {} : { asked: { ...asked, spec: moved(asked.spec) } }),
  };
};

/** A session cannot be rewound: one that a cleared step went on with knows what has not happened. */
const rewindSessions = (run: RunAccumulator, cleared: ReadonlySet<string>): void => {
  for (const session of run.sessions.values()) {
    const { path } = session;
    if ([path, ...ancestorsOf(run.index, path)].some((at) => cleared.has(at))) session.dropped ??= 'rewound';
  }
};

/** A workflow that was read again takes the place of the one before; what has run in it stays where it is. */
const readAgain = (run: RunAccumulator, { workflow, set, asked }: DataOf<'RunReplayed'>): void => {
  if (!run.run || !workflow) return;
  run.run = { ...run.run, workflow, ...(set ? { set } : {}), ...(asked ? { asked } : {}) };
  indexAnew(run, workflow.tree);
};

const indexAnew = (run: RunAccumulator, tree: WorkflowTree): void => {
  run.index = indexSteps(tree);
  for (const [path, tasks] of run.tasks) addTasks(run.index, path, tasks);
};

/** Worktrees that are gone are made again before anything is done in them. */
const noteMissing = (
  run: RunAccumulator,
  {
    recreates = false,
    recreatesUnits = [],
  }: { readonly recreates?: boolean; readonly recreatesUnits?: readonly string[] },
): void => {
  for (const unit of [...(recreates ? [''] : []), ...recreatesUnits]) {
    const worktree = run.worktrees.get(unit);
    if (worktree) worktree.state = 'missing';
  }
};

/** Of those that stand beside each other the first: units are merged in order, so that the others are merged after it. */
const firstBySibling = ({ index }: RunAccumulator, paths: Iterable<string>): Iterable<string> => {
  const first = new Map<string | undefined, string>();
  for (const path of paths) {
    const parent = index.steps.get(path)?.parent;
    if (!first.has(parent)) first.set(parent, path);
  }
  return first.values();
};

/** The branch goes back to before a unit was merged, and with it before all that were merged after it. */
const unmerge = (run: RunAccumulator, path: string): void => {
  for (const at of [path, ...ancestorsOf(run.index, path)]) {
    const place = run.index.steps.get(at);
    const merged = run.steps.get(at)?.merged;
    if (!place || !isUnit(place)) continue;
    for (const sibling of childrenOf(run.index, place.parent)) {
      const step = run.steps.get(sibling);
      if (!step) continue;
      step.conflict = undefined;
      if (merged && step.merged && step.merged.seq >= merged.seq) step.merged = undefined;
    }
  }
};

/** A unit that is replayed begins where it did before; one that did not fit, where those stand that it has to fit to. */
const beginningOf = (run: RunAccumulator, path: string): HeadState | undefined => {
  const place = run.index.steps.get(path);
  const step = run.steps.get(path);
  return place && isUnit(place) && !step?.conflict ? step?.base : undefined;
};

/** What passed among the siblings of a step reaches no further than to it. */
const holdBefore = (run: RunAccumulator, path: string): void => {
  const place = run.index.steps.get(path);
  if (place) run.passed.set(place.parent, Math.min(run.passed.get(place.parent) ?? 0, place.position));
};

/** Gates of a step that holds others run behind these, and who is asked behind the gates is asked about what they found. */
const judgeAnew = (run: RunAccumulator, path: string): void => {
  const attempt = run.steps.get(path)?.attempt;
  attempt?.gates.clear();
  attempt?.pauses.delete('after_gate');
};

/** A group goes on after one of its steps is to run again. */
const reopen = (run: RunAccumulator, path: string): void => {
  const step = run.steps.get(path);
  if (!step) return;
  step.state = 'running';
  step.endedAt = undefined;
  step.ms = undefined;
  step.head = undefined;
  step.failed = undefined;
  if (step.attempt) step.attempt.failed = undefined;
};
