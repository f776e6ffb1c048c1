import * as TE from 'fp-ts/lib/TaskEither.js';
import type { IntentType } from '../events/catalogue.js';
import type { Failure } from '../ports/failure.js';
import type { Facts, OpenIntentOf, RunState } from '../projections/runState/state.js';
import type { Command } from './command.js';
import { type Effect, type Intent, isLook, type Look } from './effect.js';
import { readContext, settleContext } from './perform/context.js';
import { applyRun, dispose } from './perform/ending.js';
import { launchCall, type Report, runGate, settleCall, settleGate } from './perform/processes.js';
import { settleSetup, setUp } from './perform/setup.js';
import { wait } from './perform/wait.js';
import { observe } from './perform/work.js';
import {
  commit,
  ensureWorktree,
  inspect,
  merge,
  reattach,
  remove,
  reset,
  salvage,
  settleCommit,
  unwind,
} from './perform/workspace.js';
import type { World } from './world.js';

/** The effects that touch the world; `record` is a decision and never comes here. */
export type RealEffect = Exclude<Effect, { kind: 'record' }>;

type Done<X> = TE.TaskEither<Failure | X, Command | undefined>;

interface Performer<T extends IntentType> {
  readonly perform: <X>(
    world: World,
    run: Facts,
    intent: OpenIntentOf<T>,
    report: Report<X>,
    state: RunState,
  ) => TE.TaskEither<Failure | X, Command>;
  readonly settle: <X>(
    world: World,
    run: Facts,
    intent: OpenIntentOf<T>,
    report: Report<X>,
    lives: RunState['lives'],
    state: RunState,
  ) => TE.TaskEither<Failure | X, Command>;
}

/** An intent whose effect looks how far it came and finishes it, so that settling it is performing it. */
const idempotent = <T extends IntentType>(perform: Performer<T>['perform']): Performer<T> => ({
  perform,
  settle: (world, run, intent, report, _, state) => perform(world, run, intent, report, state),
});

const performers: { readonly [T in IntentType]: Performer<T> } = {
  CallIntended: {
    perform: launchCall,
    settle: (world, run, intent, report, lives, state) =>
      settleCall(world, run, lives, intent, report, state),
  },
  GateIntended: { perform: runGate, settle: settleGate },
  SetupIntended: { perform: setUp, settle: settleSetup },
  ContextIntended: { perform: readContext, settle: settleContext },
  WorktreeIntended: idempotent(ensureWorktree),
  RemovalIntended: idempotent(remove),
  ReattachIntended: idempotent(reattach),
  CommitIntended: { perform: commit, settle: settleCommit },
  ResetIntended: idempotent(reset),
  UnwindIntended: idempotent(unwind),
  ApplyIntended: idempotent(applyRun),
  DisposalIntended: idempotent(dispose),
};

/**
 * Carries out an effect through the ports. Long ones report commands on the way; the command that it ends with says
 * what came of it.
 */
export const perform = <X>(world: World, state: RunState, effect: RealEffect, report: Report<X>): Done<X> => {
  const { run, lives } = state;
  if (!run) return TE.right(undefined);
  if (isLook(effect)) return look(world, state, effect);
  if (effect.kind === 'wait') return wait(world, state, effect);
  if (effect.kind === 'stop') return stop(world, effect.intent);
  const { intent } = effect;
  const performer = performers[intent.type] as unknown as Performer<IntentType>;
  const open = intent as unknown as OpenIntentOf<IntentType>;
  return effect.kind === 'perform'
    ? performer.perform(world, run, open, report, state)
    : performer.settle(world, run, open, report, lives, state);
};

const look = (world: World, state: RunState, effect: Look): Done<never> => {
  switch (effect.kind) {
    case 'observe':
      return observe(world, state, effect.path);
    case 'inspect':
      return inspect(world, state, effect);
    case 'merge':
      return merge(world, state, effect.path);
    case 'salvage':
      return salvage(world, state, effect);
  }
};

const stop = (world: World, { type, event }: Intent): TE.TaskEither<Failure, undefined> => {
  const stopped = type === 'CallIntended' ? world.agents.stop(event.seq) : world.gates.stop(event.seq);
  return TE.map(() => undefined)(stopped);
};
