import { type Template, visibleText } from '../events/content.js';
import type { StepNode } from '../events/tree.js';
import type { LeaseStatus } from '../ports/runStore.js';
import type { Bridge } from './bridge.js';
import type { Facts, RunState } from './runState/state.js';
import { type Around, type RunSummary, summaryOf } from './summary.js';
import { tmuxName } from './tmuxName.js';

/** A session of an agent, and the step whose call used it last. */
export interface SessionDetails {
  readonly agent: string;
  readonly session: string;
  readonly step: string;
  /** Why nobody goes on with it. */
  readonly dropped?: string;
}

/** What the agents of a review told each other, in numbers. */
export type MessageCounts = Pick<Bridge, 'done' | 'pass' | 'fail'> & { readonly count: number };

const countsOf = ({ messages: count, done, pass, fail }: Bridge): MessageCounts => ({
  count,
  done,
  pass,
  fail,
});

/** A run by the names that other tools have for it in a manifest of theirs. */
export interface ManifestFields {
  readonly id: number;
  readonly repo_id: string;
  readonly repo_path: string;
  readonly worktree_path: string;
  readonly tmux_session: string;
  readonly created_at: string;
  readonly updated_at: string;
  /** What was asked for, as far as the log holds it in its lines. */
  readonly prompt?: string;
  /** By agent: the session that it used last. */
  readonly [session: `${string}_session_id`]: string;
}

/** All that is restored when a run goes on: where it stands, what it was asked to do and by what, and who was in which session. */
export interface RunDetails extends RunSummary, ManifestFields {
  readonly configuration: {
    /** The file of the workflow. */
    readonly workflow?: string;
    readonly set: Readonly<Record<string, string>>;
    readonly setup?: Facts['setup'];
    readonly environment?: Facts['environment'];
  } & NonNullable<Facts['asked']>;
  readonly sessions: readonly SessionDetails[];
  /** What the agents of a review told each other, in numbers. */
  readonly messages?: MessageCounts;
  /** The plan that this life was begun with, if the run was resumed for it. */
  readonly resumed?: NonNullable<RunState['resumed']>;
}

/** Everything about a run; `repository` is the id that its repository has among the runs. */
export const detailsOf = (
  state: RunState,
  repository: string,
  lease: LeaseStatus,
  { messages, ...around }: Around & { readonly messages?: Bridge | undefined },
): RunDetails | undefined => {
  const summary = summaryOf(state, lease, around);
  const { run, resumed } = state;
  if (!summary || !run) return undefined;
  const sessions = sessionsIn(state);
  return {
    ...summary,
    ...manifestOf(run, summary, repository, sessions),
    configuration: {
      ...(run.workflow.path === undefined ? {} : { workflow: run.workflow.path }),
      ...run.asked,
      set: Object.fromEntries((run.set ?? []).map(({ name, value }) => [name, value])),
      ...(run.setup ? { setup: run.setup } : {}),
      ...(run.environment ? { environment: run.environment } : {}),
    },
    sessions,
    ...(messages ? { messages: countsOf(messages) } : {}),
    ...(resumed ? { resumed } : {}),
  };
};

const manifestOf = (
  run: Facts,
  { number, worktree, createdAt, updatedAt, repository: root }: RunSummary,
  repository: string,
  sessions: readonly SessionDetails[],
): ManifestFields => {
  const prompt = promptOf(run);
  return {
    id: number,
    repo_id: repository,
    repo_path: root,
    worktree_path: worktree,
    tmux_session: tmuxName(repository, number),
    created_at: createdAt,
    updated_at: updatedAt,
    ...(prompt === undefined ? {} : { prompt }),
    ...Object.fromEntries(sessions.map(({ agent, session }) => [`${agent}_session_id`, session])),
  };
};

/** What was asked for: the value `prompt` of a workflow that takes one, else its spec, else what its first agent is told. */
const promptOf = ({ set = [], spec, workflow }: Facts): string | undefined =>
  set.find(({ name }) => name === 'prompt')?.value ??
  (spec ? visibleText(spec) : firstPrompt(workflow.tree.steps));

const firstPrompt = (steps: readonly StepNode[]): string | undefined => {
  for (const { prompt, steps: within = [] } of steps) {
    const found = prompt ? wordsOf(prompt) : firstPrompt(within);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** A prompt as its workflow has it; a text that is too long for a line is left out. */
const wordsOf = (template: Template): string =>
  template
    .map((part) => (typeof part === 'string' ? part : 'variable' in part ? `{${part.variable}}` : '…'))
    .join('');

/** From the one that was used first to the one that was used last. */
const sessionsIn = ({ sessions, steps }: RunState): readonly SessionDetails[] =>
  [...sessions]
    .sort(([, a], [, b]) => (steps.get(a.path)?.last ?? 0) - (steps.get(b.path)?.last ?? 0))
    .map(([key, { path, dropped }]) => {
      const [agent = '', ...id] = key.split(' ');
      return { agent, session: id.join(' '), step: path, ...(dropped ? { dropped } : {}) };
    });
