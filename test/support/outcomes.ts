import type { Command, Looked } from '../../src/engine/command.js';
import type { Effect } from '../../src/engine/effect.js';
import { sessionKey } from '../../src/projections/runState/sessionState.js';
import type { OpenIntentOf, RunAccumulator } from '../../src/projections/runState/state.js';
import { ownWorktree, worktreeOf } from '../../src/projections/worktrees.js';
import { object } from './run.js';

/** What an effect comes to, by a number. */
export const outcomeOf = (
  state: RunAccumulator,
  effect: Effect,
  choice: number,
  nextObject: () => number,
): Command | undefined => {
  if (effect.kind === 'record') return effect.command;
  if (effect.kind === 'observe') return observed(state, effect.path, choice, nextObject);
  if (effect.kind === 'inspect') {
    const { kind: _, ...about } = effect;
    return { type: 'ReportInspection', ...about, ...looked(state, effect.path, choice, nextObject) };
  }
  if (effect.kind === 'salvage') {
    const left = effect.units.map((unit) => ({ unit, ...looked(state, unit, choice, nextObject) }));
    return { type: 'ReportSalvage', left };
  }
  if (effect.kind === 'merge') return merged(state, effect.path, choice, nextObject);
  if (effect.kind === 'wait') return { type: 'EndWait', path: effect.path };
  const { type, event } = effect.intent;
  const intent = event.seq;
  if (effect.kind === 'stop') return undefined;
  const good = choice % 4 !== 0;
  switch (type) {
    case 'CallIntended':
      return callOutcome(state, effect.intent, choice);
    case 'GateIntended':
      if (choice % 9 === 0) return { type: 'InterruptGate', intent, why: 'killed' };
      return {
        type: 'FinishGate',
        intent,
        result: good ? 'passed' : 'failed',
        output: { text: '' },
        ms: 1,
        leftovers: 0,
      };
    case 'ContextIntended':
      if (choice % 9 === 0) return { type: 'InterruptContext', intent, why: 'killed' };
      return { type: 'FinishContext', intent, content: { text: 'read' } };
    case 'SetupIntended':
      if (choice % 9 === 0) return { type: 'InterruptSetup', intent, why: 'killed' };
      return { type: 'FinishSetup', intent, linked: [], copied: [], output: { text: '' }, ms: 1 };
    case 'WorktreeIntended':
      return { type: 'ReportWorktree', intent };
    case 'RemovalIntended':
      return { type: 'ReportRemoved', intent, ...(good ? {} : { left: 'changes' }) };
    case 'ReattachIntended':
      return { type: 'ReportReattached', intent };
    case 'CommitIntended':
      return { type: 'ReportCommit', intent, commit: object('c', nextObject()) };
    case 'ApplyIntended':
      return good
        ? { type: 'ReportApplied', intent, commit: object('c', nextObject()), branch: 'refs/heads/main' }
        : { type: 'ReportNotApplied', intent, why: 'it went on' };
    case 'DisposalIntended':
      return { type: 'ReportDisposed', intent, refs: 1, uncommitted: 0 };
    case 'ResetIntended':
      return { type: 'ReportReset', intent, kept: object('c', nextObject()) };
    case 'UnwindIntended':
      return good
        ? { type: 'ReportUnwound', intent }
        : {
            type: 'ReportNotUnwound',
            intent,
            tip: { commit: object('c', nextObject()), tree: object('e', nextObject()) },
          };
  }
};

/** A call is spawned, tells of itself, is cut off, loses its session, or ends; some of them say what they used. */
const callOutcome = (
  state: RunAccumulator,
  { event, spawned }: OpenIntentOf<'CallIntended'>,
  choice: number,
): Command => {
  const intent = event.seq;
  const asked = event.data.session;
  const session = asked?.id ?? (asked && choice % 2 === 0 ? `s-${intent}` : undefined);
  if (!spawned && choice % 2 === 0) return { type: 'ReportSpawned', intent, pid: 9, start: '1', argv: ['x'] };
  if (choice % 7 === 0 && spawned) {
    const named = choice % 3 === 0 ? session : choice % 5 === 0 ? 'another' : undefined;
    return { type: 'ReportActivity', intent, ms: 1, wrote: [], turns: choice, read: choice, session: named };
  }
  const counted =
    state.sessions.get(sessionKey(event.data.agent.provider, asked?.id ?? ''))?.counted.tokensIn ?? 0;
  const tells = choice % 3 !== 0;
  const usage = tells
    ? { usage: { tokensIn: choice, cost: 1 }, counted: { tokensIn: counted + choice } }
    : {};
  const facts = {
    intent,
    output: { text: SAID[choice % SAID.length] ?? '' },
    leftovers: 0,
    session,
    ...usage,
  };
  if (choice % 5 === 0) return { type: 'InterruptCall', why: 'killed', ...facts };
  const good = choice % 4 !== 0;
  const lost = !good && asked?.how === 'continue' && choice % 8 === 0 ? 'no such session' : undefined;
  return { type: 'FinishCall', ...facts, succeeded: good, exit: good ? 0 : 1, ms: 1, sessionLost: lost };
};

/** What agents say, with signals among it. */
const SAID = ['said', 'DONE\nPASS', 'DONE', 'PASS', 'FAIL: no', ''];

/** What an agent left: some work or none, and an answer of the form that the step asks for, or of none. */
const observed = (state: RunAccumulator, path: string, choice: number, nextObject: () => number): Command => {
  const type = state.index.steps.get(path)?.node.type ?? '';
  const answers: Readonly<Record<string, string>> = {
    split: '[{"name": "One"}, {"name": "Two"}]',
    validate: choice % 3 === 0 ? '{"pass": false, "comments": "no"}' : '{"pass": true}',
    artifact: 'text',
    review:
      choice % 3 === 0
        ? '{"verdict": "reject", "category": "weak_test", "concern": "no", "next_step": "more"}'
        : '{"verdict": "accept", "category": null}',
    code: '{"summary": "done", "ac_coverage": []}',
  };
  const writes = choice % 3 === 0;
  const { head } = worktreeOf(state, path) ?? ownWorktree(state);
  const { tree } = state.steps.get(path)?.attempt?.start ?? head;
  return {
    type: 'ReportWork',
    path,
    head: choice % 11 === 0 ? { commit: object('c', nextObject()), tree } : { ...head },
    found: {
      tree: writes ? object('e', nextObject()) : tree,
      tip: head.commit,
      descends: choice % 17 !== 0,
      head: { attached: choice % 13 !== 0, commit: head.commit },
      files: { count: 0, list: [] },
    },
    changed: writes ? ['a.txt'] : [],
    diff: { text: '' },
    answer: choice % 4 === 0 ? undefined : answers[type],
    kept: undefined,
  };
};

/** What lies in the worktree of a step. */
const looked = (state: RunAccumulator, path: string, choice: number, nextObject: () => number): Looked => {
  const { head } = worktreeOf(state, path) ?? ownWorktree(state);
  return {
    head: choice % 11 === 0 ? { commit: object('c', nextObject()), tree: head.tree } : { ...head },
    found: {
      tree: choice % 3 === 0 ? head.tree : object('e', nextObject()),
      tip: choice % 5 === 0 ? object('c', nextObject()) : head.commit,
      descends: choice % 17 !== 0,
      head: { attached: choice % 13 !== 0, commit: head.commit },
      files: { count: choice % 4, list: [] },
    },
  };
};

/** A unit fits, or does not fit to the one before it. */
const merged = (state: RunAccumulator, path: string, choice: number, nextObject: () => number): Command => {
  const parent = state.index.steps.get(path)?.parent ?? '';
  const { head } = worktreeOf(state, parent) ?? ownWorktree(state);
  return {
    type: 'ReportMerge',
    path,
    onto: choice % 11 === 0 ? { commit: object('c', nextObject()), tree: head.tree } : { ...head },
    result:
      choice % 4 === 0
        ? { with: parent, files: ['a.txt'], count: 1 }
        : {
            tree: choice % 3 === 0 ? head.tree : object('e', nextObject()),
            files: { count: 1, list: [] },
          },
  };
};
