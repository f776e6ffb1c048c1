import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { nodePlatform } from '../../src/adapters/log/platform.js';
import type { Command } from '../../src/engine/command.js';
import { decide } from '../../src/engine/decide.js';
import type { Effect } from '../../src/engine/effect.js';
import { plan } from '../../src/engine/plan.js';
import { isAtRest, planFork, planReplay, planRest, planResume } from '../../src/engine/recover.js';
import { planTasks } from '../../src/engine/takeTasks.js';
import type { DataOf } from '../../src/events/catalogue.js';
import { createEncoder } from '../../src/events/encode.js';
import { genesis } from '../../src/events/scan.js';
import type { Stored } from '../../src/events/stored.js';
import type { StepNode } from '../../src/events/tree.js';
import { apply, project } from '../../src/projections/projection.js';
import type { RunAccumulator } from '../../src/projections/runState/state.js';
import { runState } from '../../src/projections/runState.js';
import { outcomeOf } from './outcomes.js';
import { created, life } from './run.js';
import { workflows } from './workflows.js';

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
  /** Asks something of the run as it stands. */
  readonly take: (command: Command) => void;
}

/** Any workflow with any fate. */
export const fates: fc.Arbitrary<Fate> = fc.record({
  steps: workflows,
  choices: fc.array(fc.nat({ max: 99 }), { minLength: 5, maxLength: 160, size: 'max' }),
});

/**
 * Lives a run through the real `plan` and `decide`, with every effect's outcome, every crash, stop, resume, replay and
 * fork chosen by the numbers.
 */
export const liveThrough = ({ steps, choices }: Fate): History => {
  const { state, stored, take, perform } = createLife();
  let drawn = 0;
  const draw = (): number => choices[drawn++] ?? 0;
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
    else perform(effects[chance % effects.length] ?? effect, draw());
  }
  return { stored, state, take, goOnWell: () => goOnWell({ state, take, perform }) };
};

/** Forks a run behind these events of it, which end with a whole batch. */
export const forkBehind = (past: readonly Stored[]): History => {
  const { state, stored, take, perform } = createLife(past);
  take(forkOf(state));
  return { stored, state, take, goOnWell: () => goOnWell({ state, take, perform }) };
};

/** A log in the making, and how something is added to it. */
const createLife = (past: readonly Stored[] = []) => {
  const encode = createEncoder(nodePlatform);
  const state = project(runState, past);
  const stored = [...past];
  let end = past.reduce(
    ({ offset }, { event, raw }) => ({ seq: event.seq, hash: event.hash, offset: offset + raw.length }),
    genesis(nodePlatform),
  );
  let clock = Date.parse(past.at(-1)?.event.at ?? '2026-11-21T04:00:00.000Z');
  let made = past.length * 100;
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
  const perform = (effect: Effect, choice: number): void => {
    const command = outcomeOf(state, effect, choice, () => (made += 1));
    if (command) take(command);
  };
  return { state, stored, take, perform };
};

/** Goes on from where the run stands, as if every effect came out well, until it stands still. */
const goOnWell = ({ state, take, perform }: Omit<ReturnType<typeof createLife>, 'stored'>): void => {
  if (plan(state).length === 0) beginAgain(state, 1, take);
  for (let steps = 0; plan(state).length > 0; steps += 1) {
    if (steps > 500) throw new Error('the run does not come to an end');
    perform(plan(state).find(({ kind }) => kind !== 'stop') as Effect, 1);
  }
};

/** A crash, or the end of a life: someone resumes or replays, if there is anything to resume or replay. */
const beginAgain = (state: RunAccumulator, choice: number, take: (command: Command) => void): void => {
  const missing = choice % 7 === 0 ? [...state.worktrees.keys()].slice(choice % 2) : [];
  const surroundings = { missing, changed: [] };
  const next = life((state.lives.get(state.life)?.lease ?? 0) + 1);
  const targets = [...state.steps.keys()];
  const path = targets[choice % Math.max(1, targets.length)];
  // A name alone may mean the steps of all tasks.
  const target = choice % 4 === 0 ? path?.split('/').at(-1) : path;
  const replay = target === undefined ? undefined : planReplay(state, target, surroundings);
  if (choice % 11 === 10) take(forkOf(state));
  const resume = planResume(state, surroundings);
  if (replay && E.isRight(replay) && (choice % 3 === 0 || E.isLeft(resume))) {
    if (isAtRest(state)) take({ type: 'ReplayRun', plan: replay.right, life: next });
    else take({ type: 'ComeToRest', life: next, ...planRest(state, surroundings) });
  } else if (E.isRight(resume)) {
    take({ type: 'ResumeRun', plan: resume.right, life: next, tasks: tasksTaken(state, choice) });
    answerPauses(state, choice, take);
  }
};

/** Now and then somebody has changed the tasks that are written in files: one is new, and some are gone. */
const tasksTaken = (state: RunAccumulator, choice: number): readonly DataOf<'TasksTaken'>[] =>
  choice % 4 > 0
    ? []
    : [...state.index.steps.values()].flatMap(({ path, node }) => {
        const fresh = { name: `New ${choice}`, slug: `new-${choice}`, description: '' };
        // No list holds a task twice: it would be refused.
        const was = node.tasks?.filter(({ slug }, index) => slug !== fresh.slug && (choice >> index) % 3 > 0);
        const plan = was && planTasks(state, { path, tasks: [...was, fresh], files: [] });
        return plan ? [plan.taken] : [];
      });

/** Goes on as a fork of the run, which is left to itself with all that is under way in it. */
const forkOf = (state: RunAccumulator): Command => {
  const planned = planFork(state, 'hash');
  if (E.isLeft(planned)) throw new Error(planned.left._tag);
  const run = `20261121-040000-${String(state.seq).padStart(6, '0')}`;
  return {
    type: 'ForkRun',
    facts: planned.right({
      run,
      number: state.seq,
      folder: `/home/runs/repo-123456/${run}`,
      refold: '0.0.0',
    }),
  };
};

/** Somebody says something to every step that waits, or nobody does. */
const answerPauses = (state: RunAccumulator, choice: number, take: (command: Command) => void): void => {
  if (choice % 5 === 0) return;
  for (const { path, attempt } of [...state.steps.values()])
    for (const [when, answer] of [...(attempt?.pauses ?? [])])
      if (answer === 'open')
        take({ type: 'AnswerPause', path, when, answer: choice % 4 === 0 ? 'abort' : 'continue', by: 'me' });
};
