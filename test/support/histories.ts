import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { nodePlatform } from '../../src/adapters/log/platform.js';
import type { Command } from '../../src/engine/command.js';
import { decide } from '../../src/engine/decide.js';
import type { Effect } from '../../src/engine/effect.js';
import { plan } from '../../src/engine/plan.js';
import { planReplay, planResume } from '../../src/engine/recover.js';
import { createEncoder } from '../../src/events/encode.js';
import { genesis } from '../../src/events/scan.js';
import type { Stored } from '../../src/events/stored.js';
import type { StepNode } from '../../src/events/tree.js';
import { apply } from '../../src/projections/projection.js';
import type { RunAccumulator } from '../../src/projections/runState/state.js';
import { runState } from '../../src/projections/runState.js';
import { codeStep, created, gateStep, group, life, object } from './run.js';

/** A workflow, and the numbers that decide what happens in its run. */
export interface Fate {
  readonly steps: readonly StepNode[];
  readonly choices: readonly number[];
}

export interface History {
  readonly stored: readonly Stored[];
  readonly state: RunAccumulator;
  /** Goes on with the run from here, as if every effect came out well, until it stands still. */
  readonly goOnWell: () => void;
}

const leaf = (name: string): fc.Arbitrary<StepNode> =>
  fc.oneof(
    fc.constant(gateStep(name)),
    fc
      .tuple(
        fc.constantFrom([], ['bash'], ['bash', 'bash_2']),
        fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      )
      .map(([gates, attempts]) => codeStep(name, gates, attempts)),
  );

const stepsOf = (depth: number): fc.Arbitrary<readonly StepNode[]> =>
  fc.integer({ min: 1, max: 3 }).chain((count) =>
    fc.tuple(
      ...Array.from({ length: count }, (_, index) =>
        depth === 0
          ? leaf(`s${index}`)
          : fc.oneof(
              leaf(`s${index}`),
              special(`s${index}`),
              stepsOf(depth - 1).map((inner) => group(`g${index}`, ...inner)),
            ),
      ),
    ),
  );

/** A step of a kind that only some workflows have: it asks for an answer, is judged, reads first, or waits. */
const special = (name: string): fc.Arbitrary<StepNode> => {
  const inner = codeStep('do', ['bash'], 2);
  const plain = codeStep(name, ['bash'], 2);
  const validator: StepNode = { ...codeStep('judge'), type: 'validate', worktree: 'read-only' };
  return fc.constantFrom<StepNode>(
    { ...plain, type: 'split', worktree: 'read-only', each: [inner, gateStep('check')] },
    { name, type: 'split', tasks: [{ name: 'A b', slug: 'a-b', description: '' }], each: [inner] },
    { ...plain, type: 'artifact', worktree: 'read-only' },
    { ...plain, gates: [{ name: 'validate', kind: 'validate', steps: [validator] }] },
    { ...plain, context: [{ name: 'log', bash: 'git log' }] },
    { ...plain, pause: 'before_gate' },
    { ...plain, pause: 'after_gate', guard: { maxTurns: 30 } },
    { ...plain, before: { name: 'research', type: 'workflow', steps: [codeStep('look')] } },
    { ...group(name, inner, gateStep('check')), retry: { attempts: 2, overrides: [] } },
  );
};

/** Any workflow with any fate. */
export const fates: fc.Arbitrary<Fate> = fc.record({
  steps: stepsOf(2),
  choices: fc.array(fc.nat({ max: 99 }), { minLength: 5, maxLength: 160, size: 'max' }),
});

/**
 * Lives a run through the real `plan` and `decide`, with every effect's outcome, every crash, stop, resume and replay
 * chosen by the numbers. `accept` may refuse commands, to steer.
 */
export const liveThrough = ({ steps, choices }: Fate): History => {
  const encode = createEncoder(nodePlatform);
  const state = runState.empty();
  const stored: Stored[] = [];
  let end = genesis(nodePlatform);
  let clock = Date.parse('2026-11-21T04:00:00.000Z');
  let made = 0;
  let drawn = 0;
  const draw = (): number => choices[drawn++] ?? 0;

  const take = (command: Command): void => {
    const decided = decide(command, state);
    if (E.isLeft(decided)) throw new Error(`${decided.left.command}: ${decided.left.because}`);
    if (decided.right.length === 0) return;
    clock += 1;
    const batch = encode(end, decided.right, new Date(clock).toISOString());
    if (E.isLeft(batch)) throw new Error(JSON.stringify(batch.left));
    for (const event of batch.right.stored) apply(runState, state, event);
    stored.push(...batch.right.stored);
    end = batch.right.end;
  };

  const setup = draw() % 4 === 0 ? { setup: { link: [], copy: [], commands: ['x'] } } : {};
  take({ type: 'CreateRun', facts: { ...created(...steps), ...setup }, life: life() });
  while (drawn < choices.length) {
    const effects = plan(state);
    const [effect] = effects;
    if (effect?.kind === 'record') {
      take(effect.command);
      continue;
    }
    const chance = draw();
    if (chance < 8 || !effect) beginAgain(state, draw(), take);
    else if (chance < 12) take({ type: 'RequestStop', reason: 'interrupted', signal: 'SIGINT' });
    else {
      const next = effects[chance % effects.length] ?? effect;
      const command = outcomeOf(state, next, draw(), () => (made += 1));
      if (command) take(command);
    }
  }
  const goOnWell = (): void => {
    if (plan(state).length === 0) beginAgain(state, 1, take);
    for (let steps = 0; plan(state).length > 0; steps += 1) {
      if (steps > 500) throw new Error('the run does not come to an end');
      const effects = plan(state);
      const effect = effects.find(({ kind }) => kind !== 'stop') as Effect;
      const command = outcomeOf(state, effect, 1, () => (made += 1));
      if (command) take(command);
    }
  };
  return { stored, state, goOnWell };
};

/** A crash, or the end of a life: someone resumes or replays, if there is anything to resume or replay. */
const beginAgain = (state: RunAccumulator, choice: number, take: (command: Command) => void): void => {
  const surroundings = { worktreeMissing: choice % 7 === 0 };
  const next = life((state.lives.get(state.life)?.lease ?? 0) + 1);
  const targets = [...state.steps.keys()];
  const target = targets[choice % Math.max(1, targets.length)];
  const replay = target === undefined ? undefined : planReplay(state, target, surroundings);
  const resume = planResume(state, surroundings);
  if (replay && E.isRight(replay) && (choice % 3 === 0 || E.isLeft(resume))) {
    take({ type: 'ReplayRun', plan: replay.right, life: next });
  } else if (E.isRight(resume)) {
    take({ type: 'ResumeRun', plan: resume.right, life: next });
    answerPauses(state, choice, take);
  }
};

/** Somebody says something to every step that waits, or nobody does. */
const answerPauses = (state: RunAccumulator, choice: number, take: (command: Command) => void): void => {
  if (choice % 5 === 0) return;
  for (const { path, attempt } of [...state.steps.values()])
    for (const [when, answer] of [...(attempt?.pauses ?? [])])
      if (answer === 'open')
        take({ type: 'AnswerPause', path, when, answer: choice % 4 === 0 ? 'abort' : 'continue', by: 'me' });
};

/** What an effect comes to, by a number. */
export const outcomeOf = (
  state: RunAccumulator,
  effect: Effect,
  choice: number,
  nextObject: () => number,
): Command | undefined => {
  if (effect.kind === 'record') return effect.command;
  if (effect.kind === 'observe') return observed(state, effect.path, choice, nextObject);
  if (effect.kind === 'inspect') return inspected(state, effect, choice, nextObject);
  const { type, event } = effect.intent;
  const intent = event.seq;
  if (effect.kind === 'stop') return undefined;
  const good = choice % 4 !== 0;
  switch (type) {
    case 'CallIntended':
      if (!effect.intent.spawned && choice % 2 === 0)
        return { type: 'ReportSpawned', intent, pid: 9, start: '1', argv: ['x'] };
      if (choice % 7 === 0 && effect.intent.spawned)
        return { type: 'ReportActivity', intent, ms: 1, wrote: [], turns: choice, read: choice };
      if (choice % 5 === 0)
        return { type: 'InterruptCall', intent, why: 'killed', output: { text: '' }, leftovers: 0 };
      return {
        type: 'FinishCall',
        intent,
        succeeded: good,
        exit: good ? 0 : 1,
        output: { text: 'said' },
        ms: 1,
        leftovers: 0,
      };
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
    case 'ReattachIntended':
      return { type: 'ReportReattached', intent };
    case 'CommitIntended':
      return { type: 'ReportCommit', intent, commit: object('c', nextObject()) };
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

/** What an agent left: some work or none, and an answer of the form that the step asks for, or of none. */
const observed = (state: RunAccumulator, path: string, choice: number, nextObject: () => number): Command => {
  const type = state.index.steps.get(path)?.node.type ?? '';
  const answers: Readonly<Record<string, string>> = {
    split: '[{"name": "One"}, {"name": "Two"}]',
    validate: choice % 3 === 0 ? '{"pass": false, "comments": "no"}' : '{"pass": true}',
    artifact: 'text',
  };
  const writes = choice % 3 === 0;
  const { tree } = state.steps.get(path)?.attempt?.start ?? state.head;
  return {
    type: 'ReportWork',
    path,
    head: choice % 11 === 0 ? { commit: object('c', nextObject()), tree } : { ...state.head },
    found: {
      tree: writes ? object('e', nextObject()) : tree,
      tip: state.head.commit,
      descends: choice % 17 !== 0,
      head: { attached: choice % 13 !== 0, commit: state.head.commit },
      files: { count: 0, list: [] },
    },
    changed: writes ? ['a.txt'] : [],
    diff: { text: '' },
    answer: choice % 4 === 0 ? undefined : answers[type],
    kept: undefined,
  };
};

const inspected = (
  state: RunAccumulator,
  { purpose, path }: Extract<Effect, { kind: 'inspect' }>,
  choice: number,
  nextObject: () => number,
): Command => ({
  type: 'ReportInspection',
  purpose,
  ...(path === undefined ? {} : { path }),
  head: choice % 11 === 0 ? { commit: object('c', nextObject()), tree: state.head.tree } : { ...state.head },
  found: {
    tree: choice % 3 === 0 ? state.head.tree : object('e', nextObject()),
    tip: choice % 5 === 0 ? object('c', nextObject()) : state.head.commit,
    descends: choice % 17 !== 0,
    head: { attached: choice % 13 !== 0, commit: state.head.commit },
    files: { count: choice % 4, list: [] },
  },
});
