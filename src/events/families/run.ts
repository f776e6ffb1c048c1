import * as t from 'io-ts';
import { Content } from '../content.js';
import { event } from '../define.js';
import { Ident } from '../ident.js';
import { Count, ObjectId, Ordinal, RunId, Seq, Sha256, StepPath } from '../ids.js';
import { Limit, LimitSetting, LimitStanding } from '../limits.js';
import { record } from '../record.js';
import { StopReason } from '../stop.js';
import { SetupNode, TaskNode, WorkflowTree } from '../tree.js';

/** Files by what they held when they were read. */
const CapturedFiles = t.readonlyArray(record({ path: t.string, sha256: Sha256 }));

/** A workflow as a run holds it, and the files that it was read from as they were then. */
const CapturedWorkflow = record(
  { source: Content, tree: WorkflowTree },
  { path: t.string, files: CapturedFiles },
);

/** What the command line said about the workflow as a whole. */
const Asked = record({}, { agent: t.string, pauseAfter: t.string, spec: t.string, tasks: t.string });

/** The programs that a run is begun with, by their versions, and the lockfiles of the checkout; what nobody knows is absent. */
const Environment = record(
  {
    node: t.string,
    agents: t.readonlyArray(record({ name: t.string }, { version: t.string })),
    lockfiles: t.readonlyArray(record({ path: t.string, sha256: Sha256 })),
  },
  { git: t.string },
);

/** What is not as it was, in words; of many the first. */
const Differences = record({
  count: Count,
  first: t.readonlyArray(record({ what: t.string, was: t.string, now: t.string })),
});

const Settings = t.readonlyArray(record({ name: t.string, value: t.string }));

export const RunCreated = event({
  v: 1,
  about: 'The run came into being: where it works, from which commit, and the whole workflow as it was then.',
  data: record(
    {
      run: RunId,
      number: Ordinal,
      refold: t.string,
      repository: record({ id: t.string, root: t.string, gitDir: t.string }, { origin: t.string }),
      base: record({ commit: ObjectId, tree: ObjectId, dirty: t.boolean }, { branch: t.string }),
      branch: t.string,
      worktree: t.string,
      ident: Ident,
      workflow: CapturedWorkflow,
    },
    {
      setup: SetupNode,
      spec: Content,
      set: Settings,
      asked: Asked,
      environment: Environment,
      /** What it is held to, and where each of that was set. */
      limits: t.readonlyArray(LimitSetting),
      /** The run whose workflow and inputs these are, where it was begun anew. */
      insteadOf: RunId,
    },
  ),
  say: (d) => `run #${d.number} ${d.run} of ${d.workflow.tree.name}, from ${d.base.commit.slice(0, 7)}`,
});

export const RepositoryMoved = event({
  v: 1,
  critical: true,
  about:
    'A person said that the repository of the run is somewhere else by now, or of a workflow that refold does not run the checkout (then `from` is where the repository still is); from here on it is looked for there.',
  data: record({
    /** The git directory that it had before. */
    from: t.string,
    gitDir: t.string,
    root: t.string,
  }),
  say: (d) =>
    d.from === d.gitDir
      ? `the checkout moved to ${d.root}`
      : `the repository moved to ${d.root}, from ${d.from}`,
});

export const RunForked = event({
  v: 1,
  critical: true,
  about:
    'From here on this log is a run of its own, that began as the events of `parent` up to the cut: it has its own branches and worktrees, and nothing of the parent is its to settle.',
  data: record({
    parent: RunId,
    cut: Seq,
    cutHash: t.string,
    run: RunId,
    number: Ordinal,
    refold: t.string,
    branch: t.string,
    worktree: t.string,
    /** The ref that keeps every commit that the copied events name. */
    keeps: t.string,
  }),
  say: (d) => `run #${d.number} ${d.run}, forked from ${d.parent} at seq ${d.cut}`,
});

export const RunResumed = event({
  v: 1,
  about: 'A person asked to go on; the plan that was printed then, as data.',
  data: record(
    {
      was: t.string,
      /** The first of those that begin anew. */
      retried: t.readonlyArray(
        record(
          { path: StepPath, reason: t.string },
          /** The placeholder stays where somebody went on from it. */
          { placeholder: ObjectId, stays: t.boolean },
        ),
      ),
      skipped: Count,
      pending: record({ count: Count, next: t.readonlyArray(StepPath) }),
      /** The first of the intents that are settled. */
      settling: t.readonlyArray(Seq),
    },
    {
      lastStop: record({ reason: StopReason, seq: Seq }),
      /** How many begin anew, and how many intents are settled, where that is more than are named. */
      retriedCount: Count,
      settlingCount: Count,
      /** The first placeholder; by now each stands with the step that it is of. */
      unwinds: ObjectId,
      recreates: t.boolean,
      /** Units of parallel steps whose worktree is gone. */
      recreatesUnits: t.readonlyArray(StepPath),
      /** Files that differ from what the run holds of them. */
      changed: t.readonlyArray(t.string),
      /** What of the environment is not as it was when the run was created. */
      environment: Differences,
      /** What is used of the limits: as the run was left, and as it goes on. */
      budget: record({ before: t.readonlyArray(LimitStanding), after: t.readonlyArray(LimitStanding) }),
      /** The verdict on the files of the worktrees, and how many were checked. */
      drift: record({ verdict: t.string, checked: Count }),
    },
  ),
  say: (d) =>
    `resumed (${d.was})${d.retried.map((r) => `; retry ${r.path}: ${r.reason}`).join('')}${more(d.retriedCount, d.retried)}`,
});

/** How many there are besides those that are named. */
const more = (count: number | undefined, named: readonly unknown[]): string =>
  count === undefined ? '' : `, and ${count - named.length} more`;

export const TasksTaken = event({
  v: 1,
  critical: true,
  about:
    'The files that the tasks of a split are written in are not as they were: the tasks of it are these from now on. Those that had begun are among them as they were.',
  data: record(
    {
      path: StepPath,
      tasks: t.readonlyArray(TaskNode),
      /** Every file that the run was read from, as it holds them now. */
      files: CapturedFiles,
    },
    { overview: Content },
  ),
  say: (d) => `${d.tasks.length} ${d.tasks.length === 1 ? 'task' : 'tasks'} taken anew`,
});

export const RunReplayed = event({
  v: 1,
  critical: true,
  about: 'Steps were cleared to run again: the worktree goes back, what was there stays under a ref.',
  data: record(
    {
      from: StepPath,
      cut: Count,
      /** The steps that were cleared; of many the first. */
      cleared: t.readonlyArray(StepPath),
      resetTo: ObjectId,
      settling: t.readonlyArray(Seq),
    },
    {
      /** `from` is a split: its tasks were cleared in its place, and the plan that they follow stays. */
      each: t.boolean,
      /** How many steps were cleared, where that is more than are named: those that stand from `from` on and had begun. */
      clearedCount: Count,
      recreates: t.boolean,
      recreatesUnits: t.readonlyArray(StepPath),
      changed: t.readonlyArray(t.string),
      /** The workflow as it was read again. */
      workflow: CapturedWorkflow,
      set: Settings,
      asked: Asked,
    },
  ),
  say: (d) =>
    `replayed from ${d.each ? 'all tasks of ' : ''}${d.from} (cut ${d.cut}); reset to ${d.resetTo.slice(0, 7)}${d.workflow ? '; the workflow was read again' : ''}`,
});

export const StopRequested = event({
  v: 1,
  about:
    'The engine was asked to stop, waits for a person, stands at a step that failed behind its gates, or could not carry out an intent: nothing new starts, what runs is stopped, the work is kept.',
  data: record(
    { reason: StopReason },
    {
      signal: t.string,
      step: StepPath,
      detail: t.string,
      limit: Limit,
      intent: Seq,
      recreates: t.boolean,
      recreatesUnits: t.readonlyArray(StepPath),
    },
  ),
  say: (d) => `stop requested: ${d.signal ?? d.reason}`,
});

export const RunStopped = event({
  v: 1,
  about: 'The run stands still, and why; the last event of a life that ended by itself.',
  data: record({ reason: StopReason }, { step: StepPath, detail: t.string, limit: Limit }),
  say: (d) => `stopped: ${d.reason}${d.step ? ` at ${d.step}` : ''}${d.detail ? `: ${d.detail}` : ''}`,
});
