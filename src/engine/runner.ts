import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { Stored } from '../events/stored.js';
import type { AppendError, EventWriter } from '../ports/eventLog.js';
import type { Failure } from '../ports/failure.js';
import { apply } from '../projections/projection.js';
import type { RunAccumulator, RunState } from '../projections/runState/state.js';
import { runState } from '../projections/runState.js';
import type { Command } from './command.js';
import type { Rejection } from './decide/decision.js';
import { decide } from './decide.js';
import { effectKey, isLook, lookedAt } from './effect.js';
import { createInbox } from './inbox.js';
import { perform, type RealEffect } from './perform.js';
import { plan } from './plan.js';
import { isFailure, stopFor } from './stopFor.js';
import type { World } from './world.js';

/** Why the loop ended before the run stood still: nothing more could be recorded. */
export type Halt = AppendError | Rejection;

export interface Engine {
  readonly world: World;
  readonly log: EventWriter;
  /** The fold of the log so far; the runner owns it from here on. */
  readonly state: RunAccumulator;
  /** Is told every event once it is durable. */
  readonly observe: (stored: Stored) => void;
  /** Hands out the way to ask for a stop from outside, and takes it back when the loop ends. */
  readonly listen: (ask: (command: Command) => void) => () => void;
}

/** What an effect has to say: a command, or only that it is over. */
interface Message {
  readonly command: Command | undefined;
  readonly answer?: (result: E.Either<Halt, void>) => void;
  /** The effect that ends with it, which is under way until what it has to say is decided on. */
  readonly ends?: string;
}

/**
 * Takes the first commands and goes on until the run stands still: decide, append, act, and again. It is the whole
 * engine, for a new run, a resumed one and a replayed one alike.
 */
export const runToStop = async (
  engine: Engine,
  first: readonly Command[],
): Promise<E.Either<Halt, RunState>> => {
  const inbox = createInbox<Message>();
  const ask = (command: Command): void => inbox.put({ command });
  const underWay = new Map<string, readonly string[]>();
  const begun = new Set<string>();
  const deafen = engine.listen(ask);
  for (const command of first) ask(command);
  try {
    for (;;) {
      const messages = inbox.takeAll();
      for (const { ends } of messages) if (ends !== undefined) underWay.delete(ends);
      const written = await record(engine, messages);
      for (const { answer } of messages) answer?.(E.map(() => undefined)(written));
      if (E.isLeft(written)) return written;
      for (const effect of written.right) start(engine, effect, { inbox, underWay, begun });
      if (underWay.size === 0) return E.right(engine.state);
      await inbox.arrival();
    }
  } finally {
    deafen();
  }
};

/** Decides what was asked for and all that follows from it without an effect, and writes it in one go. */
const record = async (
  engine: Engine,
  messages: readonly Message[],
): Promise<E.Either<Halt, readonly RealEffect[]>> => {
  const fresh: Stored[] = [];
  const take = (command: Command): E.Either<Halt, number> => {
    const drafts = decide(command, engine.state);
    if (E.isLeft(drafts)) return drafts;
    const staged = engine.log.stage(engine.state.seq, drafts.right, engine.world.clock.now());
    if (E.isLeft(staged)) return staged;
    for (const stored of staged.right) apply(runState, engine.state, stored);
    fresh.push(...staged.right);
    return E.right(staged.right.length);
  };
  for (const { command } of messages) {
    if (!command) continue;
    const taken = take(command);
    if (E.isLeft(taken)) return taken;
  }
  let effects = plan(engine.state);
  for (let next = effects.find(isRecord); next; next = effects.find(isRecord)) {
    const taken = take(next.command);
    if (E.isLeft(taken)) return taken;
    if (taken.right === 0) return E.left(idle(next.command));
    effects = plan(engine.state);
  }
  const flushed = await engine.log.flush()();
  if (E.isLeft(flushed)) return flushed;
  for (const stored of fresh) {
    engine.observe(stored);
    forget(engine.world, stored);
  }
  return E.right(effects.filter((effect): effect is RealEffect => effect.kind !== 'record'));
};

/** Empties the mailbox of a process whose end is on the disk; a crash before that leaves it to be emptied by hand. */
const forget = ({ agents, gates }: World, { event }: Stored): void => {
  if (event.type === 'CallFinished' || event.type === 'CallInterrupted')
    void agents.forget(intentOf(event))();
  if (OF_GATES.has(event.type)) void gates.forget(intentOf(event))();
};

/** The ends of what runs through the port of gates. */
const OF_GATES: ReadonlySet<string> = new Set([
  'GateFinished',
  'GateInterrupted',
  'ContextRead',
  'ContextInterrupted',
  'SetupFinished',
  'SetupInterrupted',
]);

const intentOf = ({ data }: Stored['event']): number => (data as { readonly intent: number }).intent;

const isRecord = (effect: ReturnType<typeof plan>[number]) => effect.kind === 'record';

const idle = (command: Command): Rejection => ({
  _tag: 'Rejection',
  command: command.type,
  because: 'it was planned and changed nothing',
});

interface Busy {
  readonly inbox: ReturnType<typeof createInbox<Message>>;
  /** What is under way, with the units whose worktrees are looked at. */
  readonly underWay: Map<string, readonly string[]>;
  /** Work on an intent begins once in a life, however often it is planned. */
  readonly begun: Set<string>;
}

/** Starts an effect unless it is under way; what it ends with comes back through the inbox. */
const start = (engine: Engine, effect: RealEffect, { inbox, underWay, begun }: Busy): void => {
  const key = effectKey(effect);
  if (underWay.has(key) || begun.has(key)) return;
  const looks = isLook(effect) ? lookedAt(engine.state, effect) : [];
  // Two looks at one worktree at once would get in each other's way; the next plan asks again.
  if ([...underWay.values()].flat().some((unit) => looks.includes(unit))) return;
  underWay.set(key, looks);
  if (!isLook(effect)) begun.add(key);
  const report =
    (command: Command): TE.TaskEither<Halt, void> =>
    () =>
      new Promise((answer) => inbox.put({ command, answer }));
  perform(engine.world, engine.state, effect, report)()
    .catch((error: unknown) => E.left(thrown(effect, error)))
    .then((result) => {
      const seen = E.getOrElseW((failure: Failure | Halt) => commandFor(effect, failure))(result);
      const blind = E.isRight(result) && isLook(effect) ? sawNothing(effect) : undefined;
      inbox.put({ command: seen ?? blind, ends: key });
    });
};

/** A look without a finding would be planned again for ever. */
const sawNothing = (effect: RealEffect): Command => ({
  type: 'RequestStop',
  reason: 'error',
  detail: `${effectKey(effect)}: there is nothing to look at`,
});

/** An adapter broke its word and threw: that ends the run's life, like every other failure. */
const thrown = (effect: RealEffect, error: unknown): Failure => ({
  _tag: 'Failed',
  doing: effectKey(effect),
  detail: error instanceof Error ? error.message : String(error),
});

/** A failure asks for a stop; where even the work in progress cannot be kept, the run stops as it is. */
const commandFor = (effect: RealEffect, failure: Failure | Halt): Command | undefined => {
  if (!isFailure(failure)) return undefined;
  const why = stopFor(failure);
  if (effect.kind === 'salvage') return { type: 'StopRun', ...why };
  if (!('intent' in effect)) return { type: 'RequestStop', ...why };
  return { type: 'RequestStop', ...why, intent: effect.intent.event.seq };
};
