import * as E from 'fp-ts/lib/Either.js';
import type { Command } from '../../src/engine/command.js';
import { decide } from '../../src/engine/decide.js';
import { effectKey } from '../../src/engine/effect.js';
import { plan } from '../../src/engine/plan.js';
import type { DataOf, Draft } from '../../src/events/catalogue.js';
import { agent, COMMIT, draft, given, object, PROCESS, TREE } from './run.js';

/** What was decided where this was asked behind these events: the events that follow, or why there are none. */
export const decided = (drafts: readonly Draft[], command: Command): readonly Draft[] | string => {
  const decision = decide(command, given(drafts));
  return E.isRight(decision) ? decision.right : decision.left.because;
};

/** What is to be done next behind these events: a decision as its command, all else in short. */
export const planned = (drafts: readonly Draft[]): readonly (Command | string)[] =>
  plan(given(drafts)).map((effect) => {
    if (effect.kind === 'record') return effect.command;
    if (effect.kind === 'salvage') return `salvage ${effect.units.map((unit) => unit || 'run').join(', ')}`;
    return 'intent' in effect ? `${effect.kind} ${effect.intent.type}` : effectKey(effect);
  });

/** An event as `decide` drafts it. */
export const caused = (cause: number, event: Draft): Draft => ({ ...event, cause }) as Draft;

export const IDENT = { name: 'refold', email: 'refold@localhost' };
export const NO_FILES = { count: 0, list: [] };

export const step = (path: string, base = COMMIT, tree = TREE): Draft =>
  draft('StepStarted', { path, base, tree });

export const attempt = (path: string, n = 1, more: Partial<DataOf<'AttemptStarted'>> = { agent }): Draft =>
  draft('AttemptStarted', { path, attempt: n, ...more });

export const call = (path: string, n = 1, more: Partial<DataOf<'CallIntended'>> = {}): Draft =>
  draft('CallIntended', { path, attempt: n, call: 1, agent, prompt: [], ...more });

/** The launcher of a call is there. */
export const spawned = (intent: number): Draft =>
  draft('AgentSpawned', { intent, pid: 9, start: '1', argv: [] });

/** Somebody has gone on with files that were not as recorded. */
export const proceeded = (paths: readonly string[], unit?: string): Draft =>
  draft('DriftResolved', {
    ...(unit === undefined ? {} : { unit }),
    choice: 'proceed',
    verdict: 'drift',
    count: paths.length,
    files: paths.map((path) => ({ path, kind: 'DRIFT' })),
    snapshot: 'r',
  });

/** A step has committed what lies there; `intent` is the seq of the first of these events. */
export const committed = (path: string, intent: number): readonly Draft[] => [
  commit('checkpoint', { path }),
  draft('CheckpointCommitted', { intent, path, commit: object('c', 1), tree: object('e', 1) }),
];

export const finished = (intent: number, more: Partial<DataOf<'CallFinished'>> = {}): Draft =>
  draft('CallFinished', {
    intent,
    succeeded: true,
    exit: 0,
    output: { text: '' },
    ms: 1,
    leftovers: 0,
    ...more,
  });

/** What a look at the work of an agent finds: a tree, and what it answered. */
export const looked = (tree = TREE, answer?: string): Command => ({
  type: 'ReportWork',
  path: 'a',
  head: { commit: COMMIT, tree: TREE },
  found: {
    tree,
    tip: COMMIT,
    descends: true,
    head: { attached: true, commit: COMMIT },
    files: { count: 0, list: [] },
  },
  changed: [],
  diff: { text: '' },
  answer,
  kept: undefined,
});

/** What lay in the worktree after the agent. */
export const saw = (path: string, n = 1, more: Partial<DataOf<'WorkObserved'>> = {}): Draft =>
  draft('WorkObserved', {
    path,
    attempt: n,
    head: COMMIT,
    tree: TREE,
    files: NO_FILES,
    diff: { text: '' },
    ...more,
  });

export const gate = (path: string, name = 'bash', n = 1): Draft =>
  draft('GateIntended', { path, attempt: n, gate: { name, kind: 'bash', command: 'true' } });

export const gateEnded = (
  intent: number,
  result: 'passed' | 'failed' | 'skipped',
  more: Partial<DataOf<'GateFinished'>> = {},
): Draft => draft('GateFinished', { intent, result, output: { text: '' }, ms: 1, leftovers: 0, ...more });

export const failed = (path: string, n = 1, more: Partial<DataOf<'AttemptFailed'>> = {}): Draft =>
  draft('AttemptFailed', { path, attempt: n, reason: 'agent', error: { text: 'x' }, ...more });

export const stepFailed = (path: string, placeholder?: string): Draft =>
  draft('StepFailed', { path, attempt: 1, reason: 'gate', ...(placeholder ? { placeholder } : {}) });

export const passed = (path: string): Draft => draft('StepPassed', { path, attempt: 1, head: COMMIT });

export const lifeBegan = (n: number): Draft =>
  draft('LifeBegan', { life: n, lease: n, refold: '0', process: PROCESS });

export const stopped = (reason: string): Draft => draft('RunStopped', { reason });

export const commit = (kind: string, more: Partial<DataOf<'CommitIntended'>> = {}): Draft =>
  draft('CommitIntended', {
    kind,
    ref: 'r',
    parent: COMMIT,
    tree: object('e', 1),
    ident: IDENT,
    message: 'm',
    files: NO_FILES,
    ...more,
  });

/** The worktree of a unit is made; `seq` is that of the first of these events. */
export const unitStands = (unit: string, seq: number): readonly Draft[] => [
  draft('WorktreeIntended', {
    unit,
    worktree: `/u/${unit}`,
    branch: `b/${unit}`,
    commit: COMMIT,
    tree: TREE,
  }),
  draft('WorktreeCreated', { intent: seq }),
];
